"""What commands share: the application around a command, and who a person at the server's own console is."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from lhs_community import paths
from lhs_community.accounts.models import SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.app import create_app
from lhs_community.foundation.database import db

# Whoever may run commands here holds the database. Reading a community still takes being its member.
OPERATOR = Viewer(id=None, name="operator", site_roles=frozenset({SiteRole.ADMINISTRATOR}))


def on_site(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run the command inside the application."""

    @functools.wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
        with create_app().app_context():
            return command(*args, **kwargs)

    return wrapper


def missing_migrations() -> int:
    """How many migrations the database still needs."""
    scripts = ScriptDirectory(str(paths.MIGRATIONS))
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    if present == tuple(scripts.get_heads()):
        return 0
    return len(list(scripts.iterate_revisions("heads", present or "base")))
