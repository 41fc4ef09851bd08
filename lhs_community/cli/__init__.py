"""The command line: one file for each command. Refusals become a sentence and exit code 2, never a traceback."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click
from dotenv import load_dotenv
from sqlalchemy.exc import OperationalError

from lhs_community.foundation.errors import Refusal
from lhs_community.foundation.settings import Misconfigured

# Command -> what it is for. Its module is loaded when it is called: `spc` need not wait for a web server.
COMMANDS = {
    "run": "Serve the site.",
    "worker": "Deliver events and mail, where the web processes do not.",
    "demo": "Load the demo community.",
    "db": "Make or upgrade the database's tables.",
    "people": "Add, list or disable people.",
    "communities": "Add or list communities.",
    "reindex": "Build the search index anew.",
    "doctor": "Check the installation and say what to do.",
    "version": "Say which version this is.",
    "spc": "Judge a series of measurements (CSV) by statistical process control.",
    "guard": "Find what could identify a person in a text.",
    "search": "Search as somebody would, and say why they find what they find.",
}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"lhs_community.cli.{cmd_name if cmd_name != 'db' else 'database'}")
        command: click.Command | None = getattr(module, "command", None) or getattr(module, cmd_name, None)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Misconfigured as problem:
            raise _Stop(str(problem)) from problem
        except Refusal as refusal:
            raise _Stop(refusal.message) from refusal
        except OperationalError as error:
            raise _Stop(f"The database does not answer as expected: {error.orig}\nTry: lhs-community doctor") from error


class _Stop(click.ClickException):
    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """lhs_community: a place where a question from care becomes an improvement, and the improvement a lesson.

    Settings are read from LHS_... variables in the environment or in a file .env; config.py documents each.
    """
    load_dotenv(".env")
    if not sys.stdout.isatty():
        os.environ.setdefault("NO_COLOR", "1")
