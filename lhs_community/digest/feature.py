"""The door of the digest."""

from __future__ import annotations

from datetime import timedelta

from lhs_community.digest import actions, letters, queries
from lhs_community.digest.views import blueprint, default_frequency
from lhs_community.foundation import mail
from lhs_community.foundation.features import Feature, Panel, Periodic


def queue_due() -> None:
    actions.plan_for_all(default_frequency())
    actions.queue_due()


mail.compose_with(actions.COMPOSER, letters.write)

feature = Feature(
    name="digest",
    blueprint=blueprint,
    panels=(Panel("home", "digest/_home_panel.html", queries.home_panel, slot="side", order=90),),
    periodic=(Periodic("digest.queue_due", timedelta(minutes=5), queue_due),),
)
