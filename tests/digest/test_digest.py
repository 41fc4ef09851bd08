"""The digest by mail and as a page: once, with the rights of the moment, nothing of what is confidential."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Membership, Visibility
from lhs_community.digest import actions, letters, queries
from lhs_community.digest.models import DigestPlan, Frequency
from lhs_community.discussions.actions import summaries as summary_actions
from lhs_community.foundation import clock, mail
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.mail import Letter
from tests.foundation.test_mail import Sink, sink

__all__ = ["sink"]
SITE = "http://localhost"  # where the test client is, too


@pytest.fixture
def reader(app: Flask, make_person, make_community, make_member) -> Iterator[tuple]:
    """Somebody with a daily digest, in a community; mail links lead to SITE."""
    app.config["PUBLIC_URL"] = SITE
    community = make_community(name="Falls circle")
    member = make_member(community)
    actions.choose(member, Frequency.DAILY)
    yield member, community
    app.config["PUBLIC_URL"] = ""


def come_due() -> int:
    """Every plan's hour has come."""
    for plan in db.session.query(DigestPlan):
        if plan.next_at:
            plan.next_at = clock.now() - timedelta(minutes=1)
            plan.covered_to = clock.now() - timedelta(days=1)
    db.session.flush()
    queued = actions.queue_due()
    db.session.commit()
    return queued


def address(viewer) -> str:
    return db.session.get_one(Person, viewer.id).email


def bodies(letter) -> tuple[str, str]:
    plain, html = (part.get_payload(decode=True).decode() for part in letter.get_payload())
    return plain, html


