"""Who is asking: a small frozen picture of a person and their roles, made once a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lhs_community.accounts.models import PersonKind, SiteRole


@dataclass(frozen=True, slots=True)
class Viewer:
    """`roles` maps community id to "member" or "convenor". A guest has no id."""

    id: int | None
    name: str = ""
    handle: str = ""
    kind: PersonKind | None = None
    site_roles: frozenset[SiteRole] = frozenset()
    roles: Mapping[int, str] = field(default_factory=dict)
    time_zone: str = "Europe/London"
    guests_may_read: bool = False
    sign_in_id: int | None = None

    @property
    def is_guest(self) -> bool:
        return self.id is None

    @property
    def is_external(self) -> bool:
        return self.kind is PersonKind.EXTERNAL

    @property
    def is_curator(self) -> bool:
        return SiteRole.CURATOR in self.site_roles

    @property
    def is_ig_lead(self) -> bool:
        return SiteRole.IG_LEAD in self.site_roles

    @property
    def is_administrator(self) -> bool:
        return SiteRole.ADMINISTRATOR in self.site_roles

    @property
    def convenes(self) -> frozenset[int]:
        return frozenset(community for community, role in self.roles.items() if role == "convenor")

    @property
    def person_id(self) -> int:
        """The id of a person known to be signed in."""
        if self.id is None:
            raise ValueError("a guest has no id")
        return self.id
