"""The page of notices: what is shown, what vanishes with a lost right, and marking as read."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.actions.members import add_member, remove_member
from lhs_community.communities.events import PersonMentioned
from lhs_community.communities.models import Community, CommunityRole, Visibility
from lhs_community.communities.queries.members import convenor_ids, viewer_for
from lhs_community.foundation import bus
from lhs_community.notifications import actions, queries


@pytest.fixture
def mention(make_person, deliver):
    """`mention(person, community)`: Robin Example mentions the person in it, and the notice is written."""

    def make(person: Person, community: Community, by: str = "Robin Example") -> None:
        actor = make_person(name=by)
        bus.record(PersonMentioned(
            actor_id=actor.id, subject_kind="community", subject_id=community.id, person_id=person.id
        ))
        deliver()

    return make


def _convenor(community: Community):
    return viewer_for(min(convenor_ids(community.id)))


def test_a_notice_says_who_did_what_and_leads_there(client, sign_in, make_person, make_community, mention) -> None:
    reader, community = make_person(), make_community(name="Stroke network")
    mention(reader, community)
    sign_in(client, reader)
    html = client.get("/notices").text
    assert "Robin Example mentioned you in “Stroke network”" in html
    assert f'href="/c/{community.slug}"' in html
    assert "1<span class=\"nhsuk-u-visually-hidden\"> unread" in html


def test_a_notice_vanishes_with_the_right_to_read_also_from_the_count(
    client, sign_in, make_person, make_community, mention
) -> None:
    reader = make_person()
    community = make_community(name="Closed circle", visibility=Visibility.PRIVATE)
    add_member(_convenor(community), community, reader, CommunityRole.MEMBER)
    mention(reader, community)
    sign_in(client, reader)
    assert "Closed circle" in client.get("/notices").text
    assert queries.count_unread(viewer_for(reader.id)) == 2  # that they were added, and the mention

    remove_member(_convenor(community), community, reader.id)
    html = client.get("/notices").text
    assert "Closed circle" not in html
    assert "Robin Example" not in html
    assert "Nothing unread" in html
    assert queries.count_unread(viewer_for(reader.id)) == 0


def test_a_notice_of_a_confidential_community_carries_no_title(
    client, sign_in, make_person, make_community, mention
) -> None:
    reader = make_person()
    community = make_community(name="Whistle circle", visibility=Visibility.CONFIDENTIAL)
    add_member(_convenor(community), community, reader, CommunityRole.MEMBER)
    mention(reader, community)
    sign_in(client, reader)
    html = client.get("/notices").text
    assert "mentioned you in “a confidential community”" in html
    assert "“Whistle circle”" not in html
    assert html.count("Whistle circle") == html.count(f'href="/c/{community.slug}"') - 1 == 0


def test_one_thing_or_everything_is_marked_as_read(client, sign_in, make_person, make_community, mention) -> None:
    reader = make_person()
    first, second, third = (make_community(name=name) for name in ("First", "Second", "Third"))
    for community in (first, second, third):
        mention(reader, community)
    sign_in(client, reader)
    newest = queries.list_notices(viewer_for(reader.id)).newest_id

    answer = client.post("/notices/read", data={"about": f"community:{first.id}", "up_to": newest})
    assert answer.status_code == 303
    html = client.get("/notices").text
    assert "Second" in html
    assert f"community:{first.id}" not in html

    client.post("/notices/read", data={"up_to": newest - 1})
    html = client.get("/notices").text
    assert f"community:{second.id}" not in html
    assert f"community:{third.id}" in html, "what came after the page was made is still unread"

    client.post("/notices/read", data={"up_to": newest})
    assert "Nothing unread" in client.get("/notices").text
    assert "Robin Example mentioned you in “First”" in client.get("/notices?show=all").text


def test_nobody_marks_the_notices_of_others(make_person, make_community, mention) -> None:
    reader, other = make_person(), make_person()
    mention(reader, make_community())
    actions.mark_read(viewer_for(other.id), None, 10**6)
    assert queries.count_unread(viewer_for(reader.id)) == 1


@pytest.mark.parametrize("fields", [{}, {"up_to": "x"}, {"about": "nonsense", "up_to": "1"}])
def test_nonsense_is_refused(client, sign_in, make_person, fields) -> None:
    sign_in(client, make_person())
    assert client.post("/notices/read", data=fields).status_code == 422


def test_guests_have_no_notices(client) -> None:
    assert client.get("/notices").status_code == 303
    assert client.post("/notices/read", data={"up_to": 1}).status_code == 303


def test_the_page_takes_few_queries(client, sign_in, make_person, make_community, mention, count_queries) -> None:
    reader = make_person()
    for _ in range(5):
        mention(reader, make_community())
    sign_in(client, reader)
    with count_queries(at_most=14):
        client.get("/notices")
    page = queries.list_notices(viewer_for(reader.id), limit=2)
    assert len(page.groups) == 2
    assert page.older_before is not None
    assert len(queries.list_notices(viewer_for(reader.id), before=page.older_before).groups) == 3


def test_what_several_did_to_one_thing_is_one_line(client, sign_in, make_person, make_community, mention) -> None:
    reader, community = make_person(), make_community(name="Stroke network")
    for name in ("Ada Example", "Ben Example", "Cy Example"):
        mention(reader, community, name)
    sign_in(client, reader)
    assert "Cy Example and 2 others mentioned you in" in client.get("/notices").text
