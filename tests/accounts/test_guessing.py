"""Wrong guesses are slowed; signing in rightly, however often, is not."""

from __future__ import annotations

import pytest

from lhs_community.foundation.limits import limiter
from tests.make.people import PASSWORD


@pytest.fixture(autouse=True)
def _limits_on():
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


def sign_in(app, email: str, password: str, address: str = "192.0.2.1"):
    form = {"email": email, "password": password}
    return app.test_client().post("/sign-in", data=form, environ_base={"REMOTE_ADDR": address})


def test_after_ten_wrong_guesses_even_the_right_one_waits_but_not_the_owner_elsewhere(app, make_person):
    person = make_person()
    answers = [sign_in(app, person.email, "wrong wrong wrong").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    late = sign_in(app, person.email, PASSWORD)
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    assert sign_in(app, person.email, PASSWORD, "192.0.2.2").status_code == 303


def test_signing_in_rightly_is_not_counted(app, make_person):
    person = make_person()
    assert {sign_in(app, person.email, PASSWORD).status_code for _ in range(12)} == {303}
