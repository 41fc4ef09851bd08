"""Is it well? The same checks serve /readyz and `lhs-community doctor`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lhs_community.foundation import bus, relay
from lhs_community.foundation.database import db
from lhs_community.foundation.features import Feature, HealthCheck


def _database() -> str:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return f"The database does not answer ({type(error).__name__}). Check LHS_DATABASE_URL and that it runs."
    return ""


def _deliveries() -> str:
    try:
        waiting, parked = bus.waiting()
    except SQLAlchemyError:
        return "The database has no tables yet. Run: lhs-community db upgrade"
    if parked:
        return f"{parked} deliveries failed eight times and are parked. The log says why."
    return f"{waiting} deliveries wait. Is a worker running?" if waiting > 1000 else ""


def _live_updates() -> str:
    if not (problem := relay.problem()):
        return ""
    return (
        f"{problem} Chat and reading go on. What happens in other web processes is shown after a second; who is here "
        "and who types is known of each process's own pages; how often is counted in each. Start Redis again or mend "
        "LHS_REDIS_URL: the rest follows by itself."
    )


OWN = (
    HealthCheck("database", _database, is_vital=True),
    HealthCheck("deliveries", _deliveries),
    HealthCheck("live updates", _live_updates),
)


def examine(features: Sequence[Feature]) -> dict[str, tuple[str, bool]]:
    """Check name -> (what is wrong or "", is it vital?). A check that fails itself is a problem too."""
    found = {}
    for check in (*OWN, *(one for feature in features for one in feature.health)):
        try:
            problem = check.run()
        except Exception as error:
            db.session.rollback()
            problem = f"This could not be checked ({type(error).__name__})."
        found[check.name] = (problem, check.is_vital)
    return found
