"""Levels x people: who reads reports and write-ups, by the rule and by its SQL twin."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.writeups import policy
from lhs_community.writeups.actions import reports as report_actions, write_ups as actions
from lhs_community.writeups.models import SponsorReport, WriteUp
from lhs_community.writeups.queries import reports, write_ups as queries

INSIDE = {"member", "convenor", "lead"}
READ = {
    Visibility.OPEN: INSIDE | {"outsider", "guest", "administrator"},
    Visibility.RESTRICTED: INSIDE | {"outsider", "administrator"},
    Visibility.PRIVATE: INSIDE,
    Visibility.CONFIDENTIAL: INSIDE,
}
WHO = ("guest", "outsider", "external", "administrator", "member", "convenor", "lead")


def picture(who, project, make_member):
    match who:
        case "guest":
            return guest()
        case "external":
            return make_member(kind=PersonKind.EXTERNAL)
        case "administrator":
            return make_member(site_roles=(SiteRole.ADMINISTRATOR,))
        case "member" | "convenor":
            return make_member(project.community, who)
        case "lead":
            return viewer_for(project.lead_id)
    return make_member()


@pytest.mark.parametrize("is_finished", [False, True])
@pytest.mark.parametrize("visibility", Visibility)
def test_each_rule_its_twin_and_the_table_agree(
    visibility, is_finished, make_community, make_project, make_write_up, make_member
):
    project = make_project(make_community(visibility=visibility))
    write_up = make_write_up(project, is_finished=is_finished)
    lead = viewer_for(project.lead_id)
    report = report_actions.send_report(lead, reports.write_report(lead, project.id), [])
    report = reports.get_report(lead, report.id)
    for who in WHO:
        viewer = picture(who, project, make_member)
        reads, edits = who in READ[visibility], who in ("lead", "convenor")
        for rule, twin, thing, expected in (
            (policy.may_read_report, policy.report_readable_by, report, reads),
            (policy.may_read, policy.readable_by, write_up, edits or (reads and is_finished)),
        ):
            kind = SponsorReport if thing is report else WriteUp
            assert rule(viewer, thing) is expected, (who, kind)
            found = set(db.session.scalars(select(kind.id).where(twin(viewer))))
            assert (thing.id in found) is expected, (who, kind)
        assert policy.may_write(viewer, write_up.project) is edits, who
        assert (write_up.id in queries.write_up_cards(viewer, [write_up.id])) is (edits or (reads and is_finished))
        assert (report.id in reports.report_cards(viewer, [report.id])) is reads


def test_a_draft_of_others_is_not_there(make_write_up, make_member):
    write_up = make_write_up()
    reader = make_member(write_up.project.community)
    for look in (
        lambda: queries.get_whole(reader, write_up.id),
        lambda: queries.get_section(reader, write_up.id, "3"),
        lambda: actions.reopen_write_up(reader, write_up),
        lambda: actions.change_authors(reader, write_up, "Me", write_up.version),
    ):
        with pytest.raises(NotThere):
            look()
    assert queries.find_write_up(reader, write_up.project_id) is None
    assert queries.write_up_index_card(write_up.id) is None


def test_a_reader_changes_nothing(make_write_up, make_member):
    write_up = make_write_up(is_finished=True)
    reader = make_member(write_up.project.community)
    part = write_up.parts[0]
    for act in (
        lambda: actions.start_write_up(reader, write_up.project),
        lambda: actions.write_part(reader, part, "Mine", [], part.version),
        lambda: actions.confirm_part(reader, part, []),
        lambda: actions.reopen_write_up(reader, write_up),
        lambda: report_actions.change_ask(reader, write_up.project, "Money", 0),
        lambda: report_actions.send_report(reader, reports.write_report(reader, write_up.project_id), []),
    ):
        with pytest.raises(Refused):
            act()
    assert queries.write_up_index_card(write_up.id) is not None
