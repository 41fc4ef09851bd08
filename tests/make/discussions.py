"""Threads for tests, made through the product's own actions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import pytest

from lhs_community.accounts.models import Person
from lhs_community.accounts.queries import people_by_id
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import posts as post_actions, threads as thread_actions
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread, ThreadKind
from lhs_community.foundation.database import db
from tests.make.people import MakeCommunity, MakeMember
from tests.support.web import PageClient

MakeThread = Callable[..., Thread]
_numbers = itertools.count(1)


@pytest.fixture
def make_thread(make_community: MakeCommunity, make_member: MakeMember) -> MakeThread:
    """`make_thread(community=, author=Viewer, title=, body=, kind=, tags=[...], replies=["..."], replier=Viewer)`."""

    def make(
        community: Community | None = None,
        author: Viewer | None = None,
        title: str = "",
        body: str = "How do you do it?",
        kind: ThreadKind = ThreadKind.QUESTION,
        tags: Sequence[str] = (),
        replies: Sequence[str] = (),
        replier: Viewer | None = None,
    ) -> Thread:
        home = community or make_community()
        asker = author or make_member(home)
        draft = keeping.Draft(title or f"Question number {next(_numbers)}", body, kind, tags)
        thread = thread_actions.start_thread(asker, home, draft)
        if replies:
            answering = replier or make_member(home)
            for text in replies:
                post_actions.reply(answering, thread, text)
        return thread

    return make


@pytest.fixture
def as_viewer(sign_in: Callable[[PageClient, Person], None]) -> Callable[[PageClient, Viewer], None]:
    """`as_viewer(client, viewer)`: from now on the client is the person that viewer is."""
    return lambda client, viewer: sign_in(client, people_by_id([viewer.person_id])[viewer.person_id])


def post_number(thread: Thread, number: int) -> Post:
    return db.session.query(Post).filter_by(thread_id=thread.id, number=number).one()
