"""Who may do what with meetings, at every level; the rules against their SQL twins."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select

from lhs_community.accounts import current
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.communities.actions.members import remove_member
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.meetings import policy
from lhs_community.meetings.actions import agenda, attendance, meetings as actions, notes, tasks
from lhs_community.meetings.models import Answer, LinkKind, Meeting
from lhs_community.meetings.queries.agenda import get_item
from lhs_community.meetings.times import resolve
from tests.make.meetings import days_on

INSIDE = {"external member", "member", "host", "convenor"}
SIGNED_IN = {"outsider", "administrator"} | INSIDE
READ = {
    Visibility.OPEN: SIGNED_IN | {"guest"}, Visibility.RESTRICTED: SIGNED_IN,
    Visibility.PRIVATE: INSIDE, Visibility.CONFIDENTIAL: INSIDE,
}  # fmt: skip
POST = {Visibility.OPEN: SIGNED_IN, **dict.fromkeys(list(Visibility)[1:], INSIDE)}


@pytest.fixture
def cast(make_community, make_member, make_meeting):
    """A meeting in a community of one level, and everybody who could come by; somebody was host and has left."""

    def of(visibility):
        community = make_community(visibility=visibility)
        host, gone = make_member(community), make_member(community, kind=PersonKind.EXTERNAL)
        convenor = make_member(community, "convenor")
        meeting = make_meeting(community, convenor, host_ids=[host.id, gone.id])
        remove_member(convenor, community, gone.id)
        people = {
            "guest": current.guest(),
            "outsider": make_member(),
            "external": make_member(kind=PersonKind.EXTERNAL),
            "external member": make_member(community, kind=PersonKind.EXTERNAL),
            "member": make_member(community),
            "host": host,
            "host who left": viewer_for(gone.id),
            "convenor": convenor,
            "administrator": make_member(site_roles=tuple(SiteRole)),
        }
        return people, meeting

    return of


@pytest.mark.parametrize("visibility", Visibility)
def test_each_rule_at_each_level(visibility, cast):
    people, meeting = cast(visibility)
    task = tasks.add_task(people["host"], meeting, tasks.Undertaking("Count the chairs", people["member"].id))

    def who(rule):
        return {name for name, person in people.items() if rule(person)}

    assert who(lambda one: policy.may_read(one, meeting)) == READ[visibility]
    assert who(lambda one: policy.may_join(one, meeting)) == READ[visibility] - {"guest"}
    assert who(lambda one: policy.may_arrange(one, meeting.community)) == {"convenor"}
    assert who(lambda one: policy.may_run(one, meeting)) == {"host", "convenor"}
    assert who(lambda one: policy.may_sign_up(one, meeting)) == POST[visibility]
    assert who(lambda one: policy.may_see_attendance(one, meeting)) == INSIDE
    assert who(lambda one: policy.may_write_notes(one, meeting)) == INSIDE
    assert who(lambda one: policy.may_tick(one, task)) == {"member", "host", "convenor"}


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("guests_may_read", [True, False])
def test_the_rules_and_their_sql_agree(visibility, guests_may_read, cast):
    people, meeting = cast(visibility)
    for name, person in people.items():
        viewer = dataclasses.replace(person, guests_may_read=guests_may_read)
        readable = set(db.session.scalars(select(Meeting.id).where(policy.readable_by(viewer))))
        assert (meeting.id in readable) is policy.may_read(viewer, meeting), name
        run = set(db.session.scalars(select(Meeting.id).where(policy.run_by(viewer))))
        assert (meeting.id in run) is policy.may_run(viewer, meeting), name


@pytest.mark.parametrize("visibility", [Visibility.OPEN, Visibility.PRIVATE])
def test_every_action_refuses_who_may_not(visibility, cast):
    people, meeting = cast(visibility)
    convenor = people["convenor"]
    item = get_item(convenor, agenda.add_item(convenor, meeting, agenda.Point("The chart")).id)
    task = tasks.add_task(convenor, meeting, tasks.Undertaking("Count the chairs", convenor.id))
    plan = actions.Plan("Another title", resolve(days_on(), "Europe/London"))
    tries = {
        "arrange": lambda one: actions.arrange_meeting(one, meeting.community, plan),
        "change": lambda one: actions.change_meeting(one, meeting, plan),
        "cancel": lambda one: actions.cancel_meeting(one, meeting, "No"),
        "add": lambda one: agenda.add_item(one, meeting, agenda.Point("Mine")),
        "move": lambda one: agenda.move_item(one, item, is_up=True),
        "take off": lambda one: agenda.remove_item(one, item),
        "link": lambda one: notes.add_link(one, meeting, LinkKind.SLIDES, "Slides", "https://files.example/x"),
        "unlink": lambda one: notes.remove_link(one, meeting, 1),
        "notes": lambda one: notes.write_notes(one, meeting, {"notes": "Mine"}),
        "task": lambda one: tasks.add_task(one, meeting, tasks.Undertaking("Do it", one.id or 0)),
        "tick": lambda one: tasks.tick_task(one, task, is_done=True),
    }
    for name in ("outsider", "external", "guest"):
        for attempt, act in tries.items():
            assert is_refused(act, people[name]), f"{name} may {attempt}"
    for name in ("external", "guest"):
        assert is_refused(lambda one: attendance.answer_invitation(one, meeting, Answer.YES), people[name])
    for attempt in ("arrange", "change", "cancel", "add", "move", "take off", "link", "unlink", "tick"):
        assert is_refused(tries[attempt], people["member"]), f"a member may {attempt}"


def is_refused(act, person):
    try:
        act(person)
    except (Refused, NotThere):
        return True
    return False
