"""Decisions for tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.decisions import actions
from lhs_community.decisions.models import Decision, Method

MakeDecision = Callable[..., Decision]


@pytest.fixture
def make_decision(make_community, make_member) -> MakeDecision:
    """`make_decision(community=, actor=, **fields of record_decision)`."""

    def make(community: Community | None = None, actor: Viewer | None = None, **fields: object) -> Decision:
        community = community or make_community()
        typed = {"title": "We ring the ward before the porter leaves", "what": "Ring first.", "why": "Fewer waits."}
        return actions.record_decision(
            actor or make_member(community), community, **(typed | {"method": Method.CONSENT} | fields)
        )

    return make
