"""The door of the learning chain."""

from __future__ import annotations

from lhs_community.accounts import current
from lhs_community.chain import queries, views
from lhs_community.foundation.features import Feature
from lhs_community.foundation.refs import Ref


def story_steps(ref: Ref) -> list[queries.Step]:
    """For the "Learning story" part of every subject's page: {{ story_panel(ref) }} in components/story.html."""
    return list(queries.neighbours(current.viewer(), ref))


feature = Feature(
    name="chain", blueprint=views.blueprint, context={"story_steps": story_steps}, holds=queries.with_results
)
