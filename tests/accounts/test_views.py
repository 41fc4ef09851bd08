"""Signing in and out in a browser: CSRF, safe redirects, nothing learnt about who has an account."""

from __future__ import annotations

import pytest

from tests.make.people import PASSWORD


def sign_in(client, email, password=PASSWORD, **kwargs):
    return client.post("/sign-in", data={"email": email, "password": password}, **kwargs)


def test_sign_in_leads_home_and_makes_a_new_session(client, make_person):
    person = make_person()
    client.get("/sign-in")
    answer = sign_in(client, person.email)
    assert answer.status_code == 303
    assert person.name in client.get("/account").text


def test_closed_pages_send_to_sign_in_and_back(client, make_person):
    person = make_person()
    answer = client.get("/account/security")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/account/security"
    answer = client.post(answer.location, data={"email": person.email, "password": PASSWORD})
    assert answer.location == "/account/security"


def test_wrong_password_and_missing_account_look_alike(client, make_person):
    person = make_person()
    wrong, missing = (
        sign_in(client, person.email, "wrong wrong wrong"),
        sign_in(client, "no@demo.example", "wrong wrong wrong"),
    )
    assert wrong.status_code == missing.status_code == 422
    assert wrong.text.count("do not belong together") == missing.text.count("do not belong together") == 1
    assert "wrong wrong" not in wrong.text  # a password is never sent back


def test_reset_answers_alike_for_any_address(client, make_person):
    person = make_person()
    pages = [client.post("/reset", data={"email": email}) for email in (person.email, "no@demo.example")]
    assert pages[0].status_code == pages[1].status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "/%09/evil.example",
        "/%2f/evil.example",
        "javascript:alert(1)",
    ],
)
def test_next_stays_on_this_site(client, make_person, target):
    answer = client.post(
        "/sign-in", query_string={"next": target}, data={"email": make_person().email, "password": PASSWORD}
    )
    assert answer.location == "/"


def test_sign_out_ends_the_session_on_the_server(client, app, make_person):
    sign_in(client, make_person().email)
    with client.session_transaction() as session:
        copy = dict(session)
    client.post("/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as session:
        session.update(copy)
    assert thief.get("/account").status_code == 303


def test_the_session_is_new_after_sign_in(client, make_person):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client, make_person().email)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_a_form_without_its_token_is_refused(client, make_person):
    answer = sign_in(client, make_person().email, csrf=False)
    assert answer.status_code == 400
    assert client.get("/account").status_code == 303


def test_a_profile_with_a_problem_keeps_what_was_typed(client, sign_in, make_person):
    person = make_person()
    sign_in(client, person)
    answer = client.post("/account", data={"name": "", "about": "Typed with care", "time_zone": "Europe/London"})
    assert answer.status_code == 422
    assert "Typed with care" in answer.text
    assert "Enter your name" in answer.text


def test_unknown_form_fields_change_nothing(client, sign_in, make_person):
    person = make_person()
    sign_in(client, person)
    answer = client.post(
        "/account",
        data={
            "name": "Sam Okoro",
            "time_zone": "Europe/London",
            "is_disabled": "1",
            "email": "x@demo.example",
            "kind": "leader",
            "site_roles": "administrator",
            "id": "999",
            "handle": "boss",
        },
    )
    assert answer.status_code == 303
    page = client.get(f"/people/{person.handle}")
    assert page.status_code == 200
    assert "Sam Okoro" in page.text


@pytest.mark.parametrize(
    "path", ["/sign-in", "/reset", "/reset/some-token", "/register", "/register/some-token", "/no-such-page"]
)
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
