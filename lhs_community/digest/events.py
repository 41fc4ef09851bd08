"""What can happen to a digest. The subject is the person whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.digest.models import Frequency
from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class DigestChanged(Event):
    """`by_mail`: through the link in a mail, without signing in."""

    name: ClassVar[str] = "digest.digest_changed"
    frequency: Frequency
    by_mail: bool = False
