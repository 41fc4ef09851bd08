"""One request, one transaction: kept below 400, undone from 400 up; refusals become pages."""

from __future__ import annotations

import errno
import logging
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from lhs_community.foundation import bus, memory
from lhs_community.foundation.database import db, end_request, start_request
from lhs_community.foundation.errors import Invalid, NotThere, Refused, Unavailable
from lhs_community.foundation.web import access, headers

log = logging.getLogger(__name__)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STALE_FORM = "This form was open for too long. Go back, reload the page and send it again."
csrf = CSRFProtect()
# No room, no right to write, quota reached: the disk will do again later what it will not do now.
DISK_TROUBLE = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT})
V = TypeVar("V", bound=Callable[..., Any])


def without_session(view: V) -> V:
    """For what other programs send, with a right of its own in the address: no CSRF token is asked for."""
    csrf.exempt(view)
    return view


def request_reference() -> str:
    """The number people may quote when something went wrong; it stands in the log too."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    return str(g.reference)


def _begin() -> None:
    access.refuse_unknown_host()
    may_write = request.method not in SAFE
    if may_write:
        request.form  # noqa: B018  the body is read before the write lock is taken: a slow sender may not hold it
    start_request(may_write=may_write)
    if not may_write:
        memory.begin()


def keep_changes() -> None:
    """Keep what was written although the answer is a refusal: a failed sign-in is on record."""
    g.keep_changes = True


def pause() -> None:
    """End the transaction before anything is written, so that slow work holds up nobody's turn to write."""
    db.session.rollback()


def _finish(response: Response) -> Response:
    try:
        if response.status_code < 400 or g.get("keep_changes"):
            db.session.commit()
        else:
            db.session.rollback()
    except Exception as error:
        db.session.rollback()
        return _failed(error)
    return response


def _end(_error: BaseException | None) -> None:
    end_request()


def error_page(status: int, message: str = "") -> Response:
    """A page that says what to do next; falls back to plain words if the page itself cannot be made."""
    template = f"errors/{status}.html" if status in (400, 403, 404, 405, 413, 422, 429, 500, 503) else "errors/400.html"
    try:
        body = render_template(template, message=message, reference=request_reference(), status=status)
    except Exception:
        log.exception("error page %s could not be made (%s)", status, request_reference())
        body = f"<!doctype html><title>Error</title><h1>Something went wrong</h1><p>Reference {request_reference()}"
    return make_response(body, status)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _refusal(status: int, message: str) -> Response:
    db.session.rollback()
    if _wants_json():
        return make_response({"error": message, "reference": request_reference()}, status)
    return error_page(status, message)


def _failed(error: BaseException) -> Response:
    db.session.rollback()
    if isinstance(error, OperationalError | TimeoutError) or getattr(error, "errno", None) in DISK_TROUBLE:
        log.warning("database or disk busy or away (%s): %s", request_reference(), type(error).__name__)
        response = _refusal(503, "")
        response.headers["Retry-After"] = "5"
        return response
    # The rule, not the path: the address of a mailed link or of a calendar's feed holds its token.
    log.error("request failed (%s) %s %s", request_reference(), request.method, request.url_rule, exc_info=error)
    return _refusal(500, "")


def _http_error(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    response = _refusal(error.code or 500, "")
    for name, value in error.get_headers():
        if name in ("Retry-After", "Allow"):
            response.headers[name] = value
    return response


def install(app: Flask) -> None:
    headers.install(app)  # first in, last out: headers go on whatever answer the others made
    csrf.init_app(app)
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_end)
    app.register_error_handler(Refused, lambda error: _refusal(403, error.message))
    app.register_error_handler(NotThere, lambda error: _refusal(404, error.message))
    app.register_error_handler(Invalid, lambda error: _refusal(422, error.message))
    app.register_error_handler(Unavailable, lambda error: _refusal(503, error.message))
    app.register_error_handler(CSRFError, lambda _error: _refusal(400, STALE_FORM))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _failed)
    app.register_error_handler(DBAPIError, _failed)
    app.register_error_handler(TimeoutError, _failed)
    if not app.testing:  # in tests a fault is a failed test, not a page
        app.register_error_handler(Exception, _failed)
    bus.origin_from(lambda: (request.remote_addr or "")[:64] if request else "")
