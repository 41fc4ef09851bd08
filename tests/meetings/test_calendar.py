"""Files and feeds for calendars: right through changes of clocks, escaped, and dead with the right to read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from lhs_community.accounts.models import Person
from lhs_community.communities.actions.members import remove_member
from lhs_community.communities.models import Visibility
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.web import edge
from lhs_community.meetings.actions import attendance, feeds, meetings as actions
from lhs_community.meetings.models import Answer, CalendarFeed
from lhs_community.meetings.queries.feeds import get_feed
from tests.make.meetings import days_on, wall
from tests.meetings.test_meetings import plan_of


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n")), "lines are folded"
    return Calendar.from_ical(answer.data)


def only_event(calendar):
    (event,) = calendar.walk("VEVENT")
    return event


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
def test_a_file_carries_the_time_on_the_wall_and_the_zones_rules(zone, client, make_meeting):
    meeting = make_meeting(wall=wall("2027-03-30T09:00"), zone=zone, title="Falls huddle", minutes=45)
    calendar = read(client, f"/meetings/{meeting.id}.ics")
    event = only_event(calendar)
    begins, ends = event["DTSTART"].dt, event["DTEND"].dt
    assert begins.astimezone(meeting.starts_at.tzinfo) == meeting.starts_at
    assert ends - begins == timedelta(minutes=45)
    assert f"{begins:%H:%M}" == "09:00"
    if zone != "UTC":
        assert event["DTSTART"].params["TZID"] == zone
        assert [one["TZID"] for one in calendar.walk("VTIMEZONE")] == [zone]


def test_the_second_of_two_equal_hours_is_written_so_that_no_calendar_mistakes_it(client, make_meeting):
    for which, hour in (("first", 0), ("second", 1)):
        meeting = make_meeting(wall=wall("2027-10-31T01:30"), which=which, minutes=20)
        event = only_event(read(client, f"/meetings/{meeting.id}.ics"))
        if which == "first":
            assert (event["DTSTART"].params["TZID"], event["DTSTART"].dt.replace(tzinfo=None)) == (
                "Europe/London", wall("2027-10-31T01:30"),
            )
        else:
            assert event.to_ical().count(b"DTSTART:20271031T013000Z") == 1
        assert meeting.starts_at.hour == hour


def test_what_people_typed_cannot_leave_its_line(client, make_meeting):
    hostile = "Falls; chairs, \\ and more\r\nX-EVIL:yes\nEND:VCALENDAR"
    meeting = make_meeting(title=hostile, place="Room 1;2,3", purpose="First\n\nBEGIN:VALARM")
    raw = client.get(f"/meetings/{meeting.id}.ics").text.replace("\r\n ", "")
    lines = raw.split("\r\n")
    assert not [line for line in lines if line.startswith(("X-EVIL", "BEGIN:VALARM"))]
    assert lines.count("END:VCALENDAR") == 1
    assert "LOCATION:Room 1\\;2\\,3" in lines
    assert "Falls\\; chairs\\, \\\\ and more" in raw


def test_a_change_counts_up_and_a_cancellation_says_so_under_the_same_name(client, make_meeting, viewer):
    meeting = make_meeting()
    convenor = viewer(meeting.arranged_by)
    first = only_event(read(client, f"/meetings/{meeting.id}.ics"))
    actions.change_meeting(convenor, meeting, plan_of(meeting, wall=days_on(9)))
    second = only_event(read(client, f"/meetings/{meeting.id}.ics"))
    actions.cancel_meeting(convenor, meeting, "Snow")
    third = only_event(read(client, f"/meetings/{meeting.id}.ics"))
    assert first["UID"] == second["UID"] == third["UID"]
    assert [one["SEQUENCE"] for one in (first, second, third)] == [0, 1, 2]
    assert [str(one["STATUS"]) for one in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_the_joining_link_is_not_in_a_guests_file(client, make_meeting, make_member, as_viewer):
    meeting = make_meeting(joining_link="https://meet.example/secret-room")
    assert "secret-room" not in client.get(f"/meetings/{meeting.id}.ics").text
    assert "secret-room" not in client.get(f"/meetings/{meeting.id}").text
    as_viewer(client, make_member())
    assert "secret-room" in client.get(f"/meetings/{meeting.id}.ics").text
    assert "secret-room" in client.get(f"/meetings/{meeting.id}").text


def address(token):
    return f"/meetings/calendar/{token}.ics"


def summaries(client, token):
    return sorted(str(event["SUMMARY"]) for event in read(client, address(token)).walk("VEVENT"))


def test_a_persons_feed_holds_what_they_said_yes_or_maybe_to(client, make_meeting, make_community, make_member):
    community = make_community()
    member = make_member(community)
    yes, maybe, no = (make_meeting(community, title=title) for title in ("Yes", "Maybe", "Never"))
    make_meeting(community, title="Unanswered")
    make_meeting(community, title="Hosted", host_ids=[member.id])
    for meeting, answer in ((yes, Answer.YES), (maybe, Answer.MAYBE), (no, Answer.NO)):
        attendance.answer_invitation(member, meeting, answer)
    assert summaries(client, feeds.make_feed(member, None)) == ["Hosted", "Maybe", "Yes"]
    assert len(summaries(client, feeds.make_feed(member, community))) == 5


def test_an_empty_feed_is_a_calendar_too(client, make_member):
    assert summaries(client, feeds.make_feed(make_member(), None)) == []


def test_old_meetings_leave_the_feed(client, make_meeting, make_community, make_member):
    community = make_community()
    with clock.at(clock.now() - timedelta(days=200)):
        make_meeting(community, title="Long ago")
    make_meeting(community, title="Soon")
    assert summaries(client, feeds.make_feed(make_member(community), community)) == ["Soon"]


def test_a_feed_dies_with_the_account_with_the_right_to_read_and_when_it_is_ended(
    client, make_community, make_member, make_meeting
):
    community = make_community(visibility=Visibility.PRIVATE)
    convenor, member = make_member(community, "convenor"), make_member(community)
    meeting = make_meeting(community, convenor, title="Numbatplum")
    attendance.answer_invitation(member, meeting, Answer.YES)
    own, whole = feeds.make_feed(member, None), feeds.make_feed(member, community)
    assert summaries(client, own) == summaries(client, whole) == ["Numbatplum"]
    remove_member(convenor, community, member.id)
    assert summaries(client, own) == []
    assert client.get(address(whole)).status_code == 404
    person = db.session.get_one(Person, member.id)
    person.is_disabled = True
    assert client.get(address(own)).status_code == 404
    person.is_disabled = False
    assert client.get(address(own)).status_code == 200
    feeds.end_feed(convenor, db.session.query(CalendarFeed).filter_by(person_id=member.id).first().id)
    assert client.get(address(own)).status_code == 200, "nobody ends another's feed"
    for feed in db.session.query(CalendarFeed).filter_by(person_id=member.id).all():
        feeds.end_feed(member, feed.id)
    assert client.get(address(own)).status_code == 404


def test_a_new_feed_ends_the_old_one_and_keeps_no_token(client, make_member):
    member = make_member()
    old, new = feeds.make_feed(member, None), feeds.make_feed(member, None)
    assert client.get(address(old)).status_code == 404
    assert client.get(address(new)).status_code == 200
    assert len(new) >= 43, "256 bits"
    assert new not in db.session.query(CalendarFeed).one().token_hash
    assert not [row for row in db.session.query(EventRow) if new in str(row.payload)]
    with pytest.raises(NotThere):
        get_feed("nobody-has-this")


def test_guests_make_no_feed_and_nobody_one_of_what_they_may_not_read(make_community, make_member, app):
    from_outside = make_member()
    with pytest.raises(NotThere):
        feeds.make_feed(from_outside, make_community(visibility=Visibility.PRIVATE))
    guest = from_outside.__class__(id=None)
    with pytest.raises(Refused):
        feeds.make_feed(guest, None)


def test_a_confidential_meeting_is_in_a_calendar_without_a_word_of_it(
    client, make_community, make_member, make_meeting
):
    community = make_community(visibility=Visibility.CONFIDENTIAL, name="The bettongpeach group")
    member = make_member(community)
    meeting = make_meeting(
        community, title="Bettongpeach", purpose="bettongpeach", place="Bettongpeach room",
        joining_link="https://bettongpeach.example/x", access_note="bettongpeach",
    )  # fmt: skip
    token = feeds.make_feed(member, community)
    assert summaries(client, token) == ["Meeting in a confidential community"]
    raw = client.get(address(token)).text.replace("\r\n ", "")
    assert "ettongpeach" not in raw
    assert f"/meetings/{meeting.id}" in raw


def test_a_fault_while_a_feed_is_read_writes_no_token_to_the_log(app, caplog):
    with app.test_request_context(address("a-secret-token")):
        answer = edge._failed(RuntimeError("no calendar today"))
    assert answer.status_code == 500
    assert "/meetings/calendar/<token>.ics" in caplog.text
    assert "a-secret-token" not in caplog.text


def test_the_page_shows_a_new_address_once(client, make_member, as_viewer, make_community):
    community = make_community()
    as_viewer(client, make_member(community))
    assert client.get("/meetings/calendar").status_code == 200
    assert client.post("/meetings/calendar/new", data={"community": community.slug}).status_code == 303
    page = client.get("/meetings/calendar").text
    assert "/meetings/calendar/" in page
    assert ".ics</code>" in page
    assert ".ics</code>" not in client.get("/meetings/calendar").text
    feed = db.session.query(CalendarFeed).one()
    assert client.post(f"/meetings/calendar/{feed.id}/end").status_code == 303
    assert db.session.query(CalendarFeed).count() == 0
