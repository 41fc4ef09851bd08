"""The door of chat."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.accounts import current
from lhs_community.accounts.events import PasswordChanged, PersonDisabled, SignedOut
from lhs_community.chat import events, listeners, live, panels, policy, sweeping
from lhs_community.chat.actions.hiding import set_hidden
from lhs_community.chat.queries import excerpts as kept, rooms
from lhs_community.chat.queries.channels import Talk
from lhs_community.chat.queries.direct import direct_cards
from lhs_community.chat.queries.lists import count_new
from lhs_community.chat.queries.messages import may_change_message, message_cards
from lhs_community.chat.queries.peace import muters_of_message, muters_of_room
from lhs_community.chat.queries.reported import reported_card
from lhs_community.chat.queries.retention import Line, line_of
from lhs_community.chat.views import (
    channels,
    direct,
    excerpts,
    looking,
    messages,
    peace,
    replies,
    retention,
    rooms as room_pages,
)
from lhs_community.chat.views.shared import blueprint
from lhs_community.communities.events import CommunityChanged, MemberLeft, RoleChanged
from lhs_community.files.events import FileRemoved
from lhs_community.foundation.bus import Listener
from lhs_community.foundation.features import Feature, NavItem, Panel, Periodic
from lhs_community.foundation.subjects import Subject

# Each of the modules above puts its pages on the one blueprint.
PAGES = (channels, direct, excerpts, looking, messages, peace, replies, retention, room_pages)


def retention_line(talk: Talk) -> Line:
    """For the head of each channel: how long what is said there stays."""
    return line_of(current.viewer(), talk.community)


def chat_new() -> int:
    """In how many channels something waits to be read."""
    return count_new(current.viewer())


feature = Feature(
    name="chat",
    blueprint=blueprint,
    subjects=(
        Subject(
            "room",
            "Room",
            path=r"/chat/room/([0-9]+)",
            cards=rooms.room_cards,
            index_card=rooms.room_index_card,
            all_ids=rooms.all_room_ids,
            muted_by=muters_of_room,
        ),
        Subject("direct", "Direct talk", path=r"/chat/direct/([0-9]+)", cards=direct_cards),
        Subject(
            "message",
            "Message",
            path=r"/chat/messages/([0-9]+)",
            cards=message_cards,
            may_edit=may_change_message,
            outline=kept.outline_of_message,
            refusal=kept.refusal_of_message,
            set_hidden=set_hidden,
            reported=reported_card,
            muted_by=muters_of_message,
        ),
        Subject(
            "excerpt",
            "From the chat",
            cards=kept.excerpt_cards,
            outline=kept.outline_of_excerpt,
            part=kept.excerpt_whole,
            pieces=kept.excerpt_pieces,
            path=r"/chat/excerpts/(\d+)",
        ),
    ),
    panels=(
        Panel("community", "chat/_channel_panel.html", panels.community_panel, slot="side", order=15),
        Panel("community", "chat/_rooms_panel.html", panels.rooms_panel, slot="side", order=16),
        Panel("person", "chat/_person_panel.html", panels.person_panel, slot="side", order=10),
        Panel("project", "chat/_channel_panel.html", panels.project_panel, slot="side", order=15),
        Panel("meeting", "chat/_channel_panel.html", panels.meeting_panel, slot="side", order=15),
        Panel("community", "chat/_retention_action.html", panels.retention_action, slot="actions", order=60),
        Panel("home", "chat/_home_panel.html", panels.home_panel, slot="side", order=30),
    ),
    listeners=(
        Listener("chat.bring", (events.MessageEvent,), listeners.bring, durable=False, everywhere=True),
        Listener("chat.renew", (FileRemoved,), listeners.renew, durable=False, everywhere=True),
        Listener(
            "chat.renew_side_thread", (events.MessageAnswered,), listeners.renew_side_thread,
            durable=False, everywhere=True,
        ),
        Listener(
            "chat.renew_pins", (events.MessagePinned, events.MessageUnpinned, events.MessageDeleted),
            listeners.renew_pins, durable=False, everywhere=True,
        ),
        Listener("chat.ring", (events.MessagePosted,), listeners.ring, durable=False, everywhere=True),
        Listener(
            "chat.cut_off_member", (MemberLeft, RoleChanged), listeners.cut_off_member,
            durable=False, everywhere=True,
        ),
        Listener(
            "chat.cut_off_who_left", (events.DirectLeft,), listeners.cut_off_member,
            durable=False, everywhere=True,
        ),
        Listener(
            "chat.cut_off_person", (PersonDisabled, PasswordChanged), listeners.cut_off_person,
            durable=False, everywhere=True,
        ),
        Listener("chat.cut_off_session", (SignedOut,), listeners.cut_off_session, durable=False, everywhere=True),
        Listener(
            "chat.cut_off_outsiders", (CommunityChanged,), listeners.cut_off_everybody_outside,
            durable=False, everywhere=True,
        ),
    ),
    nav=(NavItem("Chat", "chat.list_channels", 60, chat_new),),
    periodic=(Periodic("chat.sweep", timedelta(minutes=10), sweeping.sweep, in_parts=True),),
    live=live.register,
    context={"retention_line": retention_line, "chat_rules": policy},
)
