"""The migrations make what the models say, from an empty database and on both kinds."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support import database
from tests.support.server import ROOT, Site

WHEN = "'2026-01-05 09:00:00+00:00'"
# As the first version kept them: one question with a post and a reaction, and a message that was changed.
OLD_ROWS = (
    "INSERT INTO person (id, name, handle, handle_skeleton, email, password_hash, kind, role_title, about, about_html,"
    " interests, time_zone, is_disabled, created_at) VALUES (1, 'Ada', 'ada', 'ada', 'ada@demo.example', '!',"
    " 'clinician', '', '', '', '[]', 'Europe/London', false, WHEN)",
    "INSERT INTO community (id, slug, name, kind, visibility, purpose, charter, charter_html, created_at)"
    " VALUES (1, 'falls', 'Falls', 'team', 'open', '', '', '', WHEN)",
    "INSERT INTO thread (id, community_id, kind, title, excerpt, author_id, started_by_id, created_at, state, outcome,"
    " outcome_html, is_pinned, is_hidden, post_count, last_post_id, last_post_at, last_post_by_id)"
    " VALUES (1, 1, 'question', 'Which socks?', '', 1, 1, WHEN, 'open', '', '', false, false, 1, 1, WHEN, 1)",
    "INSERT INTO post (id, thread_id, number, author_id, body, body_html, created_at, is_accepted, is_hidden)"
    " VALUES (1, 1, 1, 1, 'Which?', '<p>Which?</p>', WHEN, false, false)",
    "INSERT INTO reaction (id, post_id, person_id, kind) VALUES (1, 1, 1, 'thanks')",
    "INSERT INTO channel (id, subject_kind, subject_id, community_id, last_number, last_message_at)"
    " VALUES (1, 'community', 1, 1, 1, WHEN)",
    "INSERT INTO message (id, channel_id, number, client_id, author_id, body, body_html, created_at, is_deleted)"
    " VALUES (1, 1, 1, 'first', 1, '**Café** & tea', '<p><strong>Café</strong> &amp; tea</p>', WHEN, false)",
    "INSERT INTO message_revision (id, message_id, body, replaced_at, replaced_by_id) VALUES (1, 1, 'Tea', WHEN, 1)",
)


@pytest.fixture
def empty_site(worker_id):
    """The command line on an empty database of the kind under test."""
    settings = database.settings(f"migrations_{worker_id}")
    yield Site(Path(settings["DATA_FOLDER"]), LHS_DATABASE_URL=settings["DATABASE_URL"])
    shutil.rmtree(settings["DATA_FOLDER"], ignore_errors=True)


def test_from_nothing_to_what_the_models_say_and_again(empty_site):
    first = empty_site.command("db", "upgrade")
    assert "Running" in first
    assert "agree" in empty_site.command("db", "check")
    second = empty_site.command("db", "upgrade")
    assert "Running" not in second


def test_a_site_on_old_tables_says_what_to_do(empty_site):
    done = empty_site.attempt("run", "--port", str(empty_site.port))
    assert done.returncode == 2
    assert "lhs-community db upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_in_the_tables_comes_through_every_later_migration(empty_site):
    """On SQLite a table is changed by making it anew: what refers to its rows must not go with the old one."""
    script = "from lhs_community.app import create_app; import flask_migrate; from lhs_community import paths\n"
    script += "with create_app().app_context(): flask_migrate.upgrade(str(paths.MIGRATIONS), '0001')"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=empty_site.environment, check=True)
    url = empty_site.environment["LHS_DATABASE_URL"] or f"sqlite:///{next(empty_site.folder.glob('*.sqlite*'))}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(sa.text(statement.replace("WHEN", WHEN)))
    empty_site.command("db", "upgrade")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE thread SET kind = 'data_question'"))  # one of the kinds that came later
        counts = {
            table: connection.scalar(sa.text(f"SELECT count(*) FROM {table}"))  # noqa: S608  names of this file
            for table in ("thread", "post", "reaction", "channel", "message", "message_revision")
        }
        words = connection.scalar(sa.text("SELECT words FROM message"))
        checks = {one["name"] for one in sa.inspect(connection).get_check_constraints("thread")}
    engine.dispose()
    assert set(counts.values()) == {1}
    assert words == "cafe & tea"
    assert {"ck_thread_threadkind", "ck_thread_threadstate"} <= checks
