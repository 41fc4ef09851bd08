"""The database of the test process: SQLite, or with LHS_TEST_DATABASE=postgresql that. Made once, emptied per test."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from flask import Flask

from lhs_community.foundation.database import db
from tests.support import postgres

# Memory that looks like a folder, where the system has it: writing to disk for sure costs nothing there.
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  a private folder is made inside it


def settings(worker: str) -> dict[str, Any]:
    """A data folder of its own, and the database to use."""
    folder = tempfile.mkdtemp(prefix="lhs-tests-", dir=FAST)
    return {
        "DATA_FOLDER": folder,
        "DATABASE_URL": postgres.new_database(f"tests_{worker}") if postgres.is_wanted() else "",
    }


def make_tables(app: Flask) -> None:
    with app.app_context():
        db.create_all()


def empty_tables(app: Flask) -> None:
    """Delete all rows. Foreign keys look away meanwhile: when everything goes, the order does not matter."""
    with app.app_context():
        statements = [f'DELETE FROM "{table}"' for table in db.metadata.tables]  # noqa: S608  our own names
        connection = db.engine.raw_connection()
        try:
            cursor = connection.cursor()
            if db.engine.dialect.name == "sqlite":
                cursor.executescript(f"PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE; {';'.join(statements)}; COMMIT;")
                cursor.execute("PRAGMA foreign_keys=ON")
            else:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(";".join(statements))
                connection.commit()
        finally:
            connection.close()
