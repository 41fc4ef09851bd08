"""Levels x roles x every way out: nothing of a community reaches somebody who may not read it.

The ways are walked from the application's own list of addresses, the kinds from its own list of subjects, so a new
one is walked too, or fails here until it is.
"""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import Rule

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from tests.leaks import world

# Addresses whose blanks hold nothing of a community.
ELSEWHERE = {
    "digest.ask_to_stop",
    "digest.stop_digest",
    "static",
    "home.show_help",
    "accounts.reset_password",
    "accounts.register",
    "accounts.end_session",
    "meetings.end_feed",
    "communities.accept_invitation",
    "chat.refuse_direct",
}
SEARCHES = (
    "/search?q={mark}", "/search?q={typo}", "/search?q={start}*", "/search?q=title:{mark}", "/search?q=tag:{mark}",
    "/search/similar?text={mark}&kinds=thread,lesson,project", "/threads?tag={mark}+tag", "/lessons?topic={mark}",
    "/search?q=%22{mark}%22",
)  # fmt: skip


NOBODYS_WORD = "dingofigtree"


@pytest.fixture
def signed_in(app: Flask, sign_in):
    """`signed_in(viewer)` -> a client; a guest's is not signed in."""

    def make(viewer):
        client = app.test_client()
        if viewer.id is not None:
            sign_in(client, db.session.get_one(Person, viewer.id))
        return client

    return make


def addresses(app: Flask, place: world.Place, method: str) -> list[str]:
    """Each address of the site that takes `method`, its blanks filled with things of `place`."""
    found = []
    for rule in app.url_map.iter_rules():
        if method not in rule.methods or rule.endpoint in ELSEWHERE:
            continue
        found += fill(app, rule, place)
    return sorted(set(found))


def fill(app: Flask, rule: Rule, place: world.Place) -> list[str]:
    values = {name: place.ids[name] for name in rule.arguments if name in place.ids}
    blanks = rule.arguments - set(values)
    adapter = app.url_map.bind("localhost")
    if "kind" in blanks:  # /story/<kind>/<id>, /chat/<kind>/<id>, /follow/<kind>/<id>
        built = []
        for kind, ref in place.refs.items():
            try:
                built.append(adapter.build(rule.endpoint, values | {"kind": kind, "subject_id": ref.id}))
            except ValueError:  # this address is for some kinds only
                continue
        return built
    if "handle" in blanks:
        return []  # people's pages are tested with the communities they show, below
    assert not blanks, f"{rule} has blanks the leak test cannot fill: {blanks}"
    return [adapter.build(rule.endpoint, values)]


def test_each_kind_of_thing_is_in_the_matrix(app):
    assert set(subjects.kinds()) == world.KINDS


@pytest.mark.parametrize("visibility", Visibility)
def test_who_may_read_the_card_of_each_kind_of_thing(visibility, make_community, make_member):
    place = world.build(visibility, make_community, make_member)
    for role in world.ROLES:
        viewer = world.person(role, place, make_member)
        found = {kind for kind, ref in place.refs.items() if subjects.card(viewer, ref) is not None}
        readable = set(place.refs) - {"direct"} if world.may_read(role, visibility) else set()
        of_talk = {"message", "room", "excerpt"}  # for people who are signed in
        assert found == readable - (of_talk if role == "guest" else set()), role


@pytest.mark.parametrize(
    ("visibility", "role"), [(one, role) for one in Visibility for role in world.ROLES if not world.may_read(role, one)]
)
def test_no_way_leads_to_what_may_not_be_read(visibility, role, app, signed_in, make_community, make_member, deliver):
    place = world.build(visibility, make_community, make_member)
    viewer = world.person(role, place, make_member)
    deliver()
    client = signed_in(viewer)
    for address in [*addresses(app, place, "GET"), f"/people/{place.author.handle}"]:
        answer = client.get(address, check=False)
        assert answer.status_code < 500, address
        shown = besides(answer.text, place, address)
        assert place.mark not in shown, f"{role} sees something of a {visibility} community at {address}"
    for search in SEARCHES:
        there, nowhere = (client.get(words(search, mark, place), check=False) for mark in (place.mark, NOBODYS_WORD))
        same = as_if(there.text, place.mark) == as_if(nowhere.text, NOBODYS_WORD)
        assert same, f"{role} learns something of a {visibility} community by {search}"


