"""Who may be in which kind of channel: the rule, its SQL twin and every way out agree."""

from __future__ import annotations

import pytest

from lhs_community.accounts import actions as accounts
from lhs_community.accounts.models import Person, PersonKind
from lhs_community.chat import policy
from lhs_community.chat.actions import direct as direct_actions, messages as actions, peace, rooms as room_actions
from lhs_community.chat.queries import channels, direct, messages, places, readers, rooms
from lhs_community.communities import policy as communities
from lhs_community.communities.actions.members import remove_member
from lhs_community.communities.models import CommunityRole, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.safety.held import Held
from tests.make.people import ADMINISTRATOR, add_to

OF_A_COMMUNITY = ("community", "meeting", "room")


@pytest.fixture
def subject_in(make_meeting, make_room, make_member):
    def find(kind, community) -> Ref:
        if kind == "meeting":
            return Ref("meeting", make_meeting(community).id)
        return Ref("room", make_room(community).id) if kind == "room" else Ref("community", community.id)

    return find


def _ways_in(viewer, ref, message, channel) -> list[bool]:
    """Everything through which a channel or a message of it could be come by."""

    def finds(look) -> bool:
        try:
            return bool(look())
        except NotThere:
            return False

    person_id = viewer.id or 0
    return [
        finds(lambda: channels.get_talk(viewer, ref)),
        finds(lambda: places.get_place(viewer, ref)),
        finds(lambda: channels.find_channel(viewer, ref)),
        finds(lambda: messages.get_message(viewer, message.id)),
        finds(lambda: messages.list_before(viewer, channel)),
        finds(lambda: messages.list_after(viewer, channel, 0)),
        finds(lambda: messages.message_cards(viewer, [message.id])),
        finds(lambda: subjects.card(viewer, ref)),
        person_id in readers.readers_among([person_id], ref, readers.find_community_of(ref)),
    ]


@pytest.mark.parametrize("kind", OF_A_COMMUNITY)
@pytest.mark.parametrize("visibility", list(Visibility))
def test_what_belongs_to_a_community_is_read_by_its_readers(
    kind, visibility, subject_in, make_community, make_member, make_person, say_in
) -> None:
    community = make_community(visibility=visibility)
    member, outsider, partner = make_member(community), make_member(), make_member(kind=PersonKind.EXTERNAL)
    partner_inside, convenor = make_member(community, kind=PersonKind.EXTERNAL), make_member(community, "convenor")
    gone = viewer_for(make_person().id)
    ref = subject_in(kind, community)
    message = say_in(member, ref, "Only for readers")
    channel = channels.find_channel(member, ref)
    for viewer in (member, outsider, partner, partner_inside, convenor, gone):
        expected = communities.may_read(viewer, community)
        assert _ways_in(viewer, ref, message, channel) == [expected] * 9, viewer
        if expected:
            place = places.get_place(viewer, ref)
            assert policy.may_post(viewer, place) == communities.may_post(viewer, community)


def test_a_direct_talk_is_read_by_those_in_it_whatever_others_are(make_community, make_member, make_direct, say_in):
    community = make_community()
    ada, ben, eve = (make_member(community) for _ in range(3))
    convenor = make_member(community, "convenor")
    talk = make_direct(ada, ben)
    ref = Ref("direct", talk.id)
    message = say_in(ada, ref, "Between us")
    channel = channels.find_channel(ada, ref)
    for viewer, expected in ((ada, True), (ben, True), (eve, False), (convenor, False), (ADMINISTRATOR, False)):
        assert _ways_in(viewer, ref, message, channel) == [expected] * 9, viewer
        assert policy.may_read_direct(viewer, talk) == expected
        assert (talk.id in direct.my_direct_cards(viewer)) == expected


def test_a_message_said_directly_is_in_no_community_and_mentions_nobody(make_community, make_member, make_direct):
    community = make_community()
    ada, ben, eve = (make_member(community) for _ in range(3))
    talk = make_direct(ada, ben)
    actions.post_message(ada, Ref("direct", talk.id), f"Ask @{eve.handle}, or @convenors")
    names = db.session.scalars(db.select(EventRow.name)).all()
    assert "communities.person_mentioned" not in names
    row = db.session.scalars(db.select(EventRow).where(EventRow.name == "chat.message_posted")).one()
    assert row.payload["community_id"] is None


def test_the_same_people_get_the_same_talk_whoever_starts_it(make_community, make_member, make_direct) -> None:
    community = make_community()
    ada, ben, cem = (make_member(community) for _ in range(3))
    assert make_direct(ada, ben).id == make_direct(ben, ada).id
    assert make_direct(ada, ben).id != make_direct(ada, ben, cem).id
    assert make_direct(cem, ada, ben).id == make_direct(ada, ben, cem).id


