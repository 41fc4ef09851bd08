"""Follow, watch, mute: by button, on one page, and never of what may not be read."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import SiteRole
from lhs_community.communities.actions.following import set_following
from lhs_community.communities.actions.members import leave_community
from lhs_community.communities.models import FollowLevel, Visibility
from lhs_community.communities.queries import following as queries
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions.actions import posts as post_actions
from lhs_community.discussions.queries import threads
from lhs_community.discussions.queries.threads import Filter
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.topics.actions.curating import accept_topic
from lhs_community.topics.actions.merging import merge_topics
from lhs_community.topics.queries import topics_by_key
from lhs_community.topics.words import key_of
from tests.discussions.pages import shown


def test_only_what_holds_other_things_can_be_watched(make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    thread = Ref("thread", make_thread(community).id)
    set_following(reader, Ref("community", community.id), FollowLevel.WATCH)
    assert queries.follow_state(reader, Ref("community", community.id)) is FollowLevel.WATCH
    with pytest.raises(Invalid):
        set_following(reader, thread, FollowLevel.WATCH)
    with pytest.raises(NotThere):
        set_following(reader, Ref("thread", 99999), FollowLevel.FOLLOW)
    set_following(reader, Ref("thread", 99999), None)  # to stop needs no right


def test_the_buttons_go_through_all_levels(client, as_viewer, make_community, make_member):
    community = make_community(name="Falls group")
    as_viewer(client, make_member(community))
    url, here = f"/follow/community/{community.id}", f"/c/{community.slug}"
    for level, shows in (
        ("watch", "Watching ✓"), ("follow", "Following ✓"), ("mute", "Muted"), ("none", "Watch Falls group"),
    ):  # fmt: skip
        assert client.post(url, data={"level": level, "next": here}).location == here
        assert shows in client.get(here).get_data(as_text=True)
    assert client.post(url, data={"level": "rubbish"}).status_code == 422


def test_one_page_shows_what_i_follow_and_no_titles_of_what_i_left(
    client, as_viewer, make_community, make_member, make_thread, count_queries
):
    community, private = make_community(), make_community(name="Inner circle", visibility=Visibility.PRIVATE)
    reader = make_member(private)
    thread = make_thread(private, title="Inner matters")
    set_following(reader, Ref("thread", thread.id), FollowLevel.MUTE)
    set_following(reader, Ref("community", community.id), FollowLevel.WATCH)
    as_viewer(client, reader)
    page = shown(client.get("/following"))
    assert "Inner matters" in page
    assert community.name in page
    assert "Inner matters" not in shown(client.get("/following?level=watch"))
    leave_community(reader, private)
    page = shown(client.get("/following"))
    assert "Inner matters" not in page
    assert "No longer available" in page
    assert client.post(f"/follow/thread/{thread.id}", data={"level": "none", "next": "/following"}).status_code == 303
    assert "No longer available" not in shown(client.get("/following"))
    assert client.get("/following?level=rubbish&before=x").status_code == 200
    with count_queries() as few:
        client.get("/following")
    for _ in range(6):
        set_following(viewer_for(reader.id), Ref("thread", make_thread(community).id), FollowLevel.FOLLOW)
    with count_queries(at_most=len(few) + 1):  # one for another kind of thing
        client.get("/following")


def test_what_i_follow_is_paged_by_key(make_community, make_member, make_thread):
    community = make_community()
    reader = make_member(community)
    refs = [Ref("thread", make_thread(community).id) for _ in range(5)]
    for ref in refs:
        set_following(reader, ref, FollowLevel.FOLLOW)
    first = queries.list_followed(reader, limit=2)
    set_following(reader, refs[4], None)
    second = queries.list_followed(reader, before=first.older_before, limit=2)
    assert [row.ref for page in (first, second) for row in page.rows] == refs[:0:-1]
    assert queries.count_followed(reader) == {FollowLevel.FOLLOW: 4}


def test_what_is_new_for_me_follows_the_nearest_word_i_said(make_community, make_member, make_thread):
    mine, other = make_community(), make_community()
    for near in (None, FollowLevel.FOLLOW, FollowLevel.MUTE):
        for far in (None, *FollowLevel):
            for is_member in (True, False):
                reader = make_member(mine) if is_member else make_member()
                thread = make_thread(mine, title="The one")
                make_thread(other)
                for ref, level in ((Ref("thread", thread.id), near), (Ref("community", mine.id), far)):
                    set_following(reader, ref, level)
                listed = {row.thread.id for row in threads.list_threads(reader, Filter("unread")).rows}
                if near is not None:
                    expected = near is FollowLevel.FOLLOW
                else:
                    expected = far is not FollowLevel.MUTE and (is_member or far is not None)
                assert (thread.id in listed) is expected, (near, far, is_member)


def test_who_watches_a_topic_is_told_of_each_reply_and_who_mutes_it_of_nothing(
    make_community, make_member, make_thread, deliver, client, as_viewer
):
    """A&E is another word for the emergency department once the one is merged into the other."""
    community = make_community()
    curator = make_member(site_roles=(SiteRole.CURATOR,))
    thread = make_thread(community, title="About waiting", tags=["A&E"])
    make_thread(community, title="About ambulances", tags=["Emergency department"])
    old, new = (topics_by_key([key_of(tag)])[key_of(tag)] for tag in ("A&E", "Emergency department"))
    accept_topic(curator, new)
    merge_topics(curator, old, new)
    db.session.flush()
    watcher, follower, muter = make_member(), make_member(), make_member(community)
    for person, level in ((watcher, FollowLevel.WATCH), (follower, FollowLevel.FOLLOW), (muter, FollowLevel.MUTE)):
        set_following(person, Ref("topic", new.id), level)
    for person, is_listed in ((watcher, True), (follower, True), (muter, False), (make_member(), False)):
        listed = {row.thread.id for row in threads.list_threads(person, Filter("unread")).rows}
        assert (thread.id in listed) is is_listed
    post_actions.reply(make_member(community, name="Ben Osei"), thread, "We do")
    deliver()
    for person, hears in ((watcher, True), (follower, False), (muter, False)):
        as_viewer(client, person)
        assert ("Ben Osei replied to “About waiting”" in shown(client.get("/notices"))) is hears
    as_viewer(client, watcher)
    assert new.label in shown(client.get("/following?level=watch"))


def test_who_watches_a_community_is_told_of_replies_there(
    make_community, make_member, make_thread, deliver, client, as_viewer
):
    community = make_community()
    watcher, follower = make_member(), make_member()
    set_following(watcher, Ref("community", community.id), FollowLevel.WATCH)
    set_following(follower, Ref("community", community.id), FollowLevel.FOLLOW)
    thread = make_thread(community, title="About bells")
    post_actions.reply(make_member(community, name="Ben Osei"), thread, "We do")
    deliver()
    for person, hears in ((watcher, True), (follower, False)):
        as_viewer(client, person)
        page = shown(client.get("/notices"))
        assert "About bells" in page
        assert ("Ben Osei replied to" in page) is hears
