"""The door of topics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lhs_community.accounts import current
from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation.features import Feature, Panel
from lhs_community.foundation.subjects import Subject
from lhs_community.topics import policy, queries, views


def _waiting(viewer: Viewer, _subject_id: int) -> Mapping[str, Any] | None:
    count = queries.count_suggested(viewer) if policy.may_curate(viewer) else 0
    return {"count": count} if count else None


feature = Feature(
    name="topics",
    blueprint=views.blueprint,
    subjects=(
        Subject(
            "topic",
            "Topic",
            cards=queries.topic_cards,
            index_card=queries.topic_index_card,
            all_ids=queries.all_topic_ids,
        ),
    ),
    panels=(Panel("home", "topics/_home_queue.html", _waiting, order=55),),
    # For the field of tags in any form: topics/_tag_field.html.
    context={"tag_choices": lambda: queries.list_choices(current.viewer())},
)
