"""How long talk stays: set by convenors, announced, and carried out without what was kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lhs_community.bookmarks.actions import keep_bookmark
from lhs_community.bookmarks.models import Bookmark
from lhs_community.chat import sweeping
from lhs_community.chat.actions import excerpts, messages as message_actions, retention as actions
from lhs_community.chat.actions.pins import pin_message
from lhs_community.chat.models.messages import Message, MessageRevision
from lhs_community.chat.queries import retention as queries
from lhs_community.chat.queries.messages import get_message
from lhs_community.communities.models import Visibility
from lhs_community.decisions import actions as decisions
from lhs_community.decisions.models import Method
from lhs_community.files.models import Attachment
from lhs_community.foundation import clock
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.moderation import actions as moderation
from lhs_community.moderation.models import FlagReason
from lhs_community.notifications.models import Notice


@pytest.fixture
def place(make_community, make_member):
    community = make_community("Falls")
    return community, make_member(community, "convenor"), make_member(community)


def _later(days: float):
    return clock.at(clock.now() + timedelta(days=days))


def _sweep() -> int:
    """The worker has transactions of its own: what was not kept before is undone."""
    db.session.commit()
    return sweeping.sweep()


def _bodies() -> list[str]:
    return list(db.session.scalars(select(Message.body).order_by(Message.id)))


def test_only_convenors_set_it_and_learn_what_it_would_do(place, make_member, make_community) -> None:
    community, convenor, member = place
    for actor, refusal in ((member, Refused), (make_member(make_community()), Refused)):
        with pytest.raises(refusal):
            actions.set_retention(actor, community, 30)
        with pytest.raises(refusal):
            queries.count_due(actor, community, 30, clock.now())
    closed = make_community(visibility=Visibility.PRIVATE)
    with pytest.raises(NotThere):
        actions.set_retention(convenor, closed, 30)
    actions.set_retention(convenor, community, 30)
    event = db.session.scalars(select(EventRow).where(EventRow.name == "chat.retention_changed")).one()
    assert (event.actor_id, event.subject_id, event.payload["days"]) == (convenor.id, community.id, 30)


@pytest.mark.parametrize("days", [6, 0, -1, 3651, 10**9])
def test_a_few_days_are_too_few_and_a_lifetime_too_many(place, days) -> None:
    community, convenor, _member = place
    with pytest.raises(Invalid):
        actions.set_retention(convenor, community, days)


def test_less_time_holds_after_a_week_and_more_at_once(place, say) -> None:
    community, convenor, member = place
    say(member, community, "Old")
    with _later(100):
        actions.set_retention(convenor, community, 90)
        line = queries.line_of(member, community)
        assert (line.days, line.next_days) == (None, 90)
        assert _sweep() == 0
    with _later(106.9):
        assert _sweep() == 0
    with _later(107):
        assert queries.line_of(member, community).days == 90
        actions.set_retention(convenor, community, 120)
        assert queries.line_of(member, community) == queries.Line(120, None, None)
        assert _sweep() == 0
        actions.set_retention(convenor, community, 30)
        assert queries.line_of(member, community).days == 120
    with _later(114):
        actions.set_retention(convenor, community, None)
        assert _sweep() == 0
    assert _bodies() == ["Old"]


def test_setting_the_same_again_does_not_begin_the_week_anew(place) -> None:
    community, convenor, _member = place
    first = actions.set_retention(convenor, community, 30).holds_from
    with _later(3):
        assert actions.set_retention(convenor, community, 30).holds_from == first
    assert db.session.scalar(select(func.count()).select_from(EventRow).where(EventRow.name.like("%retention%"))) == 1


def test_what_is_old_goes_with_all_that_hung_on_it(place, say) -> None:
    community, convenor, member = place
    message = say(member, community, f"Old words for @{convenor.handle}")
    message_actions.edit_message(member, get_message(member, message.id), "Other old words")
    keep_bookmark(convenor, Ref("message", message.id))
    db.session.add(Notice(person_id=convenor.id, event_id=_any_event(), subject_kind="message", subject_id=message.id,
                          created_at=clock.now()))  # fmt: skip
    db.session.add(_file(message, member))
    actions.set_retention(convenor, community, 30)
    with _later(20):
        say(member, community, "New words")
    with _later(30.1):
        assert _sweep() == 1
        assert _sweep() == 0
    assert _bodies() == ["New words"]
    for table in (MessageRevision, Bookmark, Attachment):
        assert not db.session.scalars(select(table)).all()
    assert not db.session.scalars(select(Notice).where(Notice.subject_kind == "message")).all()
    event = db.session.scalars(select(EventRow).where(EventRow.name == "chat.old_messages_deleted")).one()
    assert event.payload == {"community_id": community.id, "count": 1, "days": 30}
    assert event.actor_id is None


def _any_event() -> int:
    return db.session.scalars(select(EventRow.id).limit(1)).one()


def _file(message, member) -> Attachment:
    return Attachment(
        key="k", stored_as="s", subject_kind="message", subject_id=message.id, uploader_id=member.id, kind="table",
        name="a.csv", media_type="text/csv", size=1, sha256="0", created_at=clock.now(),
    )  # fmt: skip


def test_what_was_kept_stays_whatever_its_age(place, say, make_member) -> None:
    community, convenor, member = place
    said = {name: say(member, community, name) for name in ("excerpt", "decision", "pinned", "reported", "rest")}
    excerpts.make_excerpt(member, Ref("community", community.id), [said["excerpt"].number])
    decisions.record_decision(
        member, community, title="We", what="x", why="y", method=Method.CONSENT, origin=_ref(said["decision"])
    )
    said["pinned"].pinned_at = clock.now()
    flag = moderation.flag(make_member(community), _ref(said["reported"]), FlagReason.UNKIND)
    actions.set_retention(convenor, community, 7)
    with _later(8):
        due = queries.count_due(convenor, community, 7, clock.now())
        assert (due.going, due.staying) == (1, 4)
        assert _sweep() == 1
    assert _bodies() == ["excerpt", "decision", "pinned", "reported"]
    moderation.settle(convenor, flag, hide=False)
    said["pinned"].pinned_at = None
    db.session.flush()
    with _later(8):
        assert _sweep() == 2
    assert _bodies() == ["excerpt", "decision"]


def _ref(message: Message) -> Ref:
    return Ref("message", message.id)


def test_nothing_is_kept_once_its_time_is_over(place, say) -> None:
    """Though the sweep has not come by yet."""
    community, convenor, member = place
    said = say(member, community, "Nearly gone")
    kept = say(member, community, "Kept in time")
    subject = Ref("community", community.id)
    excerpts.make_excerpt(member, subject, [kept.number])
    actions.set_retention(convenor, community, 7)
    typed = {"title": "We", "what": "x", "why": "y", "method": Method.CONSENT}
    with _later(7.1):
        with pytest.raises(Invalid, match="no longer be kept"):
            excerpts.make_excerpt(member, subject, [said.number, kept.number])
        with pytest.raises(Refused, match="no longer be kept"):
            decisions.record_decision(member, community, **typed, origin=_ref(said))
        with pytest.raises(Invalid, match="no longer be kept"):
            pin_message(convenor, get_message(convenor, said.id))
        excerpts.make_excerpt(member, subject, [kept.number])
        assert _sweep() == 1
        with pytest.raises(Invalid):
            excerpts.make_excerpt(member, subject, [1])


def test_each_community_has_its_own_time_and_what_nobody_set_stays(place, say, make_community, make_member) -> None:
    community, convenor, member = place
    other, third = make_community(), make_community()
    theirs = make_member(other, "convenor")
    for actor, where in ((member, community), (theirs, other), (make_member(third), third)):
        say(actor, where, where.name)
    actions.set_retention(convenor, community, 7)
    actions.set_retention(theirs, other, 60)
    with _later(8):
        _sweep()
    assert _bodies() == [other.name, third.name]
    with _later(61):
        _sweep()
    assert _bodies() == [third.name]


def test_direct_talk_stays_as_long_as_the_site_says(app, place, make_member, make_direct, say_in) -> None:
    community, convenor, member = place
    ref = Ref("direct", make_direct(member, convenor).id)
    say_in(member, ref, "Between us")
    actions.set_retention(convenor, community, 7)
    with _later(400):
        assert _sweep() == 0
        app.config["CHAT_DIRECT_DAYS"] = 365
        try:
            assert queries.line_of(member, None).days == 365
            assert _sweep() == 1
        finally:
            app.config["CHAT_DIRECT_DAYS"] = 0
    event = db.session.scalars(select(EventRow).where(EventRow.name == "chat.old_messages_deleted")).one()
    assert event.payload["community_id"] is None


def test_a_sweep_that_is_cut_short_goes_on_where_it_stopped(place, say, monkeypatch) -> None:
    community, convenor, member = place
    for number in range(7):
        say(member, community, f"{number}")
    actions.set_retention(convenor, community, 7)
    db.session.commit()
    monkeypatch.setattr(sweeping, "PART", 2)
    real, calls = sweeping.record, []

    def fail_at_the_third(happened) -> None:
        calls.append(happened)
        if len(calls) == 3:
            raise ConnectionError("the process ends here")
        real(happened)

    monkeypatch.setattr(sweeping, "record", fail_at_the_third)
    with _later(8):
        with pytest.raises(ConnectionError):
            _sweep()
        assert _bodies() == ["4", "5", "6"]  # two parts are done, the third is undone as a whole
        assert _sweep() == 3
    assert not _bodies()
    counts = [row.payload["count"] for row in db.session.scalars(
        select(EventRow).where(EventRow.name == "chat.old_messages_deleted").order_by(EventRow.id))]  # fmt: skip
    assert counts == [2, 2, 2, 1]


def test_one_round_does_no_more_than_its_share(place, say, monkeypatch) -> None:
    community, convenor, member = place
    for number in range(7):
        say(member, community, f"{number}")
    actions.set_retention(convenor, community, 7)
    monkeypatch.setattr(sweeping, "PART", 2)
    monkeypatch.setattr(sweeping, "MOST_PARTS", 2)
    with _later(8):
        assert _sweep() == 4
        assert _sweep() == 3


def test_a_part_costs_the_same_however_many_messages_it_has(place, say, count_queries) -> None:
    community, convenor, member = place
    for number in range(60):
        say(member, community, f"{number}")
    actions.set_retention(convenor, community, 7)
    with _later(8), count_queries(at_most=16):
        assert _sweep() == 60


def test_a_channel_that_lost_its_oldest_messages_goes_on(client, sign_in, place, say) -> None:
    community, convenor, member = place
    say(member, community, "Old")
    actions.set_retention(convenor, community, 7)
    with _later(6):
        say(member, community, "Newer")
    with _later(8):
        _sweep()
    assert say(member, community, "Newest").number == 3
    sign_in(client, member)
    page = client.get(f"/chat/community/{community.id}").text
    assert "Newer" in page
    assert "Older messages are deleted after 7 days" not in page  # the clock of the test stands before that day
    assert "messages older than 7 days are deleted" in page


def test_the_pages_say_what_will_happen_before_it_does(client, sign_in, place, say) -> None:
    community, convenor, member = place
    for _ in range(3):
        say(member, community, "Talk")
    sign_in(client, convenor)
    assert f"/c/{community.slug}/chat-retention" in client.get(f"/c/{community.slug}").text
    address = f"/c/{community.slug}/chat-retention"
    assert "Everything that is said stays" in client.get(address).text
    for wrong in ("6", "abc", "99999"):
        assert client.post(address, data={"days": wrong}).status_code == 422
    next_step = client.post(address, data={"days": "30"})
    assert next_step.location == f"{address}/confirm?days=30"
    page = client.get(next_step.location).text
    assert "0 messages" in page
    assert queries.get_retention(convenor, community) is None
    assert client.post(next_step.location).status_code == 303
    assert queries.get_retention(convenor, community).days == 30
    assert "messages older than 30 days are deleted" in client.get(f"/chat/community/{community.id}").text
    sign_in(client, member)
    assert client.get(address).status_code == 403
    assert client.post(f"{address}/confirm?days=7").status_code == 403
    assert "chat-retention" not in client.get(f"/chat/community/{community.id}").text
    assert client.post(f"{address}/confirm?days=3").status_code == 403
