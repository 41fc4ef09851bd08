"""Who is asking, in this request or socket event. Flask-Login carries the session; the roles come from communities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from flask import Flask, Response, current_app, g, has_request_context, session
from flask_login import (
    AnonymousUserMixin,
    LoginManager,
    UserMixin,
    current_user as flask_login_user,
    login_user,
    logout_user,
)

from lhs_community.accounts import actions, queries
from lhs_community.accounts.models import Person, SignIn
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock, limits, submissions
from lhs_community.foundation.database import unit_of_work
from lhs_community.foundation.live import asking

login_manager = LoginManager()
_roles_of: Callable[[int], Mapping[int, str]] = lambda person_id: {}  # noqa: E731  communities fills it


class _Session(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login keeps in the cookie: the session's token, not the person's id."""

    def __init__(self, token: str, viewer: Viewer, is_stale: bool) -> None:
        self.token, self.viewer, self.is_stale = token, viewer, is_stale

    def get_id(self) -> str:
        return self.token


def roles_from(source: Callable[[int], Mapping[int, str]]) -> None:
    global _roles_of
    _roles_of = source


def make_viewer(person: Person, sign_in: SignIn | None = None) -> Viewer:
    """The picture of `person`. One who is disabled gets that of a guest."""
    if person.is_disabled:
        return guest()
    return Viewer(
        id=person.id,
        name=person.name,
        handle=person.handle,
        kind=person.kind,
        site_roles=queries.site_roles_of(person.id),
        roles=dict(_roles_of(person.id)),
        time_zone=person.time_zone,
        guests_may_read=bool(current_app.config["GUESTS_MAY_READ"]),
        sign_in_id=sign_in.id if sign_in else None,
    )


def guest() -> Viewer:
    return Viewer(
        id=None,
        guests_may_read=bool(current_app.config["GUESTS_MAY_READ"]),
        time_zone=str(current_app.config["TIME_ZONE"]),
    )


def viewer() -> Viewer:
    """Of this request; a guest when nobody is signed in or there is no request."""
    if not has_request_context():
        return guest()
    found = flask_login_user._get_current_object()  # a proxy cannot be told from its object otherwise
    return found.viewer if isinstance(found, _Session) else guest()


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def _load(token: str) -> _Session | None:
    config = current_app.config
    found = queries.find_sign_in(
        token, timedelta(hours=config["SESSION_IDLE_HOURS"]), timedelta(days=config["SESSION_DAYS"])
    )
    if found is None:
        return None
    return _Session(token, make_viewer(found.person, found), queries.stale(found, clock.now()))


def begin(person: Person, token: str) -> None:
    """Put a new session into this browser; whatever it held before is dropped (session fixation)."""
    session.clear()
    login_user(_Session(token, make_viewer(person), False))


def end() -> None:
    logout_user()
    session.clear()


def _note_seen(response: Response) -> Response:
    found = flask_login_user._get_current_object() if "_login_user" in g else None
    if isinstance(found, _Session) and found.is_stale and response.status_code < 400:
        who, app = found.viewer, current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy

        @response.call_on_close
        def note() -> None:  # after the answer has gone: no write belongs to a GET
            with app.app_context(), unit_of_work():
                actions.note_seen(who)

    return response


def install(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.session_protection = None  # the token is bound on the server
    login_manager.anonymous_user = AnonymousUserMixin
    submissions.person_from(lambda: viewer().id)
    asking.asked_by(lambda: (found.id, found.sign_in_id or 0) if (found := viewer()).id is not None else None)
    limits.asked_by(lambda: f"person:{viewer().id}" if has_request_context() and viewer().id else "")
    app.after_request(_note_seen)
    app.config["REMEMBER_COOKIE_DURATION"] = 0
