"""What interpretations add to the pages of charts, communities, home and the workbench of whoever waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities import policy as communities
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import subjects
from lhs_community.foundation.features import Panel
from lhs_community.foundation.refs import Ref
from lhs_community.interpretations import queries
from lhs_community.interpretations.models import STATE_LABELS

MOST = 6


def on_measure(viewer: Viewer, measure_id: int) -> Mapping[str, Any] | None:
    """The latest signals, each with what people make of it, or the way to ask."""
    ref = Ref("measure", measure_id)
    card = subjects.card(viewer, ref)
    found = list(subjects.findings(viewer, [ref]).get(ref, ()))[-MOST:]
    known = queries.list_of_subject(viewer, ref)
    if card is None or card.community_id is None or not (found or known):
        return None
    by_signal = {(one.finding, one.signal_from): one for one in known}
    shown = [(finding, by_signal.pop((finding.name, finding.start), None)) for finding in reversed(found)]
    may_open = communities.may_post(viewer, get_community_by_id(viewer, card.community_id))
    return {
        "ref": ref,
        "signals": shown,
        "others": list(by_signal.values()),
        "counts": queries.count_readings(viewer, [one.id for one in known]),
        "may_open": may_open,
        "states": STATE_LABELS,
    }


def on_home(viewer: Viewer, _nothing: int) -> Mapping[str, Any] | None:
    found = queries.list_waiting_for(viewer)
    return {"interpretations": found} if found else None


def on_community(viewer: Viewer, community_id: int) -> Mapping[str, Any] | None:
    found = queries.list_interpretations(viewer, community_id, limit=3)
    community = get_community_by_id(viewer, community_id)
    return {"interpretations": found, "states": STATE_LABELS, "community": community} if found else None


PANELS = (
    Panel("measure", "interpretations/_measure_panel.html", on_measure, slot="signal", order=10),
    Panel("home", "interpretations/_home_panel.html", on_home, order=35),
    Panel("community", "interpretations/_community_panel.html", on_community, order=55),
)
