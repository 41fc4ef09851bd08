"""Argon2id, and what a password must be (security.md R09; OWASP ASVS 6.2)."""

from __future__ import annotations

import os
import re
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lhs_community.foundation.errors import Invalid

SHORTEST, LONGEST = 12, 128
NICENESS = 15
_hasher = PasswordHasher()
# Verified when there is no such account, so that its absence takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody signs in with this")

# The passwords of twelve or more characters that stand high in public lists of leaked ones, without case,
# spaces and punctuation; shorter ones are refused by length already.
COMMON = frozenset(
    """passwordpassword password1234 password12345 password123456 passw0rd1234 p455w0rd1234 qwertyuiop12
    qwertyuiop123 qwertyuiopasdf qwertyuiopasdfgh qwerty123456 qwerty1234567 qwerty12345678 1q2w3e4r5t6y
    1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3 qazwsxedcrfv asdfghjkl123 zxcvbnm12345
    iloveyou1234 iloveyouforever letmeinplease letmein12345 letmein123456 welcome12345 welcome123456
    administrator administrator1 adminadmin123 changeme1234 changemenow123 correcthorsebatterystaple
    sunshine1234 football1234 liverpoolfc1 manchesterunited princess1234 dragon123456 monkey123456
    baseball1234 superman1234 trustno1trustno1 abcdefghijkl abcdefghijklm abcd12345678 abc123abc123
    a1b2c3d4e5f6 aaaaaaaaaaaa 111111111111 000000000000 123456789012 1234567890123 12345678901234
    123123123123 121212121212 112233445566 987654321012 987654321098 09876543210987 summer123456
    winter123456 spring123456 autumn123456 hospital1234 nhspassword1 nhs123456789 learning1234""".split()
)

T = TypeVar("T")
# A hash takes several cores at once: when a whole ward signs in, half of the machine stays for those who are in.
_few = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))


def in_thread(work: Callable[[], T]) -> T:
    """Run CPU-heavy `work` beside the event loop: under gevent a hash would stop every socket meanwhile."""
    try:
        from gevent import get_hub
        from gevent.monkey import is_module_patched
    except ImportError:
        return work()
    if not is_module_patched("threading"):
        return work()
    with _few:
        result: T = get_hub().threadpool.apply(_last_of_all, (work,))
    return result


def _last_of_all(work: Callable[[], T]) -> T:
    """This thread, and those that a hash begins, take what the event loop leaves of the processor (Linux counts
    niceness by thread)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)  # 0: of the calling thread
    return work()


def make_hash(password: str) -> str:
    return in_thread(lambda: _hasher.hash(password))


def matches(stored: str | None, password: str) -> bool:
    """Constant in time whether or not there is a stored hash; a 5,000-character guess is not hashed."""
    if len(password) > LONGEST:
        password = "x"
        stored = None

    def verify() -> bool:
        try:
            return _hasher.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    return in_thread(verify)


def require_good(password: str, local_words: Iterable[str], field: str = "password") -> None:
    """Raises Invalid unless `password` may be used by somebody whom `local_words` describe (name, handle, site)."""
    if len(password) < SHORTEST:
        raise Invalid(f"Use at least {SHORTEST} characters. Three or four unrelated words make a good password.", field)
    if len(password) > LONGEST:
        raise Invalid(f"Use at most {LONGEST} characters.", field)
    bare = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", password).casefold())
    if bare in COMMON or password.strip().casefold() in COMMON or len(set(bare)) < 5:
        raise Invalid("This password is one of those guessed first. Choose another.", field)
    rest = bare
    for word in sorted(
        {part.casefold() for text in local_words for part in re.findall(r"\w{3,}", text)}, key=len, reverse=True
    ):
        rest = rest.replace(word, "")
    if len(rest) < len(bare) and len(rest) < 6:
        raise Invalid("This password is made of your name or this site's name. Choose another.", field)
