"""Tags of before become topics, and none is lost."""

from __future__ import annotations

import subprocess
import sys

import sqlalchemy as sa

from tests.migrations.test_migrations import empty_site
from tests.support.server import ROOT

__all__ = ["empty_site"]
TAGS = [(1, "A&E"), (1, "a and e"), (1, "Falls"), (2, "a & e"), (2, "FALLS"), (2, "🙂")]
BEFORE, AFTER = "0005", "0006"


def step(site, way, revision):
    command = [sys.executable, "-m", "tests.migrations.step", way, revision]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def begin(site):
    """The connection to the site's database, in a transaction."""
    url = site.environment["LHS_DATABASE_URL"] or f"sqlite:///{site.folder / 'lhs_community.sqlite3'}"
    return sa.create_engine(url, poolclass=sa.NullPool).begin()


def add(connection, table, **values):
    """A row with something in each column that must not be empty."""
    shape = sa.Table(table, sa.MetaData(), autoload_with=connection)
    for column in shape.columns:
        if column.name not in values and not column.nullable and column.name != "id":
            kind = list if isinstance(column.type, sa.JSON) else column.type.python_type
            values[column.name] = sa.func.current_timestamp() if "date" in kind.__name__ else kind()
    connection.execute(shape.insert().values(**values))


def make_threads(connection):
    add(connection, "person", id=1, kind="clinician")
    add(connection, "community", id=1, kind="team", visibility="open")
    for number in (1, 2):
        add(
            connection, "thread", id=number, community_id=1, author_id=1, started_by_id=1, last_post_by_id=1,
            kind="question", state="open",
        )  # fmt: skip


def test_tags_become_topics_and_come_back(empty_site):
    step(empty_site, "up", BEFORE)
    with begin(empty_site) as connection:
        make_threads(connection)
        for thread_id, label in TAGS:
            add(connection, "thread_tag", thread_id=thread_id, label=label, key=label.casefold())
    step(empty_site, "up", AFTER)
    with begin(empty_site) as connection:
        borne = connection.execute(
            sa.text(
                "SELECT thread_id, thread_tag.label, key, status, suggested_by_id FROM thread_tag "
                "JOIN topic ON topic.id = topic_id ORDER BY thread_tag.id"
            )
        ).all()
    assert borne == [
        (1, "A&E", "a-and-e", "suggested", 1), (1, "Falls", "falls", "suggested", 1),
        (2, "a & e", "a-and-e", "suggested", 1), (2, "FALLS", "falls", "suggested", 1),
        (2, "🙂", "u1f642", "suggested", 1),
    ]  # fmt: skip
    step(empty_site, "down", BEFORE)
    with begin(empty_site) as connection:
        tags = connection.execute(sa.text("SELECT thread_id, label, key FROM thread_tag ORDER BY id")).all()
    assert tags == [
        (1, "A&E", "a&e"), (1, "Falls", "falls"), (2, "a & e", "a & e"), (2, "FALLS", "falls"), (2, "🙂", "🙂")
    ]  # fmt: skip
    step(empty_site, "up", "head")
