"""Summaries of before become what was said, and none is lost."""

from __future__ import annotations

import sqlalchemy as sa

from tests.migrations.test_migrations import empty_site
from tests.migrations.test_topics import add, begin, make_threads, step

__all__ = ["empty_site"]
BEFORE, AFTER = "0012", "0013"


def test_summaries_get_their_parts_and_go_back_to_one_piece(empty_site):
    step(empty_site, "up", BEFORE)
    with begin(empty_site) as connection:
        make_threads(connection)
        add(connection, "person", id=2, kind="clinician", email="2", handle="2", handle_skeleton="2")
        for thread_id, author_id, body in ((1, 1, "First"), (1, 2, "Second"), (2, 1, "Third\n\n- point")):
            add(
                connection, "summary", thread_id=thread_id, author_id=author_id, body=body, body_html=f"<p>{body}</p>",
                post_count=1,
            )  # fmt: skip
    step(empty_site, "up", AFTER)
    with begin(empty_site) as connection:
        parts = connection.execute(sa.text("SELECT summary_id, heading, body, body_html FROM summary_part ORDER BY id"))
        assert parts.all() == [
            (1, "said", "First", "<p>First</p>"), (2, "said", "Second", "<p>Second</p>"),
            (3, "said", "Third\n\n- point", "<p>Third\n\n- point</p>"),
        ]  # fmt: skip
        owners = connection.execute(sa.text("SELECT id, summary_owner_id FROM thread ORDER BY id")).all()
        assert owners == [(1, 2), (2, 1)]
        add(connection, "summary_part", summary_id=1, heading="asked", body="Why?", body_html="<p>Why?</p>")
    step(empty_site, "down", BEFORE)
    with begin(empty_site) as connection:
        found = connection.execute(sa.text("SELECT body, body_html FROM summary ORDER BY id")).all()
    assert found == [
        ("Why?\n\nFirst", "<p>Why?</p>\n<p>First</p>"), ("Second", "<p>Second</p>"),
        ("Third\n\n- point", "<p>Third\n\n- point</p>"),
    ]  # fmt: skip
    step(empty_site, "up", "head")
