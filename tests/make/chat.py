"""Talk for tests."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.actions import messages as actions
from lhs_community.chat.actions.direct import start_direct
from lhs_community.chat.actions.rooms import start_room
from lhs_community.chat.models.direct import DirectTalk
from lhs_community.chat.models.messages import Message
from lhs_community.chat.models.rooms import Room
from lhs_community.chat.queries.direct import get_direct
from lhs_community.communities.models import Community
from lhs_community.foundation.refs import Ref

Say = Callable[..., Message]
_numbers = itertools.count(1)


@pytest.fixture
def say() -> Say:
    """`say(viewer, community, "Words")`: a message in that community's channel."""

    def say_in(actor: Viewer, community: Community, body: str = "Morning all", **fields: str) -> Message:
        return actions.post_message(actor, Ref("community", community.id), body, **fields)

    return say_in


@pytest.fixture
def say_in() -> Say:
    """`say_in(viewer, Ref, "Words")`: a message wherever one can talk."""
    return actions.post_message


@pytest.fixture
def make_room(make_member) -> Callable[..., Room]:
    """`make_room(community, "Name", actor=)`: a room as its starter sees it."""

    def make(community: Community, name: str = "", actor: Viewer | None = None, about: str = "") -> Room:
        actor = actor or make_member(community, "convenor")
        return start_room(actor, community, name or f"Room {next(_numbers)}", about)

    return make


@pytest.fixture
def make_direct() -> Callable[..., DirectTalk]:
    """`make_direct(viewer, *others)`: the talk of these people, who belong to one community."""

    def make(actor: Viewer, *others: Viewer) -> DirectTalk:
        talk = start_direct(actor, [other.person_id for other in others])
        return get_direct(actor, talk.id)

    return make
