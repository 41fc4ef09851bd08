"""Which version this is."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import click


@click.command("version")
def command() -> None:
    """Say which version this is, and of what it is made."""
    try:
        own = version("lhs-community")
    except PackageNotFoundError:
        own = "of a checkout that is not installed"
    parts = {name: version(name) for name in ("flask", "sqlalchemy", "gunicorn", "whoosh3")}
    click.echo(f"lhs-community {own}")
    click.echo(f"Python {platform.python_version()}, " + ", ".join(f"{name} {found}" for name, found in parts.items()))