def test_it_is_mailed_once_in_both_forms_with_a_way_out(sink: Sink, reader, make_thread):
    member, community = reader
    make_thread(community, title="Who pays for <b>slippers</b>?")
    assert come_due() == 1
    assert actions.queue_due() == 0
    assert mail.send_due() == 1
    (letter,) = sink.letters
    assert letter["To"] == address(member)
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = bodies(letter)
    assert "Who pays for <b>slippers</b>?" in plain
    assert "Who pays for &lt;b&gt;slippers&lt;/b&gt;?" in html
    assert f"{SITE}/threads/" in plain
    assert "slippers" not in letter["Subject"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip().startswith(f"<{SITE}/digest/stop/")


def test_one_post_without_cookie_or_token_of_the_form_ends_it(client, reader):
    """RFC 8058: the mail program posts `List-Unsubscribe=One-Click` and gets a 200."""
    member, _ = reader
    path = f"/digest/stop/{letters.token_of(member.person_id)}"
    assert client.get(path).status_code == 200
    assert queries.find_plan(member).frequency is Frequency.DAILY  # following the link alone ends nothing
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"}, csrf=False)
    assert answer.status_code == 200
    db.session.expire_all()
    plan = queries.find_plan(member)
    assert (plan.frequency, plan.next_at) == (Frequency.NEVER, None)
    event = db.session.query(EventRow).filter_by(name="digest.digest_changed").order_by(EventRow.id.desc()).first()
    assert event.payload["by_mail"] is True


def test_another_token_ends_nothing(client, reader):
    member, _ = reader
    token = letters.token_of(member.person_id)
    # Not the last letter: two of its bits say nothing.
    for wrong in (token[:-5] + ("A" if token[-5] != "A" else "B") + token[-4:], "1", "x" * 500):
        assert client.get(f"/digest/stop/{wrong}").status_code == 404
        assert client.post(f"/digest/stop/{wrong}", csrf=False).status_code == 404
    with pytest.raises(NotThere):
        letters.person_of("")


def test_nothing_of_a_confidential_community_is_mailed(sink: Sink, reader, make_community, make_member, make_thread):
    member, _ = reader
    secret = make_community(name="Incident room", visibility=Visibility.CONFIDENTIAL)
    db.session.add(
        Membership(person_id=member.id, community_id=secret.id, role="member", joined_at=clock.now())
    )
    db.session.flush()
    make_thread(secret, title="The bleep that nobody heard", body="Mandrake detail")
    come_due()
    assert mail.send_due() == 1
    (letter,) = sink.letters
    whole = "".join(bodies(letter)) + letter["Subject"]
    for word in ("bleep", "Mandrake", "Incident room"):
        assert word not in whole
    assert "news in a confidential community of yours" in whole


def test_rights_are_those_of_the_moment_of_sending(sink: Sink, reader, make_community, make_thread):
    member, _ = reader
    private = make_community(name="Ward nine", visibility=Visibility.PRIVATE)
    membership = Membership(person_id=member.id, community_id=private.id, role="member", joined_at=clock.now())
    db.session.add(membership)
    db.session.flush()
    make_thread(private, title="Only for ward nine")
    come_due()
    db.session.delete(membership)  # while the letter waits
    db.session.commit()
    assert mail.send_due() == 0
    assert not sink.letters
    assert db.session.query(Letter).count() == 0


@pytest.mark.parametrize("change", ["disabled", "stopped"])
def test_who_has_left_or_stopped_it_meanwhile_gets_none(sink: Sink, reader, make_thread, change):
    member, community = reader
    make_thread(community)
    come_due()
    if change == "disabled":
        db.session.get_one(Person, member.id).is_disabled = True
    else:
        actions.stop(member)
    db.session.commit()
    mail.send_due()
    assert not sink.letters


def test_days_without_news_bring_no_mail(sink: Sink, reader):
    come_due()
    mail.send_due()
    assert not sink.letters


def test_while_the_server_is_away_the_letter_waits_and_comes_once(sink: Sink, reader, make_thread):
    _, community = reader
    make_thread(community)
    come_due()
    sink.is_away = True
    assert mail.send_due() == 0
    sink.is_away = False
    with clock.at(clock.now() + timedelta(hours=1)):
        assert (mail.send_due(), mail.send_due()) == (1, 0)
    assert len(sink.letters) == 1


def test_who_never_chose_gets_the_sites_default_and_nobody_twice(make_member):
    member = make_member()
    db.session.flush()
    assert actions.plan_for_all(Frequency.NEVER) == 0
    first = actions.plan_for_all(Frequency.WEEKLY)
    assert first >= 1
    assert actions.plan_for_all(Frequency.WEEKLY) == 0
    assert queries.find_plan(member).next_at > clock.now()


def test_the_page_tells_what_came_of_it_and_only_to_readers(
    client, sign_in, reader, make_thread, make_member, make_person
):
    member, community = reader
    convenor = make_member(community, "convenor")
    thread = make_thread(community, title="How do you time the huddle?")
    summary_actions.summarise(convenor, thread, "Ten to eight works.")
    sign_in(client, db.session.get_one(Person, member.id))
    page = client.get("/digest?days=1").text
    assert "How do you time the huddle?" in page
    assert client.get("/digest?days=nonsense").status_code == 200
    sign_in(client, make_person())
    assert "How do you time the huddle?" not in client.get("/digest").text


def test_choosing_is_checked_and_kept(client, sign_in, reader):
    member, _ = reader
    sign_in(client, db.session.get_one(Person, member.id))
    assert client.get("/digest/settings").status_code == 200
    wrong = client.post("/digest/settings", data={"frequency": "hourly", "weekday": "9", "hour": "99"})
    assert wrong.status_code == 422
    right = client.post("/digest/settings", data={"frequency": "weekly", "weekday": "4", "hour": "18"})
    assert right.status_code == 303
    db.session.expire_all()
    plan = queries.find_plan(member)
    assert (plan.frequency, plan.weekday, plan.hour) == (Frequency.WEEKLY, 4, 18)


def test_a_guest_has_no_digest(client, viewer):
    assert client.get("/digest").status_code == 303
    with pytest.raises(Refused):
        actions.stop(queries.Viewer(id=None))
