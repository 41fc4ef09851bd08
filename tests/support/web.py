"""The client of page tests: checks each page it gets, sends CSRF tokens, and keeps each request to itself."""

from __future__ import annotations

import contextvars
import hashlib
import os
from typing import Any

from flask import globals as flask_globals, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from lhs_community.accounts import actions
from lhs_community.accounts.models import Person
from lhs_community.foundation.database import db
from tests.pages import check_page

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class PageClient(FlaskClient):
    """`get` and `post` as usual, plus:

    - what the test wrote so far is committed first, so the request sees it;
    - the request does not see the test's own application context (Flask would hand it `g`, and with it whoever
      signed in before);
    - an HTML answer must pass `check_page`; a fragment is checked as a part of a page;
    - a POST carries a CSRF token unless `csrf=False`.
    """

    def open(self, *args: Any, csrf: bool = True, check: bool = True, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        if csrf and kwargs.get("method", "GET") in UNSAFE:
            kwargs["headers"] = [*dict(kwargs.get("headers") or {}).items(), ("X-CSRFToken", self.csrf_token())]
        kwargs.setdefault("buffered", True)  # an answer that is a file is read and closed
        response = self._apart(super().open, *args, **kwargs)
        if check and response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 307, 308):
            html = response.get_data(as_text=True)
            check_page(html, is_fragment="<html" not in html[:500])
        return response

    def csrf_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", hashlib.sha256(os.urandom(64)).hexdigest())
        return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw))

    @staticmethod
    def _apart(call: Any, *args: Any, **kwargs: Any) -> Any:
        # A copy keeps what tests set on purpose, such as a moved clock.
        context = contextvars.copy_context()
        context.run(flask_globals._cv_app.set, None)
        return context.run(call, *args, **kwargs)


def sign_in_as(client: PageClient, person: Person) -> None:
    """What the sign-in page does, less the password: its hash is made slow on purpose."""
    token = actions.start_session(person, address="127.0.0.1", browser="a test")
    db.session.commit()
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = token
        session["_fresh"] = True
