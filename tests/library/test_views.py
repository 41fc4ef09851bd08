"""The pages of the library, as people use them."""

from __future__ import annotations

from lhs_community.foundation.database import db
from lhs_community.accounts.models import Person
from lhs_community.library.models import LessonState


def as_(client, sign_in, viewer):
    sign_in(client, db.session.get_one(Person, viewer.id))
    return client


def test_every_page_of_a_lesson_is_sound(client, sign_in, make_lesson, make_adoption, make_member, make_community, make_reviewer):
    community = make_community()
    author = make_member(community)
    reviewer = make_reviewer(community)
    for state in LessonState:
        lesson = make_lesson(state, community, author)
        for who in (author, reviewer):
            answer = as_(client, sign_in, who).get(f"/lessons/{lesson.id}")
            assert answer.status_code == (404 if state is LessonState.DRAFT and who is reviewer else 200)
    adoption = make_adoption(make_lesson(community=community, author=author))
    as_(client, sign_in, author)
    for url in (f"/adoptions/{adoption.id}", f"/lessons/{adoption.lesson_id}", "/lessons", "/lessons?show=drafts", "/", f"/c/{community.slug}"):
        assert client.get(url).status_code == 200
