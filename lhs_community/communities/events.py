"""What can happen in and to a community. The subject is the community unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lhs_community.communities.models import CommunityRole, Visibility
from lhs_community.foundation.bus import Event


@dataclass(frozen=True, kw_only=True)
class CommunityStarted(Event):
    name: ClassVar[str] = "communities.community_started"
    visibility: Visibility


@dataclass(frozen=True, kw_only=True)
class CommunityChanged(Event):
    name: ClassVar[str] = "communities.community_changed"
    visibility: Visibility


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    name: ClassVar[str] = "communities.member_joined"
    person_id: int
    role: CommunityRole


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    """Left, or was removed by somebody else (then `actor_id` differs from `person_id`)."""

    name: ClassVar[str] = "communities.member_left"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    name: ClassVar[str] = "communities.role_changed"
    person_id: int
    role: CommunityRole


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Event):
    name: ClassVar[str] = "communities.person_invited"
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    name: ClassVar[str] = "communities.invitation_withdrawn"
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class JoinAsked(Event):
    name: ClassVar[str] = "communities.join_asked"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class JoinDeclined(Event):
    name: ClassVar[str] = "communities.join_declined"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class InvitationsSent(Event):
    """A whole list at once."""

    name: ClassVar[str] = "communities.invitations_sent"
    count: int


@dataclass(frozen=True, kw_only=True)
class InvitationResent(Event):
    name: ClassVar[str] = "communities.invitation_resent"
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class NewcomerArrived(Event):
    """For `person_id`, who welcomes; the actor is the newcomer."""

    name: ClassVar[str] = "communities.newcomer_arrived"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class WelcomerIntroduced(Event):
    """For `person_id`, who is new; the actor is who welcomes."""

    name: ClassVar[str] = "communities.welcomer_introduced"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MemberWelcomed(Event):
    name: ClassVar[str] = "communities.member_welcomed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class WelcomerChosen(Event):
    name: ClassVar[str] = "communities.welcomer_chosen"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class CharterWritten(Event):
    name: ClassVar[str] = "communities.charter_written"
    number: int


@dataclass(frozen=True, kw_only=True)
class CharterReviewFellDue(Event):
    """For the convenors, once for each day that was set."""

    name: ClassVar[str] = "communities.charter_review_fell_due"


@dataclass(frozen=True, kw_only=True)
class HandoverOffered(Event):
    name: ClassVar[str] = "communities.handover_offered"
    person_id: int
    handover_id: int


@dataclass(frozen=True, kw_only=True)
class HandoverAnswered(Event):
    """For `person_id`, who offered it."""

    name: ClassVar[str] = "communities.handover_answered"
    person_id: int
    handover_id: int
    is_accepted: bool


@dataclass(frozen=True, kw_only=True)
class HandoverWithdrawn(Event):
    name: ClassVar[str] = "communities.handover_withdrawn"
    person_id: int
    handover_id: int


@dataclass(frozen=True, kw_only=True)
class PersonMentioned(Event):
    """The subject is the thing in which `person_id` was mentioned."""

    name: ClassVar[str] = "communities.person_mentioned"
    person_id: int
