"""Arranging, changing and calling off; what is refused; what is listed for whom."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lhs_community.communities.models import Visibility
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, Stale
from lhs_community.meetings.actions import agenda, attendance, meetings as actions, notes
from lhs_community.meetings.actions.meetings import Plan, Repeats
from lhs_community.meetings.models import Answer, MeetingKind
from lhs_community.meetings.queries import meetings as queries
from lhs_community.meetings.queries.meetings import Filter, get_meeting
from lhs_community.meetings.times import Repeat, resolve, wall_of
from tests.make.meetings import days_on, wall


def plan_of(meeting, **changes):
    when = resolve(changes.pop("wall", wall_of(meeting.wall_time)), meeting.time_zone)
    given = {
        "title": meeting.title, "minutes": meeting.minutes, "place": meeting.place, "capacity": meeting.capacity,
        "joining_link": meeting.joining_link, "purpose": meeting.purpose,
    }  # fmt: skip
    return Plan(**(given | changes), when=when)


def events(name):
    return db.session.scalars(select(EventRow).where(EventRow.name == f"meetings.{name}").order_by(EventRow.id)).all()


@pytest.fixture
def place(make_community, make_member):
    community = make_community()
    return SimpleNamespace(
        community=community, convenor=make_member(community, "convenor"), member=make_member(community)
    )


def test_a_meeting_is_arranged_with_its_time_on_the_wall_and_in_utc(make_meeting):
    meeting = make_meeting(wall=wall("2027-07-06T12:30"), purpose="**Chart** first")
    assert (meeting.wall_time, meeting.time_zone) == ("2027-07-06T12:30", "Europe/London")
    assert f"{meeting.starts_at:%H:%M}" == "11:30"
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=1)
    assert "<strong>Chart</strong>" in meeting.purpose_html
    assert len(events("meeting_arranged")) == 1


def test_a_series_over_the_change_of_clocks_keeps_the_time_on_the_wall(make_meeting, place):
    begins = wall("2027-03-16T09:00")
    first = make_meeting(place.community, place.convenor, wall=begins, repeats=Repeats(Repeat.WEEKLY, 4))
    all_of_it = [first, *queries.list_series(place.member, first)]
    assert [one.wall_time[11:] for one in all_of_it] == ["09:00"] * 4
    assert [one.starts_at.hour for one in all_of_it] == [9, 9, 8, 8]
    assert len(events("meeting_arranged")) == 1
    assert len(events("meeting_repeated")) == 3


def test_a_series_that_meets_a_missing_hour_is_refused_whole(make_meeting, place):
    with pytest.raises(Invalid, match="28 March 2027"), db.session.begin_nested():
        make_meeting(
            place.community, place.convenor, wall=wall("2027-03-21T01:30"), repeats=Repeats(Repeat.WEEKLY, 3)
        )
    assert queries.list_meetings(place.convenor).meetings == []


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("title", {"title": " a "}), ("minutes", {"minutes": 4}), ("minutes", {"minutes": 481}),
        ("capacity", {"capacity": 0}), ("capacity", {"capacity": 1001}),
        ("title", {"title": "About NHS number 999 000 0018"}), ("purpose", {"purpose": "NHS number 999 000 0018"}),
        ("place", {"place": "Bed of NHS number 999 000 0018"}), ("access_note", {"access_note": "For 999 000 0018"}),
        ("joining_link", {"joining_link": "http://meet.example/room"}),
        ("joining_link", {"joining_link": "javascript:alert(1)"}), ("joining_link", {"joining_link": "https://"}),
        ("joining_link", {"joining_link": "https://meet.example@evil.example/"}),
        ("joining_link", {"joining_link": "https://meet.example/a b"}),
        ("joining_link", {"joining_link": "https://meet.example/<script>"}),
        ("joining_link", {"joining_link": "https://localhost/room"}),
        ("joining_link", {"joining_link": "https://[::1"}),
        ("joining_link", {"joining_link": "https://meet.example/" + "x" * 500}),
        ("day", {"wall": wall("2020-01-01T09:00")}),
        ("host_ids", {"host_ids": [987654]}),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_beside_its_field(field, fields, make_meeting):
    with pytest.raises(Invalid) as refusal:
        make_meeting(**fields)
    assert refusal.value.field == field


def test_who_facilitates_is_a_member(make_meeting, place, make_member):
    with pytest.raises(Invalid):
        make_meeting(place.community, place.convenor, host_ids=[make_member().id])
    meeting = make_meeting(place.community, place.convenor, host_ids=[place.member.id])
    assert [host.person_id for host in meeting.hosts] == [place.member.id]


def test_moving_tells_those_who_come_and_other_changes_do_not(make_meeting, place):
    meeting = make_meeting(place.community, place.convenor)
    attendance.answer_invitation(place.member, meeting, Answer.YES)
    actions.change_meeting(place.convenor, meeting, plan_of(meeting, title="Falls, again"))
    assert not events("meeting_moved")
    actions.change_meeting(place.convenor, meeting, plan_of(meeting, wall=days_on(9)))
    assert events("meeting_moved")[0].payload["person_ids"] == [place.member.id]
    assert meeting.sequence == 2


def test_the_second_of_two_who_change_it_sees_both(make_meeting, place):
    meeting = make_meeting(place.community, place.convenor)
    actions.change_meeting(place.convenor, meeting, plan_of(meeting, title="From the first"), version=0)
    with pytest.raises(Stale):
        actions.change_meeting(place.convenor, meeting, plan_of(meeting, title="From the second"), version=0)
    assert meeting.title == "From the first"


def test_calling_off_one_leaves_the_rest_of_a_series_unless_asked(make_meeting, place):
    first = make_meeting(place.community, place.convenor, repeats=Repeats(Repeat.WEEKLY, 4))
    second, third, _ = queries.list_series(place.convenor, first)
    attendance.answer_invitation(place.member, third, Answer.MAYBE)
    actions.cancel_meeting(place.convenor, second, "Snow")
    assert [bool(one.cancelled_at) for one in queries.list_series(place.convenor, first)] == [True, False, False]
    with pytest.raises(Invalid, match="was called off"):
        actions.cancel_meeting(place.convenor, second, "Again")
    with pytest.raises(Invalid):
        actions.change_meeting(place.convenor, second, plan_of(second))
    actions.cancel_meeting(place.convenor, first, "", and_later=True)
    assert all(one.cancelled_at for one in (first, *queries.list_series(place.convenor, first)))
    assert [one.payload["person_ids"] for one in events("meeting_cancelled")] == [[], [], [place.member.id], []]


def test_coming_past_and_mine_are_listed_in_order_page_by_page(make_meeting, place, count_queries):
    for days in (3, 1, 2, 4):
        make_meeting(place.community, place.convenor, wall=days_on(days), title=f"In {days} days")
    page = queries.list_meetings(place.member, limit=3)
    assert [one.title for one in page.meetings] == ["In 1 days", "In 2 days", "In 3 days"]
    rest = queries.list_meetings(place.member, after=page.next_after, limit=3)
    assert ([one.title for one in rest.meetings], rest.next_after) == (["In 4 days"], None)
    attendance.answer_invitation(place.member, get_meeting(place.member, page.meetings[1].id), Answer.MAYBE)
    assert [one.title for one in queries.list_meetings(place.member, Filter("mine")).meetings] == ["In 2 days"]
    assert queries.list_meetings(place.member, Filter(kind=MeetingKind.WEBINAR)).meetings == []
    with clock.at(clock.now() + timedelta(days=30)):
        past = queries.list_meetings(place.member, Filter("past"), limit=3)
        assert [one.title for one in past.meetings] == ["In 4 days", "In 3 days", "In 2 days"]
        rest = queries.list_meetings(place.member, Filter("past"), after=past.next_after)
        assert [one.title for one in rest.meetings] == ["In 1 days"]


def test_a_meeting_that_may_not_be_read_tells_nothing_of_its_time(make_meeting, make_community, make_member):
    hidden = make_meeting(make_community(visibility=Visibility.PRIVATE))
    make_meeting(wall=days_on(20))
    assert queries.list_meetings(make_member(), after=hidden.id).meetings == []


def test_what_is_to_prepare_lacks_an_agenda_or_notes(make_meeting, place):
    soon = make_meeting(place.community, place.convenor, wall=days_on(5), title="Soon")
    far = make_meeting(place.community, place.convenor, wall=days_on(16), title="Far")
    ready = make_meeting(place.community, place.convenor, wall=days_on(6), title="Ready")
    agenda.add_item(place.convenor, ready, agenda.Point("The chart"))
    off = make_meeting(place.community, place.convenor, wall=days_on(6), title="Off")
    actions.cancel_meeting(place.convenor, off, "")

    def lacking():
        found = queries.list_to_prepare(place.convenor, [place.community.id])
        return [(one.meeting.title, one.lacks) for one in found]

    assert lacking() == [("Soon", "agenda")]
    with clock.at(soon.ends_at + timedelta(days=3)):
        assert lacking() == [("Soon", "notes"), ("Ready", "notes"), ("Far", "agenda")]
        notes.write_notes(place.member, get_meeting(place.member, soon.id), {"notes": "We met."})
        assert lacking() == [("Ready", "notes"), ("Far", "agenda")]
    assert queries.list_to_prepare(place.convenor, []) == []
    assert far.title == "Far"
