"""Who reads the thing a channel is about reads its talk; who may post in its community takes part."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.models.channels import KINDS, Channel
from lhs_community.chat.models.messages import Message
from lhs_community.communities import policy as communities
from lhs_community.communities.models import Community
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card

LARGEST = 2**31 - 1  # the largest number a database key holds
NOT_YOURS = "Only the author of a message can change it."


def require_subject(viewer: Viewer, subject: Ref) -> Card:
    """The thing that is talked about, if the viewer may read it. Chat is for people who are signed in."""
    if viewer.is_guest or subject.kind not in KINDS or subject.id > LARGEST:
        raise NotThere
    return subjects.require_card(viewer, subject)


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """On Channel. Things that can be talked about are read with their community."""
    return communities.in_readable(viewer, Channel.community_id)


def message_readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """On Message."""
    return Message.channel_id.in_(select(Channel.id).where(readable_by(viewer)))


def may_post(actor: Viewer, community: Community) -> bool:
    return communities.may_post(actor, community)


def require_post(actor: Viewer, community: Community) -> None:
    communities.require_post(actor, community)


def may_change(actor: Viewer, message: Message) -> bool:
    return actor.id is not None and message.author_id == actor.id and not message.is_deleted


def require_change(actor: Viewer, message: Message) -> None:
    """The message's channel and community must be loaded."""
    require_post(actor, message.channel.community)
    if message.is_deleted:
        raise NotThere
    if not may_change(actor, message):
        raise Refused(NOT_YOURS)
