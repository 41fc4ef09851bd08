"""Somebody asks and answers without their name; then every page, row, message, letter and log line is read for them.

The author belongs to no community, so that their name has no business on any page; and has an id that nothing else has.
"""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import update

from lhs_community.accounts.models import Person, PersonKind, SiteRole
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.models import FollowLevel, Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import answers as answer_actions, posts as post_actions
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.queries.posts import get_post
from lhs_community.discussions.queries.threads import get_thread
from lhs_community.foundation import bus, mail
from lhs_community.foundation.database import db
from lhs_community.foundation.live.server import socketio
from lhs_community.foundation.refs import Ref
from lhs_community.unsealing import actions as unsealing_actions
from lhs_community.unsealing.models import Ground
from tests.leaks import world
from tests.leaks.test_nothing_leaks import addresses
from tests.make.unsealing import REASON
from tests.support.web import sign_in_as

NAME, EMAIL, HANDLE, ID = "Zebedee Quillfeather", "zq.private@demo.example", "zebedee-quillfeather", 7_700_123
TRACES = ("zebedee", "quillfeather", "zq.private", str(ID), "203.0.113.77")
# Private to a person: their account, whom they follow, what they have read, what they were told.
THEIR_OWN = {"person", "sign_in", "following", "notice", "membership", "read_mark", "read_range"}
READERS = ("guest", "outsider", "member", "convenor", "lead", "administrator", "answerer")


@pytest.fixture
def scene(app, make_community, make_member, make_person, deliver, caplog):
    """An open community with everything in it, and a thread that the author asked, edited, settled and answered."""
    caplog.set_level(logging.INFO)
    place = world.build(Visibility.OPEN, make_community, make_member)
    for _ in range(5):
        make_member(place.community)
    author = _author(make_person)
    answerer = make_member(place.community)
    set_following(place.convenor, Ref("community", place.community.id), FollowLevel.FOLLOW)
    lead = make_member(site_roles=(SiteRole.IG_LEAD,))
    administrator = make_member(place.community, site_roles=(SiteRole.ADMINISTRATOR, SiteRole.CURATOR))
    member, outsider = make_member(place.community), make_member()
    db.session.commit()
    thread_id = _asked_on_the_web(app, author, str(place.ids["slug"]))
    listener = socketio.test_client(app, flask_test_client=_signed_in(app, answerer))
    assert listener.emit("watch", {"room": f"thread:{thread_id}"}, callback=True) == {"ok": True}
    thread = get_thread(author, thread_id)  # (a socket's event ends the session that the test had)
    _talk(author, answerer, thread)
    deliver()
    place.ids |= {"thread_id": thread.id, "post_id": thread.last_post_id, "number": 1}
    place.refs |= {"thread": Ref("thread", thread.id), "post": Ref("post", thread.last_post_id)}
    place.community = thread.community
    people = {
        "member": member, "convenor": place.convenor, "answerer": answerer, "lead": lead, "outsider": outsider,
        "administrator": administrator,
    }  # fmt: skip
    return place, thread, author, people, listener


def _author(make_person):
    made = make_person(name=NAME, kind=PersonKind.CLINICIAN)
    db.session.execute(update(Person).where(Person.id == made.id).values(id=ID, email=EMAIL))
    db.session.query(bus.EventRow).filter_by(name="accounts.person_joined", subject_id=made.id).delete()
    db.session.expire_all()
    return viewer_for(ID)


def _signed_in(app, viewer):
    client = app.test_client()
    if viewer is not None:
        sign_in_as(client, db.session.get_one(Person, viewer.id))
    return client


def _asked_on_the_web(app, author, slug):
    """Through the web edge, which knows the address; twice, as with a double click."""
    client = _signed_in(app, author)
    form = {
        "title": "Who else was too tired to double-check?", "body": "We were, on two nights. @nobody-here",
        "kind": "question", "is_anonymous": "y", "tags": "tiredness", "submission_token": "the-token-of-this-form",
    }  # fmt: skip
    for _ in range(2):
        answer = client.post(f"/c/{slug}/ask", data=form, environ_base={"REMOTE_ADDR": "203.0.113.77"})
        assert answer.status_code == 303
    return int(answer.location.rpartition("/")[2])


def _talk(author, answerer, thread):
    answer = post_actions.reply(answerer, thread, "We were, and changed the rota.")
    own = post_actions.reply(author, thread, f"Thank you @{answerer.handle}, did it last?", is_anonymous=True)
    post_actions.edit_post(author, thread, own, keeping.Draft("", "Thank you. Did it last?"))
    first = db.session.query(Post).filter_by(thread_id=thread.id, number=1).one()
    changed = keeping.Draft("Who else was too tired to double-check it?", "We were.", tags=["tiredness"])
    post_actions.edit_post(author, thread, first, changed)
    answer_actions.accept_answer(author, thread, answer)


