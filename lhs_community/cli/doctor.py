"""Is this installation well? Each line says what was looked at, and what to do where something is wrong."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime

import click
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from lhs_community.cli.site import missing_migrations, on_site
from lhs_community.foundation import clock, health
from lhs_community.foundation.database import db

BUILT = datetime(2026, 1, 1, tzinfo=UTC)


@click.command("doctor")
@on_site
def command() -> None:
    """Check settings, database, migrations, index, mail and clock. Exit code 1 when something needs doing."""
    findings = {name: check() for name, check in CHECKS.items()}
    findings |= {name: problem for name, (problem, _) in health.examine(current_app.extensions["lhs_features"]).items()}
    for name, problem in findings.items():
        click.echo(f"{'to do' if problem else 'well '}  {name}{': ' + problem if problem else ''}")
    if any(findings.values()):
        raise click.exceptions.Exit(1)


def _settings() -> str:
    config = current_app.config
    if config["CONFIG"] != "Production" and not config["DEMO"]:
        return "These are settings for development. For a real site set LHS_CONFIG=Production."
    return ""


def _migrations() -> str:
    try:
        missing = missing_migrations()
    except SQLAlchemyError:
        return "This could not be checked without the database."
    return f"{missing} are missing. Run: lhs-community db upgrade" if missing else ""


def _mail() -> str:
    config = current_app.config
    if not config["MAIL_SERVER"]:
        if config["CONFIG"] == "Production":
            return "No mail server is set, so nobody gets a letter. Set LHS_MAIL_SERVER."
        return ""
    try:
        with smtplib.SMTP(config["MAIL_SERVER"], int(config["MAIL_PORT"]), timeout=10) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return f"The mail server does not answer ({type(error).__name__}). Check LHS_MAIL_SERVER and LHS_MAIL_PORT."
    return ""


def _clock() -> str:
    moment = clock.now()
    if moment < BUILT:
        return f"The clock says {moment:%d %B %Y}. Set it, and keep it right with NTP."
    if db.engine.dialect.name != "postgresql":
        return ""
    try:
        theirs = db.session.scalar(select(func.clock_timestamp()))
    except SQLAlchemyError:
        return "This could not be compared without the database."
    apart = abs((theirs - clock.now()).total_seconds()) if theirs else 0
    return f"The database's clock differs by {apart:.0f} seconds. Keep both right with NTP." if apart > 5 else ""


CHECKS: dict[str, Callable[[], str]] = {
    "settings": _settings,
    "migrations": _migrations,
    "mail": _mail,
    "clock": _clock,
}
