"""The door of notifications."""

from __future__ import annotations

from lhs_community.accounts import current
from lhs_community.foundation import mail
from lhs_community.foundation.bus import Event, Listener
from lhs_community.foundation.features import Feature, Panel
from lhs_community.notifications import actions, listeners, live, queries, views
from lhs_community.notifications.hours import Peace
from lhs_community.notifications.wording import notice_words


def bell() -> queries.Bell:
    """For the header of every page."""
    return queries.find_bell(current.viewer())


def protected_time() -> Peace | None:
    """In which the viewer is now, for pages that count what waits."""
    return queries.find_peace(current.viewer())


mail.hold_with(queries.quiet_until)


feature = Feature(
    name="notifications",
    blueprint=views.blueprint,
    panels=(Panel("home", "notifications/_home_panel.html", queries.home_panel, slot="side", order=10),),
    listeners=(Listener("notifications.write_notices", (Event,), listeners.write_notices, wants=listeners.is_told),),
    live=live.register,
    forgets=actions.forget,
    context={"bell": bell, "protected_time": protected_time, "notice_words": notice_words},
)
