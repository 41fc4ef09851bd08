"""The pages of chat: everything works by plain forms."""

from __future__ import annotations

from lhs_community.chat.queries import channels
from lhs_community.communities.actions.members import leave_community
from lhs_community.communities.models import Visibility
from lhs_community.discussions import keeping
from lhs_community.discussions.actions import threads as thread_actions
from lhs_community.foundation.refs import Ref
from tests.make.people import add_to


def test_a_message_is_posted_by_a_plain_form_and_read(client, sign_in, make_person, make_community, viewer) -> None:
    person, community = make_person("Ada Okoro"), make_community("Falls")
    sign_in(client, person)
    assert "Nothing said yet" in client.get(f"/chat/community/{community.id}").text
    answer = client.post(f"/chat/community/{community.id}", data={"body": "Hello **all**"})
    assert answer.status_code == 303
    assert answer.location.endswith("#latest")
    page = client.get(f"/chat/community/{community.id}").text
    assert "<strong>all</strong>" in page
    assert "Ada Okoro" in page
    assert f"/c/{community.slug}/ask?from=message:" in page


def test_the_same_form_twice_is_one_message(client, sign_in, make_person, make_community, viewer) -> None:
    person, community = make_person(), make_community()
    sign_in(client, person)
    for _ in range(2):
        typed = {"body": "Once", "submission_token": "the-same-token-again"}
        assert client.post(f"/chat/community/{community.id}", data=typed).status_code == 303
    assert channels.get_talk(viewer(person), Ref("community", community.id)).last_number == 1


def test_a_held_message_comes_back_with_the_reason_and_its_mask(client, sign_in, make_person, make_community) -> None:
    community = make_community()
    sign_in(client, make_person())
    page = client.post(f"/chat/community/{community.id}", data={"body": "Saw 999 526 0182"})
    assert page.status_code == 422
    assert "Saw 999 526 0182</textarea>" in page.text
    assert "NHS number" in page.text
    masked = client.post(f"/chat/community/{community.id}", data={"body": "Saw 999 526 0182", "guard_mask": "body"})
    assert masked.status_code == 422
    assert "Saw [NHS number removed]</textarea>" in masked.text


def test_an_empty_message_is_refused_next_to_the_field(client, sign_in, make_person, make_community) -> None:
    community = make_community()
    sign_in(client, make_person())
    page = client.post(f"/chat/community/{community.id}", data={"body": ""})
    assert page.status_code == 422
    assert "Write a message first" in page.text


def test_outsiders_and_guests_see_no_trace(client, sign_in, make_person, make_community, make_member, say) -> None:
    community = make_community("Secret circle", visibility=Visibility.PRIVATE)
    message = say(make_member(community), community, "Secret words")
    paths = (f"/chat/community/{community.id}", f"/chat/messages/{message.id}/edit", "/chat/community/999999")
    for path in paths:
        assert client.get(path).status_code in (302, 303)
    sign_in(client, make_person())
    for path in (*paths, "/chat/community/99999999999999", "/chat/messages/99999999999999/edit"):
        assert client.get(path).status_code == 404
        assert client.post(path, data={"body": "x"}).status_code == 404
    assert client.post(f"/chat/messages/{message.id}/delete").status_code == 404
    assert "Secret" not in client.get("/chat").text


def test_readers_who_may_not_post_are_told_how(client, sign_in, make_person, make_community, make_member, say) -> None:
    community = make_community(visibility=Visibility.RESTRICTED)
    say(make_member(community), community, "Members talk")
    sign_in(client, make_person())
    page = client.get(f"/chat/community/{community.id}").text
    assert "Members talk here" in page
    assert "<textarea" not in page
    assert client.post(f"/chat/community/{community.id}", data={"body": "x"}).status_code == 403


def test_own_messages_can_be_edited_and_deleted_others_cannot(
    client, sign_in, make_person, make_community, make_member, say, viewer
) -> None:
    community, person = make_community(), make_person()
    other = say(make_member(community), community, "Not yours")
    mine = say(viewer(person), community, "Mein")
    sign_in(client, person)
    assert client.get(f"/chat/messages/{other.id}/edit").status_code == 403
    assert client.get(f"/chat/messages/{mine.id}/edit").status_code == 200
    assert client.post(f"/chat/messages/{mine.id}/edit", data={"body": "Mine"}).status_code == 303
    page = client.get(f"/chat/community/{community.id}").text
    assert "<p>Mine</p>" in page
    assert f'/chat/messages/{mine.id}/history">edited</a>' in page
    assert client.post(f"/chat/messages/{mine.id}/delete").status_code == 303
    page = client.get(f"/chat/community/{community.id}").text
    assert "deleted by its author" in page
    assert "Mine" not in page


