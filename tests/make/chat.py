"""Talk for tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat.actions import messages as actions
from lhs_community.chat.models.messages import Message
from lhs_community.communities.models import Community
from lhs_community.foundation.refs import Ref

Say = Callable[..., Message]


@pytest.fixture
def say() -> Say:
    """`say(viewer, community, "Words")`: a message in that community's channel."""

    def say_in(actor: Viewer, community: Community, body: str = "Morning all", **fields: str) -> Message:
        return actions.post_message(actor, Ref("community", community.id), body, **fields)

    return say_in
