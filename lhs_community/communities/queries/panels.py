"""What communities add to the start page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.queries.charters import list_due_charters
from lhs_community.communities.queries.requests import list_join_requests
from lhs_community.communities.queries.welcomes import list_unwelcomed

MOST = 5


def home_panel(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    """Who asks to join, who is new, which charters are due: for those who look after it."""
    if not viewer.roles:
        return None
    requests = list_join_requests(viewer, viewer.convenes)
    newcomers = list_unwelcomed(viewer, viewer.roles)
    charters = list_due_charters(viewer)
    if not requests and not newcomers and not charters:
        return None
    return {"requests": requests, "newcomers": newcomers, "charters": charters, "most": MOST}
