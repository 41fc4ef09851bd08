"""The door of presence."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.foundation.features import Feature, Periodic
from lhs_community.presence import actions, live

feature = Feature(
    name="presence",
    periodic=(Periodic("presence.sweep_editing", timedelta(hours=1), actions.sweep_editing),),
    live=live.register,
)