@pytest.mark.parametrize("role", ["member", "convenor", "all_site_roles"])
def test_what_two_say_to_each_other_reaches_nobody_else(role, app, signed_in, make_community, make_member, deliver):
    """Whatever else they may read of the community that the two share."""
    place = world.build(Visibility.OPEN, make_community, make_member)
    client = signed_in(world.person(role, place, make_member))
    deliver()
    talk = place.refs["direct"]
    for address in [*addresses(app, place, "GET"), f"/people/{place.author.handle}", f"/search?q={world.BETWEEN_TWO}"]:
        answer = client.get(address, check=False)
        page = besides(answer.data.decode(errors="replace"), place, address)
        assert f"{world.BETWEEN_TWO} of" not in page, address
        assert f"/chat/direct/{talk.id}" not in page, address
    both = signed_in(place.convenor)
    assert world.BETWEEN_TWO in both.get(f"/chat/direct/{talk.id}").text


@pytest.mark.parametrize(
    ("visibility", "role"),
    [(Visibility.OPEN, "guest"), (Visibility.RESTRICTED, "outsider"), (Visibility.CONFIDENTIAL, "member")],
)
def test_the_same_walk_does_see_what_may_be_read(
    visibility, role, app, signed_in, make_community, make_member, deliver
):
    place = world.build(visibility, make_community, make_member)
    viewer = world.person(role, place, make_member)
    deliver()
    client = signed_in(viewer)
    pages = [client.get(address, check=False) for address in addresses(app, place, "GET")]
    assert all(page.status_code < 500 for page in pages)
    assert sum(place.mark in page.data.decode(errors="replace") for page in pages) >= 15
    found = client.get(words("/search?q={mark}", place.mark, place), check=False).text
    assert as_if(found, place.mark) != as_if(
        client.get(words("/search?q={mark}", NOBODYS_WORD, place), check=False).text, NOBODYS_WORD
    )


def besides(html: str, place: world.Place, address: str) -> str:
    """A page less what the asker knew already: the way to sign in leads back to the asked address."""
    return html.replace(place.community.slug, "").replace(address, "").replace(quote(address, safe=""), "")


def words(search: str, mark: str, place: world.Place) -> str:
    typo = mark[:-2] + mark[-1] + mark[-2]
    return search.format(mark=mark, typo=typo, start=mark[:5], author=place.author.handle)


def as_if(html: str, mark: str) -> str:
    """A page less the words that were typed and what differs between any two answers."""
    for typed in (mark, mark[:-2] + mark[-1] + mark[-2], mark[:5]):
        html = html.replace(typed, "…")
    return re.sub(r'(csrf[-_]token"|nonce=|submission_token")[^>]*', "", html)


@pytest.mark.parametrize("role", ["guest", "outsider", "external", "all_site_roles", "former_member"])
def test_closed_things_answer_like_things_that_do_not_exist(role, app, signed_in, make_community, make_member):
    place = world.build(Visibility.PRIVATE, make_community, make_member)
    viewer = world.person(role, place, make_member)
    client = signed_in(viewer)
    for address in addresses(app, place, "GET"):
        if address not in addresses(app, place_of_nothing(place), "GET"):
            closed = client.get(address, check=False)
            missing = client.get(swap(address, place), check=False)
            assert closed.status_code == missing.status_code, address
            assert closed.status_code in (303, 404), address


def place_of_nothing(place: world.Place) -> world.Place:
    """The same addresses with ids that nobody has."""
    nothing = {name: "no-such-place" if isinstance(value, str) else 987654 for name, value in place.ids.items()}
    refs = {kind: ref._replace(id=987654) for kind, ref in place.refs.items()}
    return world.Place(place.community, place.mark, place.author, place.convenor, refs, nothing)


def swap(address: str, place: world.Place) -> str:
    parts = address.split("/")
    ids = {str(value) for value in place.ids.values()} | {str(ref.id) for ref in place.refs.values()}
    return "/".join(
        "no-such-place" if part == place.ids["slug"] else "987654" if part in ids else part for part in parts
    )


@pytest.mark.parametrize("role", ["guest", "outsider", "external", "all_site_roles", "former_member"])
def test_nobody_acts_on_what_they_may_not_read(role, app, signed_in, make_community, make_member):
    place = world.build(Visibility.CONFIDENTIAL, make_community, make_member)
    viewer = world.person(role, place, make_member)
    client = signed_in(viewer)
    form = {"body": "from outside", "title": "From outside", "level": "follow", "do": "convenor", "name": "Outside"}
    for address in addresses(app, place, "POST"):
        if address in addresses(app, place_of_nothing(place), "POST"):
            continue  # of no community: signing in and out, my own account
        answer = client.post(address, data=form, check=False)
        assert answer.status_code in (303, 400, 403, 404, 422), address
        assert place.mark not in besides(answer.text, place, address), address
        if answer.status_code == 303:
            assert role == "guest", address
            assert answer.location.startswith("/sign-in"), address
