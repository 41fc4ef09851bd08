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