def test_others_added_are_another_talk_that_begins_empty(make_community, make_member, make_direct, say_in) -> None:
    community = make_community()
    ada, ben, cem = (make_member(community) for _ in range(3))
    two, three = make_direct(ada, ben), make_direct(ada, ben, cem)
    say_in(ada, Ref("direct", two.id), "Without Cem")
    assert channels.get_talk(cem, Ref("direct", three.id)).last_number == 0


def test_one_writes_to_who_shares_a_community_and_wants_it(make_community, make_member, make_direct) -> None:
    community, other = make_community(), make_community()
    ada, ben, eve = make_member(community), make_member(community), make_member(other)
    away = make_member(community)
    accounts.disable_person(ADMINISTRATOR, db.session.get_one(Person, away.id))
    patient = make_member(community, kind=PersonKind.PATIENT_CARER)
    partner = make_member(community, kind=PersonKind.EXTERNAL)
    for unreachable in (eve, away, patient, partner):
        with pytest.raises(Invalid, match="You cannot start a talk with one of these people"):
            make_direct(ada, unreachable)
    for one in (patient, partner):
        peace.choose(one, shows_presence=True, accepts_direct=True)
        assert make_direct(ada, one)
    peace.choose(ben, shows_presence=True, accepts_direct=False)
    with pytest.raises(Invalid):
        make_direct(ada, ben)


@pytest.mark.parametrize("chosen", [[], [0], [-1], [2**40], [10**6]])
def test_a_talk_with_nobody_is_refused(chosen, make_community, make_member) -> None:
    with pytest.raises(Invalid):
        direct_actions.start_direct(make_member(make_community()), chosen)


def test_a_talk_of_several_is_among_people_of_one_community(make_community, make_member, make_direct) -> None:
    """So that nobody gets to know of somebody from where they may not look."""
    one, two = make_community(visibility=Visibility.PRIVATE), make_community(visibility=Visibility.PRIVATE)
    ada, ben, eve = make_member(one), make_member(one), make_member(two)
    ada = add_to(two, db.session.get_one(Person, ada.id))
    assert make_direct(ada, ben)
    assert make_direct(ada, eve)
    with pytest.raises(Invalid, match="all belong to one community"):
        make_direct(ada, ben, eve)


def test_more_than_twenty_are_a_room(make_community, make_member, make_direct) -> None:
    community = make_community()
    ada, *others = (make_member(community) for _ in range(21))
    assert make_direct(ada, *others[:19])
    with pytest.raises(Invalid, match="start a room"):
        make_direct(ada, *others)


def test_who_refuses_somebody_is_not_written_to_any_more_and_nobody_learns_why(
    make_community, make_member, make_direct, say_in
) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    ref = Ref("direct", make_direct(ada, ben).id)
    say_in(ada, ref, "Hello")
    peace.set_refused(ben, ada.person_id, is_refused=True)
    peace.set_refused(ben, ada.person_id, is_refused=True)  # a second click
    for actor in (ada, ben):
        with pytest.raises(Refused, match="Nobody in this talk can be written to now"):
            say_in(actor, ref, "Still there?")
        assert channels.get_talk(actor, ref).may_post is False
    peace.set_refused(ben, ada.person_id, is_refused=False)
    assert say_in(ada, ref, "Again").number == 2


def test_without_a_community_in_common_no_more_is_written(make_community, make_member, make_direct, say_in) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    ref = Ref("direct", make_direct(ada, ben).id)
    message = say_in(ada, ref, "Hello")
    remove_member(make_member(community, "convenor"), community, ben.person_id)
    db.session.flush()
    ben = viewer_for(ben.person_id)
    with pytest.raises(Refused):
        say_in(ben, ref, "Still there?")
    with pytest.raises(Refused):
        actions.edit_message(ada, messages.get_message(ada, message.id), "Changed")
    assert messages.list_before(ben, channels.find_channel(ben, ref))


def test_who_leaves_a_talk_of_several_reads_it_no_more(make_community, make_member, make_direct, say_in) -> None:
    community = make_community()
    ada, ben, cem = (make_member(community) for _ in range(3))
    talk = make_direct(ada, ben, cem)
    ref = Ref("direct", talk.id)
    message = say_in(ada, ref, "Hello both")
    channel = channels.find_channel(ada, ref)
    direct_actions.leave_direct(cem, direct.get_direct(cem, talk.id))
    db.session.flush()
    assert _ways_in(cem, ref, message, channel) == [False] * 9
    assert _ways_in(ben, ref, message, channel) == [True] * 9
    assert make_direct(ada, ben, cem).id != talk.id
    with pytest.raises(NotThere):
        direct_actions.leave_direct(cem, talk)


def test_a_talk_between_two_is_not_left(make_community, make_member, make_direct) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    with pytest.raises(Refused, match="Mute it"):
        direct_actions.leave_direct(ada, make_direct(ada, ben))