def test_older_messages_and_the_page_around_one(client, sign_in, make_person, make_community, make_member, say) -> None:
    community = make_community()
    ada = make_member(community)
    for number in range(1, 101):
        say(ada, community, f"Word-{number}-end")
    sign_in(client, make_person())
    latest = client.get(f"/chat/community/{community.id}").text
    assert "Word-100-end" in latest
    assert "Word-50-end" not in latest
    assert "before=51" in latest
    assert "Word-50-end" in client.get(f"/chat/community/{community.id}?before=51").text
    around = client.get(f"/chat/community/{community.id}?at=30").text
    assert "Word-30-end" in around
    assert "Go to the latest messages" in around
    assert "after=55" in around
    newer = client.get(f"/chat/community/{community.id}?after=55").text
    assert "Word-56-end" in newer
    assert "Word-55-end" not in newer
    assert "Newer messages" not in newer


def test_a_page_of_messages_alone_is_for_the_page_that_is_open(
    client, sign_in, make_person, make_community, make_member, say
) -> None:
    community = make_community("Falls")
    for number in range(1, 61):
        say(make_member(community), community, f"Word-{number}-end")
    sign_in(client, make_person())
    part = client.get(f"/chat/community/{community.id}?before=11&fragment=messages").text
    assert "Word-10-end" in part
    assert "Word-11-end" not in part
    assert "<html" not in part


def test_the_other_channels_stand_beside_the_one_that_is_open(
    client, sign_in, make_person, make_community, make_member, say
) -> None:
    here, other, closed = make_community("Falls"), make_community("Flow"), make_community("Secret circle")
    person = make_person()
    for community in (here, other):
        add_to(community, person)
        say(make_member(community), community)
    say(make_member(closed), closed)
    sign_in(client, person)
    page = client.get(f"/chat/community/{here.id}").text
    assert f'href="/chat/community/{here.id}" aria-current="page"' in page
    assert f'data-channel="community:{other.id}" data-unread="1"' in page
    assert "Secret circle" not in page


def test_reading_is_marked_by_a_form_never_by_looking(
    client, sign_in, make_person, make_community, make_member, say, viewer
) -> None:
    community, person = make_community("Falls"), make_person()
    say(make_member(community), community)
    sign_in(client, person)
    client.get(f"/chat/community/{community.id}")
    ref = Ref("community", community.id)
    assert channels.get_talk(viewer(person), ref).unread == 1
    assert client.post(f"/chat/community/{community.id}/read", data={"number": "1"}).status_code == 303
    assert channels.get_talk(viewer(person), ref).unread == 0
    assert "Falls" in client.get("/chat").text


def test_the_community_page_shows_the_last_words_and_the_way_in(
    client, sign_in, make_person, make_community, make_member, say
) -> None:
    community = make_community(visibility=Visibility.OPEN)
    say(make_member(community), community, "Lift 3 is **out**")
    sign_in(client, make_person())
    page = client.get(f"/c/{community.slug}").text
    assert "Lift 3 is out" in page
    assert f'href="/chat/community/{community.id}">Open the chat (1 unread)' in page


def test_what_was_kept_of_a_message_is_shown_with_it(
    client, sign_in, make_person, make_community, make_member, say, viewer
) -> None:
    community, person = make_community(), make_person()
    message = say(make_member(community), community, "Ward 3 halved falls")
    thread_actions.keep_message(
        viewer(person), community, Ref("message", message.id), keeping.Draft(title="How falls were halved")
    )
    sign_in(client, person)
    assert "How falls were halved</a>" in client.get(f"/chat/community/{community.id}").text


def test_a_channel_page_needs_few_queries(
    client, sign_in, make_person, make_community, make_member, say, count_queries
) -> None:
    community = make_community()
    ada = make_member(community)
    for _ in range(60):
        say(ada, community)
    sign_in(client, make_person())
    with count_queries(at_most=23):  # with the list beside it: communities, rooms, projects, meetings, direct talk
        client.get(f"/chat/community/{community.id}")


def test_a_community_that_has_been_left_is_closed_at_once(
    client, sign_in, make_person, make_community, viewer, say
) -> None:
    community, person = make_community(visibility=Visibility.PRIVATE), make_person()
    say(add_to(community, person), community)
    sign_in(client, person)
    assert client.get(f"/chat/community/{community.id}").status_code == 200
    leave_community(viewer(person), community)
    assert client.get(f"/chat/community/{community.id}").status_code == 404
