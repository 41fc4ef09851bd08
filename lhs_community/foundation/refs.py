"""How one feature points at a thing of another without importing it: a kind and an id."""

from __future__ import annotations

from typing import NamedTuple

from lhs_community.foundation.errors import Invalid


class Ref(NamedTuple):
    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """ "thread:12" -> Ref("thread", 12). Raises Invalid for anything else."""
        kind, colon, number = text.partition(":")
        if not (
            colon
            and kind.isascii()
            and kind.isidentifier()
            and number.isascii()
            and number.isdigit()
            and len(number) < 16
        ):
            raise Invalid("That link does not name a thing of this site.", field="from")
        return cls(kind, int(number))
