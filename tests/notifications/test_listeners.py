"""Who is told: followers and the mentioned, less who did it and who has muted the thing."""

from __future__ import annotations

from sqlalchemy import func, select

from lhs_community.accounts.models import Person
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.events import CommunityChanged, PersonMentioned
from lhs_community.communities.models import Community, Following, FollowLevel, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import bus
from lhs_community.foundation.bus import EventRow, StoredEvent
from lhs_community.foundation.clock import now
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.notifications import policy
from lhs_community.notifications.listeners import write_notices
from lhs_community.notifications.models import Notice


def _happened(name: str, actor: Person, community: Community, **payload: object) -> StoredEvent:
    row = EventRow(
        name=name, happened_at=now(), actor_id=actor.id, subject_kind="community", subject_id=community.id,
        payload=payload,
    )
    db.session.add(row)
    db.session.flush()
    return row.stored()


def _told(event: StoredEvent) -> set[int]:
    write_notices(event)
    db.session.flush()
    return set(db.session.scalars(select(Notice.person_id).where(Notice.event_id == event.id)))


def _follow(person: Person, community: Community, level: FollowLevel = FollowLevel.FOLLOW) -> None:
    set_following(viewer_for(person.id), Ref("community", community.id), level)
    db.session.flush()


def test_followers_are_told_but_not_who_did_it_or_muted_it(make_person, make_community) -> None:
    community = make_community()
    follower, muter, actor = make_person(), make_person(), make_person()
    _follow(follower, community)
    _follow(actor, community)
    _follow(muter, community, FollowLevel.MUTE)
    assert _told(_happened("testing.thing_started", actor, community)) == {follower.id}


def test_a_mention_is_told_to_the_mentioned_alone(make_person, make_community) -> None:
    community = make_community()
    follower, mentioned, actor = make_person(), make_person(), make_person()
    _follow(follower, community)
    assert _told(_happened("communities.person_mentioned", actor, community, person_id=mentioned.id)) == {mentioned.id}


def test_who_muted_a_thing_is_not_told_of_a_mention_in_it(make_person, make_community) -> None:
    community, mentioned, actor = make_community(), make_person(), make_person()
    _follow(mentioned, community, FollowLevel.MUTE)
    assert _told(_happened("communities.person_mentioned", actor, community, person_id=mentioned.id)) == set()


def test_convenors_are_told_of_who_asks_to_join(make_person, make_community) -> None:
    convenor, asker = make_person(), make_person()
    community = make_community(convenor=convenor, visibility=Visibility.RESTRICTED)
    told = _told(_happened("communities.join_asked", asker, community, person_id=asker.id))
    assert convenor.id in told
    assert asker.id not in told


def test_nobody_is_told_of_a_quiet_event(make_person, make_community) -> None:
    community, follower = make_community(), make_person()
    _follow(follower, community)
    assert _told(_happened(CommunityChanged.name, make_person(), community)) == set()


def test_telling_twice_changes_nothing(make_person, make_community) -> None:
    community, follower = make_community(), make_person()
    _follow(follower, community)
    event = _happened("testing.thing_started", make_person(), community)
    assert _told(event) == _told(event) == {follower.id}
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


def test_a_disabled_person_is_not_told(make_person, make_community) -> None:
    community, follower = make_community(), make_person()
    _follow(follower, community)
    follower.is_disabled = True
    db.session.flush()
    assert _told(_happened("testing.thing_started", make_person(), community)) == set()


def test_followers_of_a_community_hear_of_beginnings_and_who_watches_it_of_replies_too() -> None:
    post, payload = Ref("post", 9), {"thread_id": 3, "community_id": 5, "person_id": 7, "is_first": True}
    heard_through = policy.followed_through(post, payload)
    assert policy.from_near_to_far(post, heard_through) == ((post, Ref("thread", 3)), (Ref("community", 5),))
    follow, watch, mute = FollowLevel.FOLLOW, FollowLevel.WATCH, FollowLevel.MUTE
    for name, levels in (
        ("discussions.thread_started", {follow, watch}),
        ("discussions.reply_posted", {watch}),
        ("discussions.thread_closed", set()),
    ):
        assert {level for level in FollowLevel if policy.is_heard(name, level, is_around=True)} == levels
    assert {level for level in FollowLevel if policy.is_heard("x.thread_closed", level, is_around=False)} == {
        follow, watch
    }
    assert not policy.is_heard("discussions.thread_started", mute, is_around=False)


def test_what_is_said_of_a_thing_counts_before_what_is_said_of_its_community(make_person, make_community) -> None:
    """Every pair of levels, for a beginning and for a reply."""
    community, actor = make_community(), make_person()
    thread = Ref("thread", 77)
    levels = (None, *FollowLevel)
    people = {}
    for near in (None, FollowLevel.FOLLOW, FollowLevel.MUTE):
        for far in levels:
            person = people[near, far] = make_person()
            for ref, level in ((thread, near), (Ref("community", community.id), far)):
                if level is not None:
                    db.session.add(
                        Following(person_id=person.id, subject_kind=ref.kind, subject_id=ref.id, level=level)
                    )
    db.session.flush()

    def told(name: str) -> set[tuple[FollowLevel | None, FollowLevel | None]]:
        row = EventRow(
            name=name, happened_at=now(), actor_id=actor.id, subject_kind="thread", subject_id=thread.id,
            payload={"community_id": community.id},
        )
        db.session.add(row)
        db.session.flush()
        heard = _told(row.stored())
        return {pair for pair, person in people.items() if person.id in heard}

    always = {(FollowLevel.FOLLOW, far) for far in levels}
    watching = {(None, FollowLevel.WATCH)}
    assert told("testing.thing_started") == always | watching | {(None, FollowLevel.FOLLOW)}
    assert told("testing.reply_posted") == always | watching
    assert told("testing.thing_closed") == always


def test_an_event_that_was_recorded_reaches_the_follower(make_person, make_community, deliver) -> None:
    community, mentioned = make_community(), make_person()
    bus.record(PersonMentioned(
        actor_id=make_person().id, subject_kind="community", subject_id=community.id, person_id=mentioned.id
    ))
    deliver()
    assert db.session.scalars(select(Notice.person_id)).all() == [mentioned.id]
