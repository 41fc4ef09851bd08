"""Files on posts that bear no name: no row, page or event tells who sent them; their author can still remove them."""

from __future__ import annotations

import pytest

from lhs_community.accounts import anonymous
from lhs_community.accounts.models import SiteRole
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import posts as post_actions, threads as thread_actions
from lhs_community.files import actions, intake, queries
from lhs_community.files.actions import Chosen
from lhs_community.files.intake import Sent
from lhs_community.files.models import Attachment
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Refused
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held
from tests.make import files as made
from tests.make.files import post_ref, upload


@pytest.fixture
def community(make_community, make_member):
    found = make_community()
    for _ in range(6):
        make_member(found)
    return found


@pytest.fixture
def author(community, make_member):
    return make_member(community, name="Priya Nandakumar")


def hold(author, name="falls.csv", content=made.CSV):
    held = actions.hold_upload(author, intake.prepare(Sent(name, content))).attachment
    return Chosen([held.key], {held.key: "A chart"}, pictures_are_clear=True)


def test_no_row_and_no_event_tells_who_sent_a_file(community, author, make_thread, make_member):
    thread = make_thread(community)
    post = post_actions.reply(author, thread, "As here", is_anonymous=True, chosen=hold(author))
    (one,) = queries.attachments_of(author, [post_ref(post)])[post_ref(post)]
    assert one.file.uploader_id == anonymous.shared_id()
    assert not one.may_remove  # the page asks whether the post is theirs to change
    found = queries.get_attachment(author, one.file.key)
    assert found.is_author
    other = make_member(community)
    with pytest.raises(Refused):
        actions.remove_attachment(other, queries.get_attachment(other, one.file.key))
    actions.remove_attachment(author, found)
    rows = db.session.query(EventRow).filter(EventRow.name.like("files.%")).all()
    assert {row.actor_id for row in rows} == {anonymous.shared_id()}
    assert one.file.removed_by_id == anonymous.shared_id()
    (gone,) = queries.attachments_of(other, [post_ref(post)])[post_ref(post)]
    assert gone.remover == "its author"


def test_their_author_and_no_other_member_is_offered_to_remove_them(
    client, as_viewer, community, author, make_thread, make_member
):
    thread = make_thread(community)
    post_actions.reply(author, thread, "As here", is_anonymous=True, chosen=hold(author))
    db.session.commit()
    as_viewer(client, author)
    assert "/remove" in client.get(f"/threads/{thread.id}").text
    as_viewer(client, make_member(community))
    assert "/remove" not in client.get(f"/threads/{thread.id}").text


@pytest.mark.parametrize(("name", "content"), [
    ("Priya.csv", made.CSV),
    ("falls.csv", b"Ward,Who\nNorth,Priya Nandakumar\n"),
    ("falls.pdf", made.pdf("Counted by Priya")),
])  # fmt: skip
def test_the_guard_asks_about_their_authors_own_name_in_them(community, author, name, content):
    draft = keeping.Draft("Do you dare to say so?", "See the figures", is_anonymous=True)
    chosen = hold(author, name, content)
    with pytest.raises(Held) as held:
        thread_actions.start_thread(author, community, draft, chosen=chosen)
    assert {finding.kind for found in held.value.findings.values() for finding in found} == {"own_name"}
    assert thread_actions.start_thread(author, community, draft, chosen=chosen, consent=Consent(confirmed=True))


def test_a_workbook_says_who_made_it(community, author):
    content = made.with_parts(made.xlsx([["a"]]), docProps__core9_dot_xml=b"<x>Priya Nandakumar</x>")
    draft = keeping.Draft("Do you dare to say so?", "See the figures", is_anonymous=True)
    with pytest.raises(Held):
        thread_actions.start_thread(author, community, draft, chosen=hold(author, "falls.xlsx", content))


def test_no_reason_lets_a_file_through_under_no_name(client, as_viewer, community, make_thread, make_member):
    """The reason is on record with its name, at the very moment of the post."""
    as_viewer(client, make_member(community, site_roles=(SiteRole.IG_LEAD,)))
    data = {
        "body": "As here", "is_anonymous": "y", "guard_reason": "It is a made up number",
        "files": upload("list.csv", b"Number\n943 476 5919\n"),
    }  # fmt: skip
    answer = client.post(f"/threads/{make_thread(community).id}/reply", data=data)
    assert answer.status_code == 422
    assert db.session.query(Attachment).count() == 0
    assert db.session.query(EventRow).filter_by(name="safety.guard_overridden").count() == 0
