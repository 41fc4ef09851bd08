"""Who comes: places that are never given twice, the waiting list, reminders that come once."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from lhs_community.accounts.actions import disable_person
from lhs_community.accounts.models import Person, SiteRole
from lhs_community.communities.actions.members import leave_community, remove_member
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db, unit_of_work
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.mail import Letter
from lhs_community.foundation.refs import Ref
from lhs_community.meetings.actions import meetings as actions
from lhs_community.meetings.actions.attendance import answer_invitation, remind
from lhs_community.meetings.models import Answer, SignUp
from lhs_community.meetings.queries import attendance as queries
from lhs_community.meetings.queries.meetings import get_meeting
from lhs_community.notifications.queries import list_notices
from tests.make.meetings import days_on
from tests.meetings.test_meetings import plan_of


@pytest.fixture
def place(make_community, make_member):
    community = make_community()
    return SimpleNamespace(
        community=community,
        convenor=make_member(community, "convenor"),
        members=[make_member(community) for _ in range(4)],
    )


def answers(meeting):
    rows = db.session.execute(
        select(SignUp.answer, func.count()).where(SignUp.meeting_id == meeting.id).group_by(SignUp.answer)
    )
    return {answer.value: count for answer, count in rows}


def test_twenty_who_accept_at_once_take_five_places_and_fifteen_wait(app, make_community, make_member, make_meeting):
    community = make_community()
    people = [make_member(community) for _ in range(20)]
    meeting = make_meeting(community, capacity=5)
    meeting_id = meeting.id
    db.session.commit()
    start, faults = threading.Barrier(20), []

    def accept(person):
        start.wait()
        try:
            with app.app_context(), unit_of_work():
                answer_invitation(person, get_meeting(person, meeting_id), Answer.YES)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=accept, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    db.session.expire_all()
    assert answers(meeting) == {"yes": 5, "waiting": 15}
    numbers = select(SignUp.place_number).where(SignUp.place_number.is_not(None))
    assert sorted(db.session.scalars(numbers)) == [1, 2, 3, 4, 5]


def test_a_place_given_up_goes_to_the_first_in_line_who_is_told(place, make_meeting, deliver):
    first, second, third, fourth = place.members
    meeting = make_meeting(place.community, place.convenor, capacity=1)
    for person in (first, second, third):
        answer_invitation(person, meeting, Answer.YES)
    assert answers(meeting) == {"yes": 1, "waiting": 2}
    assert queries.place_in_line(third, queries.find_sign_up(third, meeting)) == 2
    assert queries.place_in_line(fourth, queries.find_sign_up(third, meeting)) == 0
    answer_invitation(first, meeting, Answer.NO)
    assert queries.find_sign_up(second, meeting).answer is Answer.YES
    assert queries.place_in_line(third, queries.find_sign_up(third, meeting)) == 1
    deliver()
    groups = [group for group in list_notices(second).groups if group.card.ref == Ref("meeting", meeting.id)]
    assert [line.name for group in groups for line in group.lines] == ["meetings.place_given"]
    assert not [group for group in list_notices(third).groups if group.card.ref.kind == "meeting"]


def test_more_places_let_those_who_wait_in_and_fewer_than_are_taken_are_refused(place, make_meeting):
    meeting = make_meeting(place.community, place.convenor, capacity=2)
    for person in place.members:
        answer_invitation(person, meeting, Answer.YES)
    actions.change_meeting(place.convenor, meeting, plan_of(meeting, capacity=3))
    assert answers(meeting) == {"yes": 3, "waiting": 1}
    with pytest.raises(Invalid, match="3 people have a place"), db.session.begin_nested():
        actions.change_meeting(place.convenor, meeting, plan_of(meeting, capacity=2))
    actions.change_meeting(place.convenor, meeting, plan_of(meeting, capacity=None))
    assert answers(meeting) == {"yes": 4}
    answer_invitation(place.members[0], meeting, Answer.NO)
    actions.change_meeting(place.convenor, meeting, plan_of(meeting, capacity=3))
    numbers = select(SignUp.place_number).where(SignUp.place_number.is_not(None))
    assert sorted(db.session.scalars(numbers)) == [1, 2, 3]


def test_answering_the_same_twice_keeps_the_place_in_line(place, make_meeting):
    first, second, third, _ = place.members
    meeting = make_meeting(place.community, place.convenor, capacity=1)
    for person in (first, second, third, second, first):
        answer_invitation(person, meeting, Answer.YES)
    assert queries.place_in_line(second, queries.find_sign_up(second, meeting)) == 1
    names = list(db.session.scalars(select(EventRow.name).where(EventRow.name == "meetings.attendance_answered")))
    assert len(names) == 3


def test_nobody_signs_up_for_what_is_over_or_called_off(place, make_meeting):
    meeting = make_meeting(place.community, place.convenor)
    with clock.at(meeting.ends_at + timedelta(minutes=1)), pytest.raises(Invalid):
        answer_invitation(place.members[0], meeting, Answer.YES)
    actions.cancel_meeting(place.convenor, meeting, "")
    with pytest.raises(Invalid):
        answer_invitation(place.members[0], meeting, Answer.YES)


def test_only_members_see_who_comes_and_the_number_is_for_all(place, make_meeting, make_member):
    meeting = make_meeting(place.community, place.convenor)
    answer_invitation(place.members[0], meeting, Answer.YES)
    answer_invitation(outsider := make_member(), meeting, Answer.YES)
    assert len(queries.list_sign_ups(place.members[1], meeting)) == 2
    assert queries.list_sign_ups(outsider, meeting) == []
    assert queries.count_places(outsider, meeting).coming == 2


def test_who_leaves_or_is_disabled_makes_room_and_who_may_still_come_keeps_their_place(
    make_community, make_member, make_meeting, deliver
):
    closed, open_one = make_community(visibility=Visibility.PRIVATE), make_community()
    convenor, gone, waits = make_member(closed, "convenor"), make_member(closed), make_member(closed)
    meeting = make_meeting(closed, convenor, capacity=1)
    for person in (gone, waits):
        answer_invitation(person, meeting, Answer.YES)
    remove_member(convenor, closed, gone.id)
    deliver()
    assert queries.find_sign_up(waits, meeting).answer is Answer.YES
    assert queries.find_sign_up(gone, meeting).answer is Answer.NO
    member = make_member(open_one)
    other = make_meeting(open_one, capacity=1)
    answer_invitation(member, other, Answer.YES)
    leave_community(member, open_one)
    deliver()
    assert queries.find_sign_up(member, other).answer is Answer.YES
    disable_person(make_member(site_roles=(SiteRole.ADMINISTRATOR,)), db.session.get_one(Person, member.id))
    deliver()
    assert answers(other) == {"no": 1}


def letters():
    return db.session.scalars(select(Letter).order_by(Letter.id)).all()


def link(meeting_id):
    return f"https://learning.example/meetings/{meeting_id}"


def test_who_said_yes_is_reminded_once_the_day_before_in_their_own_zone(place, make_meeting, deliver):
    yes, maybe, no, gone = place.members
    meeting = make_meeting(place.community, place.convenor, wall=days_on(5), title="Falls huddle", place="Day room")
    for person, answer in ((yes, Answer.YES), (maybe, Answer.MAYBE), (no, Answer.NO), (gone, Answer.YES)):
        answer_invitation(person, meeting, answer)
    db.session.get_one(Person, yes.id).time_zone = "Pacific/Auckland"
    db.session.get_one(Person, gone.id).is_disabled = True
    assert remind(link) == 0
    with clock.at(meeting.starts_at - timedelta(hours=23)):
        assert remind(link) == 1
        deliver()
        assert remind(link) == 0  # as after a restart: what was sent is on record
    (letter,) = letters()
    assert letter.to == db.session.get_one(Person, yes.id).email
    assert "Falls huddle" in letter.subject
    assert "Day room" in letter.text
    assert "your time, Pacific/Auckland" in letter.text
    assert link(meeting.id) in letter.text
    assert [line.name for line in list_notices(yes).groups[0].lines] == ["meetings.meeting_near"]


def test_a_meeting_that_is_moved_reminds_again_and_one_called_off_does_not(place, make_meeting):
    meeting = make_meeting(place.community, place.convenor, wall=days_on(3))
    answer_invitation(place.members[0], meeting, Answer.YES)
    with clock.at(meeting.starts_at - timedelta(hours=5)):
        assert remind(link) == 1
        actions.change_meeting(place.convenor, meeting, plan_of(meeting, wall=days_on(4)))
    with clock.at(meeting.starts_at - timedelta(hours=5)):
        assert remind(link) == 1
    actions.change_meeting(place.convenor, meeting, plan_of(meeting, wall=days_on(6)))
    actions.cancel_meeting(place.convenor, meeting, "")
    with clock.at(meeting.starts_at - timedelta(hours=5)):
        assert remind(link) == 0


def test_who_lost_the_right_to_read_gets_no_letter_and_a_confidential_one_has_no_title(
    make_community, make_member, make_meeting
):
    community = make_community(visibility=Visibility.CONFIDENTIAL)
    convenor, stays, goes = make_member(community, "convenor"), make_member(community), make_member(community)
    meeting = make_meeting(community, convenor, wall=days_on(3), title="Numbatplum", place="Numbat room")
    for person in (stays, goes):
        answer_invitation(viewer_for(person.id), meeting, Answer.YES)
    remove_member(convenor, community, goes.id)
    with clock.at(meeting.starts_at - timedelta(hours=5)):
        assert remind(link) == 1
    (letter,) = letters()
    assert letter.to == db.session.get_one(Person, stays.id).email
    assert "Numbat" not in letter.subject + letter.text
    assert "confidential community" in letter.text
