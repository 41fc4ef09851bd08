"""Headers of every answer (security.md R02), the CSP nonce, and hashed addresses of static files."""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request, url_for

from lhs_community import paths

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'{sockets}; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)


def nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


@lru_cache(maxsize=512)
def _digest(path: str, _changed: float) -> str:
    return hashlib.sha256((paths.STATIC / path).read_bytes()).hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file, changing with its content, so that it may be cached for ever."""
    file = Path(paths.STATIC / path)
    return url_for("static", filename=path, v=_digest(path, file.stat().st_mtime))


def add_headers(response: Response) -> Response:
    headers = response.headers
    # A per-request socket source: browsers disagree whether 'self' covers ws:.
    sockets = f" ws://{request.host} wss://{request.host}" if _is_plain_host(request.host) else ""
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce(), sockets=sockets))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static" and request.args.get("v"):
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint == "static":
        headers["Cache-Control"] = "public, max-age=300"
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response


def _is_plain_host(host: str) -> bool:
    return all(letter.isalnum() or letter in ".-:[]" for letter in host)


def install(app: Flask) -> None:
    app.after_request(add_headers)
    app.jinja_env.globals.update(asset=asset, csp_nonce=nonce)
