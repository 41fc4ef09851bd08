"""The agenda: built from what waits, ordered, about things of its own community only."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lhs_community.communities.models import Visibility
from lhs_community.decisions import queries as decisions
from lhs_community.discussions.actions.hiding import hide_thread
from lhs_community.discussions.models.threads import ThreadKind
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.meetings.actions import agenda as actions, notes
from lhs_community.meetings.actions.agenda import Point
from lhs_community.meetings.models import MOST_ITEMS, AgendaItem
from lhs_community.meetings.queries import agenda as queries
from lhs_community.meetings.queries.meetings import get_meeting


@pytest.fixture
def place(make_community, make_member, make_meeting):
    community = make_community()
    convenor = make_member(community, "convenor")
    return SimpleNamespace(
        community=community, convenor=convenor, member=make_member(community), meeting=make_meeting(community, convenor)
    )


def titles(meeting):
    return list(
        db.session.scalars(
            select(AgendaItem.title).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
        )
    )


def test_what_waits_is_proposed_with_the_reason(place, make_thread, make_decision):
    community, viewer = place.community, place.convenor
    with clock.at(clock.now() - timedelta(days=30)):
        make_thread(community, title="Who pays for slippers?")
        make_thread(community, title="What has worked for you?", replies=["Nothing yet"])
        make_thread(community, title="Are socks helpful at all?", kind=ThreadKind.DISCUSSION)
        make_thread(community, title="Welcome to the group", kind=ThreadKind.NOTICE)
        make_decision(community, title="We ring first", review_on=(clock.now() + timedelta(days=5)).date())
        make_decision(community, title="We write it down", review_on=(clock.now() + timedelta(days=300)).date())
        hide_thread(viewer, make_thread(community, title="Not for everybody"), is_hidden=True)
        make_thread(title="In another community")
    make_thread(community, title="A discussion of today", kind=ThreadKind.DISCUSSION)
    assert [(card.title, card.status) for card in queries.list_waiting(viewer, place.meeting)] == [
        ("Who pays for slippers?", "No reply yet"),
        ("What has worked for you?", "Nobody has said what worked"),
        ("Are socks helpful at all?", "Nothing new for two weeks or more"),
        ("We ring first", "Review due"),
    ]


def test_nothing_of_a_closed_community_is_proposed_to_an_outsider(
    make_community, make_member, make_thread, make_decision
):
    closed = make_community(visibility=Visibility.PRIVATE)
    with clock.at(clock.now() - timedelta(days=30)):
        make_thread(closed)
        make_decision(closed, review_on=(clock.now() + timedelta(days=5)).date())
    assert subjects.waiting(make_member(), closed.id) == []
    assert len(subjects.waiting(make_member(closed), closed.id)) == 2
    assert decisions.waiting_decisions(make_member(), closed.id) == []


def test_building_takes_what_was_chosen_once_and_only_what_waits(place, make_thread, make_community):
    first, second = make_thread(place.community), make_thread(place.community)
    elsewhere = make_thread()
    chosen = [Ref("thread", one.id) for one in (first, second, elsewhere)]
    assert actions.build_agenda(place.convenor, place.meeting, chosen) == 2
    meeting = get_meeting(place.convenor, place.meeting.id)
    db.session.expire(meeting, ["items"])
    meeting = get_meeting(place.convenor, place.meeting.id)
    assert actions.build_agenda(place.convenor, meeting, chosen) == 0
    assert titles(meeting) == [first.title, second.title]
    assert [one.id for one in queries.list_meetings_about(place.member, chosen[0])] == [meeting.id]


def test_a_thing_of_another_community_is_not_put_on_the_agenda(place, make_thread, make_community, make_member):
    other = make_thread(make_community(visibility=Visibility.PRIVATE))
    with pytest.raises(NotThere):
        actions.put_on_agenda(place.convenor, place.meeting, Ref("thread", other.id))
    with pytest.raises(Invalid):
        actions.put_on_agenda(place.convenor, place.meeting, Ref("thread", make_thread().id))
    assert titles(place.meeting) == []


def test_points_are_ordered_one_place_at_a_time(place):
    for title in ("First", "Second", "Third"):
        actions.add_item(place.convenor, place.meeting, Point(title, 10))

    def move(title, *, is_up):
        item_id = db.session.scalar(select(AgendaItem.id).where(AgendaItem.title == title))
        actions.move_item(place.convenor, queries.get_item(place.convenor, item_id), is_up=is_up)
        return titles(place.meeting)

    assert move("Third", is_up=True) == ["First", "Third", "Second"]
    assert move("First", is_up=False) == ["Third", "First", "Second"]
    assert move("Third", is_up=True) == ["Third", "First", "Second"]
    assert move("Second", is_up=False) == ["Third", "First", "Second"]


def test_a_point_with_notes_stays_on_the_agenda(place):
    item = actions.add_item(place.convenor, place.meeting, Point("The chart"))
    other = actions.add_item(place.convenor, place.meeting, Point("Slippers"))
    notes.write_notes(place.member, place.meeting, {f"item_{item.id}": "Nine below the line."})
    with pytest.raises(Invalid, match="There are notes"):
        actions.remove_item(place.convenor, queries.get_item(place.convenor, item.id))
    actions.remove_item(place.convenor, queries.get_item(place.convenor, other.id))
    assert titles(place.meeting) == ["The chart"]


@pytest.mark.parametrize(
    ("field", "point"),
    [
        ("title", Point("  ")), ("title", Point("NHS number 999 000 0018")),
        ("note", Point("Fine", note="NHS number 999 000 0018")),
        ("minutes", Point("Fine", 481)), ("minutes", Point("Fine", -1)), ("lead_id", Point("Fine", 5, 987654)),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_beside_its_field(field, point, place):
    with pytest.raises(Invalid) as refusal:
        actions.add_item(place.convenor, place.meeting, point)
    assert refusal.value.field == field


def test_an_agenda_has_an_end(place):
    for number in range(MOST_ITEMS):
        actions.add_item(place.convenor, place.meeting, Point(f"Point {number}"))
    with pytest.raises(Invalid, match=f"up to {MOST_ITEMS}"):
        actions.add_item(place.convenor, place.meeting, Point("One too many"))
