"""Views are closed to people who are not signed in unless marked `@public`; redirects stay on this site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, make_response, redirect, request, url_for
from werkzeug.exceptions import BadRequest

V = TypeVar("V", bound=Callable[..., Any])


def public(view: V) -> V:
    """Open to guests. Each such URL stands in tests/architecture/routes.txt."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on a function
    return view


def is_public(app: Flask, endpoint: str | None) -> bool:
    if endpoint is None or endpoint == "static":  # no endpoint: a 404 or 405, the same for everyone
        return True
    return bool(getattr(app.view_functions[endpoint], "is_public", False))


def safe_next(target: str | None, otherwise: str) -> str:
    """`target` when it is a path on this site, else `otherwise`. Browsers read "\\" as "/" and skip tabs."""
    if not target or len(target) > 2000 or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or any(ord(letter) < 33 or ord(letter) == 127 for letter in target):
        return otherwise
    try:
        parts = urlsplit(target)
    except ValueError:
        return otherwise
    # "/%09/host" and "/%2f" forms stay paths, yet some proxies decode them first.
    decoded_start = target[:12].lower()
    if parts.scheme or parts.netloc or decoded_start.startswith(("/%2f", "/%5c", "/%09", "/%0a", "/%0d", "/.")):
        return otherwise
    return target


def refuse_unknown_host() -> None:
    """Links and redirects are made from the public URL, so another Host is refused (R17)."""
    public_url = current_app.config["PUBLIC_URL"]
    if public_url and request.host != urlsplit(public_url).netloc and request.endpoint not in ("healthz", "readyz"):
        raise BadRequest("unknown host")


def where_to_return() -> str:
    """After sign-in: the page that was asked for, or, for a form that was sent, the page it stood on."""
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def go_to(location: str) -> Response:
    """The answer to a POST that worked: 303, so that a reload does not send it again."""
    return make_response(redirect(location, 303))


def site_address() -> str:
    """Where the site is, for mail written outside a request: the public URL; in a demo without one, this machine."""
    here = f"http://127.0.0.1:{current_app.config.get('PORT', 5000)}"
    return str(current_app.config["PUBLIC_URL"] or here).rstrip("/")


def absolute_url(endpoint: str, **values: object) -> str:
    """For mail and feeds: made from the configured public URL, never from what the request claims (R17)."""
    path = url_for(endpoint, **values)  # type: ignore[arg-type]  # Flask takes any value
    return f"{(current_app.config['PUBLIC_URL'] or request.host_url).rstrip('/')}{path}"
