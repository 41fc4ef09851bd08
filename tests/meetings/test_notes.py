"""Notes that nobody overwrites, actions, links."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lhs_community.communities.actions.members import remove_member
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Stale
from lhs_community.foundation.refs import Ref
from lhs_community.meetings.actions import meetings as meeting_actions, notes, tasks
from lhs_community.meetings.actions.agenda import Point, add_item
from lhs_community.meetings.actions.tasks import Undertaking
from lhs_community.meetings.models import LinkKind
from lhs_community.meetings.queries import meetings as queries, tasks as task_queries
from lhs_community.notifications.queries import list_notices


@pytest.fixture
def place(make_community, make_member, make_meeting):
    community = make_community()
    convenor = make_member(community, "convenor")
    return SimpleNamespace(
        community=community, convenor=convenor, member=make_member(community), meeting=make_meeting(community, convenor)
    )


def names():
    wanted = select(EventRow.name).where(EventRow.name.like("meetings.notes%")).order_by(EventRow.id)
    return list(db.session.scalars(wanted))


def test_notes_are_kept_by_point_and_told_of_once(place):
    item = add_item(place.convenor, place.meeting, Point("The chart"))
    texts = {f"item_{item.id}": "Nine **below**.", "notes": "We met."}
    notes.write_notes(place.member, place.meeting, texts, version=1)
    assert "<strong>below</strong>" in item.notes_html
    assert place.meeting.notes == "We met."
    assert place.meeting.changed_by_id == place.member.id
    notes.write_notes(place.convenor, place.meeting, {"notes": "We met, and ate cake."}, version=2)
    assert item.notes == "Nine **below**."
    assert names() == ["meetings.notes_published", "meetings.notes_changed"]


def test_who_saves_second_is_refused_with_what_the_first_wrote(place):
    notes.write_notes(place.member, place.meeting, {"notes": "From the first"}, version=1)
    with pytest.raises(Stale) as stale:
        notes.write_notes(place.convenor, place.meeting, {"notes": "From the second"}, version=1)
    assert stale.value.thing.notes == "From the first"
    assert place.meeting.notes == "From the first"


def test_notes_go_through_the_guard_and_have_an_end(place):
    with pytest.raises(Invalid) as refusal:
        notes.write_notes(place.member, place.meeting, {"notes": "NHS number 999 000 0018"})
    assert refusal.value.field == "notes"
    with pytest.raises(Invalid, match="20000"):
        notes.write_notes(place.member, place.meeting, {"notes": "x" * 20_001})
    meeting_actions.cancel_meeting(place.convenor, place.meeting, "")
    with pytest.raises(Invalid, match="called off"):
        notes.write_notes(place.member, place.meeting, {"notes": "We met."})


def test_who_is_named_is_told_once(place, deliver):
    notes.write_notes(place.convenor, place.meeting, {"notes": f"Ask @{place.member.handle}"})
    notes.write_notes(place.convenor, place.meeting, {"notes": f"Ask @{place.member.handle} soon"})
    deliver()
    lines = [line for group in list_notices(place.member).groups for line in group.lines]
    assert [line.name for line in lines].count("communities.person_mentioned") == 1


def test_a_part_of_the_notes_is_handed_to_those_who_may_read(make_community, make_member, make_meeting):
    community = make_community(visibility=Visibility.PRIVATE)
    convenor = make_member(community, "convenor")
    meeting = make_meeting(community, convenor)
    item = add_item(convenor, meeting, Point("The chart"))
    notes.write_notes(convenor, meeting, {f"item_{item.id}": "Nine below.", "notes": "We met."})
    ref = Ref("meeting", meeting.id)
    part = subjects.part(make_member(community), ref, f"item-{item.id}")
    assert (part.title, part.body) == ("The chart", "Nine below.")
    assert subjects.part(make_member(community), ref, "notes").body == "We met."
    assert subjects.part(make_member(community), ref, "item-987654") is None
    assert subjects.part(make_member(), ref, "notes") is None
    assert subjects.part(make_member(), Ref("thread", 1), "notes") is None


def test_an_action_is_given_shown_and_done(place, deliver, make_member):
    other = make_member(place.community)
    task = tasks.add_task(
        place.convenor, place.meeting, Undertaking("Count the chairs", other.id, clock.now().date() + timedelta(days=3))
    )
    deliver()
    assert [line.name for line in list_notices(other).groups[0].lines] == ["meetings.task_given"]
    assert task_queries.list_my_tasks(other) == [task]
    assert task_queries.list_open_tasks(place.member, place.community.id) == [task]
    tasks.tick_task(other, task, is_done=True)
    tasks.tick_task(other, task, is_done=True)
    assert task_queries.list_my_tasks(other) == []
    assert task_queries.list_tasks(place.member, place.meeting) == [task]
    tasks.tick_task(place.convenor, task, is_done=False)
    assert task_queries.list_my_tasks(other) == [task]


def test_who_left_sees_their_action_no_more(make_community, make_member, make_meeting):
    community = make_community(visibility=Visibility.PRIVATE)
    convenor, member = make_member(community, "convenor"), make_member(community)
    meeting = make_meeting(community, convenor)
    task = tasks.add_task(convenor, meeting, Undertaking("Count the chairs", member.id))
    remove_member(convenor, community, member.id)
    assert task_queries.list_my_tasks(viewer_for(member.id)) == []
    with pytest.raises(NotThere):
        tasks.tick_task(viewer_for(member.id), task, is_done=True)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("text", {"text": " a "}), ("text", {"text": "x" * 501}), ("text", {"text": "Ring 999 000 0018, NHS number"}),
        ("owner_id", {"owner_id": 987654}), ("due_on", {"due_on": "long ago"}),
    ],
)  # fmt: skip
def test_an_action_that_does_not_fit_is_refused_beside_its_field(field, change, place):
    if "due_on" in change:
        change = {"due_on": clock.now().date() - timedelta(days=400)}
    with pytest.raises(Invalid) as refusal:
        tasks.add_task(
            place.member, place.meeting, Undertaking(**({"text": "Count", "owner_id": place.member.id} | change))
        )
    assert refusal.value.field == field


def test_links_lead_to_https_only_and_may_be_taken_away(place):
    for address in ("http://files.example/x", "javascript:alert(1)", "files.example", ""):
        with pytest.raises(Invalid) as refusal:
            notes.add_link(place.convenor, place.meeting, LinkKind.SLIDES, "Slides", address)
        assert refusal.value.field == "url"
    with pytest.raises(Invalid):
        notes.add_link(place.convenor, place.meeting, LinkKind.SLIDES, " ", "https://files.example/x")
    link = notes.add_link(place.convenor, place.meeting, LinkKind.RECORDING, "First half", "https://v.example/x")
    assert queries.list_links(place.member, place.meeting) == [link]
    notes.remove_link(place.convenor, place.meeting, link.id)
    assert queries.list_links(place.member, place.meeting) == []
