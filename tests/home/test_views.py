"""The start page for guests and for people signed in; help; error pages."""

from __future__ import annotations

import pytest

from lhs_community.communities.actions.members import add_member
from lhs_community.communities.models import CommunityRole, Visibility
from lhs_community.communities.queries.members import convenor_ids, viewer_for
from lhs_community.home.views import HELP_PAGES


def test_guests_are_welcomed_and_shown_open_communities_only(client, make_community) -> None:
    make_community(name="Open house")
    make_community(name="Inner circle", visibility=Visibility.RESTRICTED)
    make_community(name="Secret garden", visibility=Visibility.CONFIDENTIAL)
    html = client.get("/").text
    assert "Open house" in html
    assert "Inner circle" not in html
    assert "Secret garden" not in html
    assert "Sign in" in html


def test_home_names_me_and_my_communities(client, sign_in, make_person, make_community) -> None:
    person = make_person(name="Amina Example")
    community = make_community(name="Falls group", visibility=Visibility.PRIVATE)
    make_community(name="Hidden group", visibility=Visibility.PRIVATE)
    convenor = viewer_for(min(convenor_ids(community.id)))
    add_member(convenor, community, person, CommunityRole.MEMBER)
    sign_in(client, person)
    html = client.get("/").text
    assert "Amina" in html
    assert "Falls group" in html
    assert "Hidden group" not in html


def test_somebody_new_is_told_what_to_do_next(client, sign_in, make_person) -> None:
    sign_in(client, make_person())
    html = client.get("/").text
    assert "You are not a member of a community yet." in html
    assert "Find your communities" in html


@pytest.mark.parametrize("page", HELP_PAGES, ids=lambda page: page.slug or "index")
def test_help_is_open_to_everybody(client, page) -> None:
    answer = client.get(f"/help/{page.slug}")
    assert answer.status_code == 200
    assert f"<h1 class=\"nhsuk-heading-xl\">{page.title}</h1>" in answer.text


@pytest.mark.parametrize("slug", ["nope", "_help", "index", "../errors/404", "ASKING"])
def test_other_help_pages_are_not_there(client, slug) -> None:
    assert client.get(f"/help/{slug}").status_code == 404


def test_an_error_page_says_what_to_do_and_gives_a_reference(client) -> None:
    html = client.get("/no-such-page").text
    assert "What you can do" in html
    assert "give this reference" in html


def test_the_brand_colour_gets_a_text_colour_that_can_be_read_on_it(app, client, monkeypatch) -> None:
    for colour, text in (("#005eb8", "#ffffff"), ("#ffdd00", "#212b32"), ("red; }", "#ffffff")):
        monkeypatch.setitem(app.config, "BRAND_COLOUR", colour)
        css = client.get("/brand.css").text
        assert f"--app-on-brand: {text}" in css
        assert "red" not in css
