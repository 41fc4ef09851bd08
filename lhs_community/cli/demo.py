"""The invented community: everything on the site has something true to life on it."""

from __future__ import annotations

import click
import flask_migrate
from flask import current_app

from lhs_community import paths
from lhs_community.cli.site import missing_migrations, on_site
from lhs_community.demo import loader
from lhs_community.foundation.errors import Refused


@click.command("demo")
@on_site
def command() -> None:
    """Load the demo community into this site, once; a second time changes nothing."""
    load()


def load() -> None:
    """Tables and all. Needs an application context."""
    if current_app.config["CONFIG"] == "Production":
        raise Refused("The demo's people have a password that everybody knows. Load it into a site of its own.")
    if missing_migrations():
        click.echo("Making the database's tables")
        flask_migrate.upgrade(directory=str(paths.MIGRATIONS))
    if loader.is_loaded():
        click.echo("The demo community is there already.")
        return
    with click.progressbar(loader.steps(), label="Loading the demo community", show_pos=True) as steps:
        for step in steps:
            step()
    click.echo("The demo community is ready.")
