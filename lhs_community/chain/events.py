"""What can happen to the chain. The subject is the origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.chain.models import Relation
from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class ThingsLinked(Event):
    name: ClassVar[str] = "chain.things_linked"
    result_kind: str
    result_id: int
    relation: Relation


@dataclass(frozen=True, kw_only=True)
class LinksCarried(Event):
    """The links of a thing went to the subject, because it became part of it; or back again (`is_carried` False)."""

    name: ClassVar[str] = "chain.links_carried"
    old_kind: str
    old_id: int
    is_carried: bool
