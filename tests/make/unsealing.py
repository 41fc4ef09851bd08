"""A post without a name, and the people of two roles who could unseal it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from lhs_community.accounts.models import SiteRole
from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community, Visibility
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import threads as thread_actions
from lhs_community.discussions.models.posts import Post
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries.posts import get_post
from lhs_community.unsealing import actions
from lhs_community.unsealing.models import Ground, UnsealingRequest
from lhs_community.unsealing.queries import get_request
from tests.make.people import MakeCommunity, MakeMember

REASON = "The post says that somebody intends to harm themself; we must reach them today."


@dataclass
class Case:
    community: Community
    author: Viewer
    convenor: Viewer
    lead: Viewer
    thread: Thread
    post: Post

    def ask(self, **more: object) -> UnsealingRequest:
        made = actions.ask_to_unseal(self.convenor, self.post, Ground.DANGER, REASON, **more)
        return get_request(self.convenor, made.id)


MakeCase = Callable[..., Case]


@pytest.fixture
def make_case(make_community: MakeCommunity, make_member: MakeMember) -> MakeCase:
    """`make_case(visibility=, author=Viewer)`: the lead belongs to no community."""

    def make(visibility: Visibility = Visibility.PRIVATE, **author: object) -> Case:
        community = make_community(visibility=visibility)
        for _ in range(4):
            make_member(community)
        writer = make_member(community, **({"name": "Rosalind Achterberg"} | author))
        convenor = make_member(community, "convenor")
        lead = make_member(site_roles=(SiteRole.IG_LEAD,))
        draft = keeping.Draft("Does nobody else feel this?", "I cannot go on like this.", is_anonymous=True)
        thread = thread_actions.start_thread(writer, community, draft)
        return Case(community, writer, convenor, lead, thread, get_post(writer, thread.last_post_id))

    return make
