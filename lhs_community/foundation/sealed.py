"""Values that only this site's key opens, and marks that say "the same again" without saying what.

The key is LHS_SEALING_KEY, or made of LHS_SECRET_KEY where that is empty. Keys used before stand in
LHS_SEALING_KEYS_BEFORE: they still open, and their marks are still known. Whoever has the database alone, or a copy of
it, can read neither; whoever has the key as well can read both.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


class KeyLost(Exception):
    """None of the keys this site knows opens what was sealed."""


def seal(text: str) -> str:
    return _locks().encrypt(text.encode()).decode("ascii")


def opened(token: str) -> str:
    """Raises KeyLost."""
    try:
        return _locks().decrypt(token.encode("ascii")).decode()
    except InvalidToken as error:
        raise KeyLost("set the key it was sealed with in LHS_SEALING_KEYS_BEFORE") from error


def marks(text: str) -> tuple[str, ...]:
    """What may be stored beside a sealed value to find it again: by the present key first, then by those before."""
    return tuple(hmac.new(_derived(key, "mark"), text.encode(), hashlib.sha256).hexdigest() for key in _keys())


def _keys() -> tuple[str, ...]:
    config = current_app.config
    return (str(config["SEALING_KEY"] or config["SECRET_KEY"]), *map(str, config["SEALING_KEYS_BEFORE"]))


def _locks() -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(key, "lock"))) for key in _keys()])


@lru_cache(maxsize=32)
def _derived(key: str, use: str) -> bytes:
    """A key for one use, so that a weakness of the one never opens the other."""
    return HKDF(SHA256(), 32, salt=None, info=f"lhs_community {use}".encode()).derive(key.encode())
