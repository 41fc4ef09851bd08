"""The door of embedding."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.embedding import actions, panels, views
from lhs_community.foundation.features import Feature, Periodic

feature = Feature(
    name="embedding",
    blueprint=views.blueprint,
    panels=panels.PANELS,
    periodic=(Periodic("embedding.tell_due", timedelta(minutes=10), actions.tell_due),),
)
