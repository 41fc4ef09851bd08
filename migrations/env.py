"""Runs migrations on the connection that Flask-Migrate hands us. Versions import nothing of ours."""

from __future__ import annotations

import logging
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

log = logging.getLogger("alembic.env")
database = current_app.extensions["migrate"].db


def write_plain_type(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Types of ours are written as the plain ones they stand for, so that old migrations never need our code."""
    if kind != "type":
        return False
    if isinstance(item, TypeDecorator):
        plain = item.impl_instance
        arguments = "timezone=True" if getattr(plain, "timezone", False) else ""
        return f"sa.{type(plain).__name__}({arguments})"
    if type(item).__name__ == "JSON" and getattr(item, "_variant_mapping", None):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def leave_out_nothing(_context: Any, _revision: Any, directives: list[Any]) -> None:
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []
        log.info("The models and the database agree: nothing to migrate.")


def run() -> None:
    if context.is_offline_mode():
        raise SystemExit("Migrations run against a database. Set LHS_DATABASE_URL, then: lhs-community db upgrade")
    settings = dict(current_app.extensions["migrate"].configure_args)
    settings.setdefault("process_revision_directives", leave_out_nothing)
    with database.engine.connect() as connection:
        # On SQLite a table is changed by making it anew; dropping the old one must not take what refers to it along.
        # Only possible outside a transaction, so before SQLAlchemy begins one.
        raw = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            raw.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=write_plain_type,
            # SQLite cannot undo part of a change of tables; PostgreSQL undoes a migration that was cut short.
            transaction_per_migration=True,
            **settings,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            connection.rollback()
            if broken := raw.execute("PRAGMA foreign_key_check").fetchall():
                raise SystemExit(f"After the migrations rows refer to rows that are not there: {broken[:5]}")
            raw.execute("PRAGMA foreign_keys=ON")


run()
