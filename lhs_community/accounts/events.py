"""What can happen to an account. The subject is the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.accounts.models import SiteRole
from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Event):
    name: ClassVar[str] = "accounts.person_joined"


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    name: ClassVar[str] = "accounts.profile_changed"


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    name: ClassVar[str] = "accounts.signed_in"


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    name: ClassVar[str] = "accounts.sign_in_failed"


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    name: ClassVar[str] = "accounts.signed_out"
    sign_in_id: int


@dataclass(frozen=True, kw_only=True)
class ResetAsked(Event):
    name: ClassVar[str] = "accounts.reset_asked"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    name: ClassVar[str] = "accounts.password_changed"


@dataclass(frozen=True, kw_only=True)
class PersonDisabled(Event):
    name: ClassVar[str] = "accounts.person_disabled"


@dataclass(frozen=True, kw_only=True)
class SiteRoleGranted(Event):
    name: ClassVar[str] = "accounts.site_role_granted"
    role: SiteRole