def _has_traces(text):
    return [trace for trace in TRACES if trace in text.lower()]


def test_no_page_shows_who_it_was_to_anybody(scene, app):
    place, thread, _, people, _ = scene
    seen = 0
    for role in READERS:
        client = _signed_in(app, people.get(role))
        searches = ["/search?q=tired", "/search?q=tag:tiredness", "/search?q=author:anonymous", "/threads?scope=all"]
        more = [f"/posts/{number}/history" for number in (place.ids["post_id"], thread.last_post_id)]
        for address in [*addresses(app, place, "GET"), *searches, *more, "/people/anonymous"]:
            answer = client.get(address, check=False)
            assert answer.status_code < 500, address
            shown = answer.data.decode(errors="replace")  # some are pictures
            assert not _has_traces(shown), f"{role} at {address}"
            assert not _has_traces(str(answer.headers)), f"{role} at {address}"
            seen += "Anonymous member" in shown
    assert seen > 30, "the walk came past the posts"


def test_a_search_for_the_author_does_not_find_it(scene, app):
    _, thread, _, people, _ = scene
    found = _signed_in(app, people["administrator"]).get(f"/search?q=author:{NAME.split()[1]}").text
    assert f'href="/threads/{thread.id}"' not in found
    assert f'href="/threads/{thread.id}"' in _signed_in(app, people["administrator"]).get("/search?q=double-check").text


def test_the_profile_of_the_author_shows_nothing_of_it(scene, app):
    _, thread, _, people, _ = scene
    for role in READERS[1:]:
        shown = _signed_in(app, people[role]).get(f"/people/{HANDLE}").text
        assert thread.title not in shown, role


def test_no_row_but_the_authors_own_holds_them(scene):
    for name, table in db.metadata.tables.items():
        if name in THEIR_OWN:
            continue
        for row in db.session.execute(table.select()):
            assert not _has_traces(" ".join(map(str, row))), f"{name}: {row}"


def test_no_mark_of_reading_tells_when_it_was_written(scene):
    for name, table in db.metadata.tables.items():
        if name.startswith("read_"):
            assert not [row for row in db.session.execute(table.select()) if ID in row], name


def test_what_is_stored_of_the_form_names_nobody_and_still_works_once(scene):
    _, thread, _, _, _ = scene
    assert db.session.query(Post).filter_by(thread_id=thread.id, number=1).count() == 1
    assert thread.title.startswith("Who else")


def test_no_socket_no_letter_and_no_log_line_says_it(scene, app, caplog):
    _, _, author, people, listener = scene
    received = listener.get_received()
    assert received
    assert not _has_traces(str(received))
    mail.send_due()
    for letter in db.session.query(mail.Letter):
        assert not _has_traces(letter.subject + letter.text)
    assert not _has_traces(caplog.text)


def test_who_is_told_hears_of_an_anonymous_member(scene, app):
    _, _, _, people, _ = scene
    assert "An anonymous member" in _signed_in(app, people["answerer"]).get("/notices?show=all").text
    assert "An anonymous member" in _signed_in(app, people["convenor"]).get("/notices?show=all").text


def test_a_request_to_unseal_shows_the_name_to_two_and_leaves_it_nowhere(scene, app, deliver):
    place, thread, author, people, _ = scene
    post = get_post(people["convenor"], thread.last_post_id)
    made = unsealing_actions.ask_to_unseal(people["convenor"], post, Ground.DANGER, REASON)
    db.session.commit()
    lead = _signed_in(app, people["lead"])
    lead.post(f"/unsealing/{made.id}/decide", data={"do": "approve", "note": ""})
    lead.post(f"/unsealing/{made.id}/open")
    assert NAME in lead.get(f"/unsealing/{made.id}").text
    deliver()
    for role in set(READERS) - {"lead"}:
        client = _signed_in(app, people.get(role))
        for address in (f"/unsealing/{made.id}", "/unsealing", "/", f"/threads/{thread.id}", "/notices?show=all"):
            assert not _has_traces(client.get(address, check=False).text), f"{role} at {address}"
    for name, table in db.metadata.tables.items():
        if name not in THEIR_OWN | {"letter"}:  # (the letter that tells the author goes to the author)
            for row in db.session.execute(table.select()):
                assert not _has_traces(" ".join(map(str, row))), f"{name}: {row}"