def test_members_start_rooms_where_their_community_lets_them(make_community, make_member, make_room) -> None:
    community = make_community()
    member, visitor, convenor = make_member(community), make_member(), make_member(community, "convenor")
    assert make_room(community, "Falls", member)
    with pytest.raises(Refused):
        make_room(community, "Visitors", visitor)
    community.members_start_rooms = False
    with pytest.raises(Refused, match="Only a convenor"):
        make_room(community, "Socks", member)
    assert make_room(community, "Socks", convenor)


def test_a_room_is_looked_after_by_convenors_and_who_started_it(make_community, make_member, make_room) -> None:
    community = make_community()
    ada, ben, convenor = make_member(community), make_member(community), make_member(community, "convenor")
    room = rooms.get_room(ada, make_room(community, "Falls", ada).id)
    room_actions.change_room(ada, room, "Falls at night", "Only nights")
    room_actions.change_room(convenor, room, "Falls by night", "")
    for change in (
        lambda: room_actions.change_room(ben, room, "Mine", ""),
        lambda: room_actions.close_room(ben, room),
        lambda: room_actions.reopen_room(ben, room),
    ):
        with pytest.raises(Refused):
            change()
    assert room.name == "Falls by night"
    names = [name for name in db.session.scalars(db.select(EventRow.name).order_by(EventRow.id)) if "chat.room" in name]
    assert names == ["chat.room_started", "chat.room_changed", "chat.room_changed"]


@pytest.mark.parametrize("again", ["Falls", "falls", "  FALLS ", "Ｆalls"])
def test_a_room_has_its_name_alone_in_its_community(again, make_community, make_member, make_room) -> None:
    community = make_community()
    room = make_room(community, "Falls")
    with pytest.raises(Invalid, match="a room of that name"):
        make_room(community, again)
    room_actions.close_room(make_member(community, "convenor"), rooms.get_room(make_member(community), room.id))
    with pytest.raises(Invalid):
        make_room(community, again)
    assert make_room(make_community(), again)


@pytest.mark.parametrize(
    ("name", "about"), [("", ""), (" ", ""), ("x" * 61, ""), ("Fine", "x" * 301), ("\u0000", "x" * 301)]
)
def test_a_bad_room_is_refused(name, about, make_community, make_member) -> None:
    community = make_community()
    with pytest.raises(Invalid):
        room_actions.start_room(make_member(community, CommunityRole.CONVENOR), community, name, about)


def test_a_room_named_after_a_patient_is_held(make_community, make_member) -> None:
    community = make_community()
    with pytest.raises(Held):
        room_actions.start_room(make_member(community), community, "Saw 999 526 0182")
    with pytest.raises(Held):
        room_actions.start_room(make_member(community), community, "Falls", "Ring 07700 900123")


def test_a_closed_room_is_read_and_not_written_in(make_community, make_member, make_room, say_in) -> None:
    community = make_community()
    ada, convenor = make_member(community), make_member(community, "convenor")
    room = rooms.get_room(convenor, make_room(community, "Falls", convenor).id)
    ref = Ref("room", room.id)
    message = say_in(ada, ref, "Before")
    room_actions.close_room(convenor, room)
    with pytest.raises(Refused, match="This room is closed"):
        say_in(ada, ref, "After")
    with pytest.raises(Refused):
        actions.delete_message(ada, messages.get_message(ada, message.id))
    assert channels.get_talk(ada, ref).last_number == 1
    room_actions.reopen_room(convenor, room)
    assert say_in(ada, ref, "After").number == 2


def test_a_muted_channel_tells_nothing(make_community, make_member, make_room, say_in, deliver) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    ref = Ref("room", make_room(community).id)
    peace.set_muted(ben, ref, is_muted=True)
    message = say_in(ada, ref, f"@{ben.handle} look")
    assert set(subjects.muted_by(Ref("message", message.id))) == {ben.id}
    assert channels.get_talk(ben, ref).is_muted
    assert channels.get_talk(ben, ref).unread == 1
    peace.set_muted(ben, ref, is_muted=False)
    assert not channels.get_talk(ben, ref).is_muted


def test_who_may_not_read_a_channel_cannot_mute_it(make_community, make_member) -> None:
    community = make_community(visibility=Visibility.PRIVATE)
    with pytest.raises(NotThere):
        peace.set_muted(make_member(), Ref("community", community.id), is_muted=True)


def test_who_does_not_show_it_is_not_named_among_who_is_here(make_community, make_member) -> None:
    community = make_community()
    ada, ben = make_member(community), make_member(community)
    peace.choose(ada, shows_presence=False, accepts_direct=True)
    db.session.flush()
    assert set(readers.people_names([ada.person_id, ben.person_id])) == {ben.id}
