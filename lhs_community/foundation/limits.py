"""How often: per person when signed in, else per address. Counted in memory, or in Redis across processes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter
from limits import parse
from werkzeug.exceptions import TooManyRequests

PATIENCE = 0.25  # seconds for an answer of Redis
V = TypeVar("V", bound=Callable[..., Any])
_asking: Callable[[], str] = lambda: ""  # noqa: E731  accounts says who is asking


def asked_by(source: Callable[[], str]) -> None:
    global _asking
    _asking = source


def _key() -> str:
    return _asking() or request.remote_addr or "nobody"


limiter = Limiter(key_func=_key, default_limits=["1200 per minute"], headers_enabled=True)


def limited(rate: str, methods: tuple[str, ...] = ("POST",)) -> Callable[[V], V]:
    """`@limited("30 per minute")` on a view; GETs have only the default limit."""
    return cast("Callable[[V], V]", limiter.limit(rate, methods=list(methods)))


def hit(name: str, key: str, rate: str, *, times: int = 1) -> bool:
    """Count a try of `name` by `key`, or several; False once there were too many."""
    if not limiter.enabled:
        return True
    return _counted(lambda: limiter.limiter.hit(parse(rate), name, key, cost=times))


def require_left(name: str, key: str, rate: str) -> None:
    """Raises TooManyRequests (429 with Retry-After) once `hit` has counted too many; counts nothing itself."""
    if limiter.enabled and not _counted(lambda: limiter.limiter.test(parse(rate), name, key)):
        raise TooManyRequests(retry_after=parse(rate).get_expiry())


def _counted(ask: Callable[[], bool]) -> bool:
    """Requests fall back to this process's memory while Redis is away (Flask-Limiter sees to it); so does this."""
    try:
        return ask()
    except Exception:
        if not limiter._in_memory_fallback_enabled:
            raise
        # Until a request finds it again. Others who asked at the same moment come here too.
        limiter._storage_dead = True
        return ask()


def install(app: Flask) -> None:
    app.config["RATELIMIT_ENABLED"] = True  # or it would have no storage, and could not be switched on
    url = re.sub(r"^unix://", "redis+unix://", str(app.config["REDIS_URL"]))  # as its library spells it
    app.config["RATELIMIT_STORAGE_URI"] = url or "memory://"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = bool(app.config["REDIS_URL"])
    if app.config["REDIS_URL"]:
        # One request pays so much, once, when Redis hangs; the others count in memory meanwhile.
        app.config["RATELIMIT_STORAGE_OPTIONS"] = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    limiter.init_app(app)
    limiter.enabled = bool(app.config["RATE_LIMITS"])
