"""The database's tables: make, upgrade, compare."""

from __future__ import annotations

import click
import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from lhs_community import paths
from lhs_community.cli.site import missing_migrations, on_site
from lhs_community.foundation.database import db


@click.group("db")
def command() -> None:
    """Make, upgrade or check the database's tables."""


@command.command()
@on_site
def upgrade() -> None:
    """Bring the tables to this version. Safe to run again."""
    missing = missing_migrations()
    if missing:
        click.echo(f"Running {missing} migration{'s' if missing > 1 else ''}")
        flask_migrate.upgrade(directory=str(paths.MIGRATIONS))
    click.echo("The tables are up to date.")


@command.command()
@click.option("-m", "--message", required=True, help="What changes, in a few words.")
@on_site
def migrate(message: str) -> None:
    """Write a migration from what changed in the models (for developers). Read it before you commit it."""
    flask_migrate.migrate(directory=str(paths.MIGRATIONS), message=message)


@command.command()
@on_site
def check() -> None:
    """Do tables and models agree? Exit code 1 when they do not."""
    if missing := missing_migrations():
        raise click.ClickException(f"{missing} migrations have not been run. Run: lhs-community db upgrade")
    with db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
    for difference in differences:
        click.echo(f"  {difference}")
    if differences:
        raise click.ClickException("Models and tables differ. Write a migration: lhs-community db migrate -m ...")
    click.echo("Tables and models agree.")
