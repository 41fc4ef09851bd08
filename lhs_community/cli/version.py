"""Which version this is."""

from __future__ import annotations

import platform
from importlib.metadata import version

import click


@click.command("version")
def command() -> None:
    """Say which version this is, and of what it is made."""
    parts = {name: version(name) for name in ("flask", "sqlalchemy", "gunicorn", "whoosh3")}
    click.echo(f"lhs-community {version('lhs-community')}")
    click.echo(f"Python {platform.python_version()}, " + ", ".join(f"{name} {found}" for name, found in parts.items()))
