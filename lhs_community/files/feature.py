"""The door of files."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.files import events, keeping, listeners, store, views
from lhs_community.foundation.bus import Listener
from lhs_community.foundation.features import Feature, HealthCheck, Periodic

feature = Feature(
    name="files",
    blueprint=views.blueprint,
    listeners=(Listener("files.erase", (events.FileRemoved,), listeners.erase),),
    periodic=(Periodic("files.sweep", timedelta(hours=1), keeping.sweep),),
    health=(HealthCheck("uploads", store.problem),),
    forgets=keeping.forget,
)
