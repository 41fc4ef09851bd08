"""The web edge: one transaction a request, a form sent twice acts once, GETs write nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lhs_community.accounts.models import Organisation, Person, SiteRole
from lhs_community.communities.models import Community
from lhs_community.foundation.database import db, end_request, start_request
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref


def new_community(client, **changes):
    form = {
        "name": "Falls group",
        "purpose": "Fewer falls",
        "kind": "team",
        "visibility": "open",
        "charter": "",
    } | changes
    return client.post("/communities/new", data=form)


@pytest.fixture
def administrator(client, sign_in, make_person) -> Person:
    person = make_person(site_roles=(SiteRole.ADMINISTRATOR,))
    sign_in(client, person)
    return person


def how_many() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Community))


def test_a_form_that_works_is_kept_and_one_refused_leaves_nothing(client, administrator):
    assert new_community(client).status_code == 303
    assert how_many() == 1
    answer = new_community(client, name="Other", purpose="For NHS number 999 000 0018")
    assert answer.status_code == 422
    assert how_many() == 1


def test_the_guard_shows_what_it_found_and_one_press_masks_it(client, administrator):
    held = new_community(client, purpose="About 999 000 0018 and more")
    assert held.status_code == 422
    assert "<mark>999 000 0018</mark>" in held.text
    masked = new_community(client, purpose="About 999 000 0018 and more", guard_mask="purpose")
    assert masked.status_code == 422
    assert "About [NHS number removed] and more" in masked.text
    assert how_many() == 0


def test_the_same_submission_twice_acts_once(client, administrator):
    first, second = (new_community(client, submission_token="one and the same") for _ in range(2))
    assert first.location == second.location
    assert how_many() == 1


def test_somebody_elses_submission_token_means_nothing(app, client, administrator, sign_in, make_person):
    new_community(client, submission_token="guessed")
    other = app.test_client()
    sign_in(other, make_person(site_roles=(SiteRole.ADMINISTRATOR,)))
    assert new_community(other, name="Another", submission_token="guessed").status_code == 303
    assert how_many() == 2


def test_a_get_may_not_write():
    start_request(may_write=False)
    try:
        db.session.add(Organisation(key="x", name="X"))
        with pytest.raises(RuntimeError, match="a GET tried to write"):
            db.session.flush()
    finally:
        end_request()
        db.session.rollback()


def test_unknown_hosts_are_refused_where_the_public_url_is_set(app: Flask, client):
    app.config["PUBLIC_URL"] = "https://learning.example"
    try:
        assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
        assert client.get("/sign-in", base_url="https://learning.example").status_code == 200
    finally:
        app.config["PUBLIC_URL"] = ""


def test_the_logo_is_served_from_the_data_folder_and_nothing_else_is(app: Flask, client):
    public = Path(app.config["DATA_FOLDER"]) / "public"
    public.mkdir(exist_ok=True)
    (public / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert client.get("/logo").status_code == 404
    try:
        app.config["ORGANISATION_LOGO"] = "logo.svg"
        assert 'src="/logo"' in client.get("/sign-in").text
        with client.get("/logo") as picture:
            assert picture.mimetype == "image/svg+xml"
        app.config["ORGANISATION_LOGO"] = "../secret-key"
        assert client.get("/logo").status_code == 404
    finally:
        app.config["ORGANISATION_LOGO"] = ""


def test_health_pages_tell_no_secrets(client):
    assert client.get("/healthz").json == {"status": "alive"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert set(ready.json["checks"].values()) <= {"well", "degraded"}


@pytest.mark.parametrize(
    "text",
    ["", "thread", "thread:", ":5", "thread:x", "thread:-5", "thread:5:6", "thr ead:5", "thread:٥", f"thread:{10**20}"],
)
def test_refs_that_name_nothing_are_invalid(text):
    with pytest.raises(Invalid):
        Ref.parse(text)


def test_a_method_that_is_not_there_gets_a_page(client):
    answer = client.open("/healthz", method="DELETE")
    assert answer.status_code == 405
