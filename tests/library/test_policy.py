"""Levels x states x people: the rules and their SQL twins agree, and the table says what they say."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts.current import guest
from lhs_community.accounts.models import Person, PersonKind, SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.foundation import subjects
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.library import policy
from lhs_community.library.models import Adoption, Lesson, LessonState
from lhs_community.library.queries import adoptions, cards, lessons as queries
from tests.make.people import add_to

EVERYBODY = {"guest", "outsider", "member", "convenor", "external", "curator", "curator_member", "author"}
INSIDERS = {"author", "convenor"}
LEVELS = {
    Visibility.OPEN: EVERYBODY - {"external"},
    Visibility.RESTRICTED: EVERYBODY - {"external", "guest"},
    Visibility.PRIVATE: {"member", "convenor", "curator_member", "author"},
    Visibility.CONFIDENTIAL: {"member", "convenor", "curator_member", "author"},
}


def may_read(visibility, state, who):
    if who not in LEVELS[visibility]:
        return False
    if state is LessonState.DRAFT:
        return who in INSIDERS
    return state is not LessonState.IN_REVIEW or who in INSIDERS | {"curator", "curator_member"}


def may_review(visibility, state, who):
    if state not in policy.REVIEWED:
        return False
    closed = visibility in (Visibility.PRIVATE, Visibility.CONFIDENTIAL)
    return who == "convenor" if closed else who in {"curator", "curator_member"}


@pytest.mark.parametrize("state", LessonState)
@pytest.mark.parametrize("visibility", Visibility)
def test_rules_twins_lists_and_the_table_agree(visibility, state, make_community, make_member, make_lesson):
    community = make_community(visibility=visibility)
    curator = (SiteRole.CURATOR,)
    people = {
        "guest": guest(),
        "outsider": make_member(),
        "member": make_member(community),
        "convenor": make_member(community, "convenor"),
        "external": make_member(kind=PersonKind.EXTERNAL),
        "curator": make_member(site_roles=curator),
        "curator_member": make_member(community, site_roles=curator),
        "author": make_member(community, "convenor", site_roles=curator),
    }
    lesson = make_lesson(state, community, people["author"])
    assert lesson.state is state
    for who, viewer in people.items():
        allowed = may_read(visibility, state, who)
        assert policy.may_read(viewer, lesson, community) is allowed, who
        assert twin(policy.readable_by(viewer)) is allowed, who
        assert (lesson.id in cards.lesson_cards(viewer, [lesson.id])) is allowed, who
        assert bool(subjects.outline(viewer, Ref("lesson", lesson.id))) is allowed, who
        assert policy.may_review(viewer, lesson, community) is may_review(visibility, state, who), who
        assert twin(policy.reviewable_by(viewer)) is may_review(visibility, state, who), who
        assert bool(queries.list_awaiting(viewer)) is may_review(visibility, state, who), who
        assert queries.count_awaiting(viewer) == may_review(visibility, state, who), who
        assert bool(queries.list_drafts(viewer)) is (who == "author" and state in ("draft", "in_review")), who
        assert bool(queries.list_lessons(viewer)) is (allowed and state in policy.READABLE), who
        assert bool(queries.list_topics(viewer)) is (allowed and state in policy.READABLE), who
        if not allowed:
            with pytest.raises(NotThere):
                queries.get_lesson(viewer, lesson.id)
    assert (cards.lesson_index_card(lesson.id) is not None) is (state in policy.READABLE)
    assert bool(cards.all_lesson_ids()) is (state in policy.READABLE)


def twin(condition):
    return bool(db.session.scalars(select(Lesson.id).where(condition)).all())


@pytest.mark.parametrize("visibility", Visibility)
def test_an_adoption_is_read_by_who_may_read_both_ends(
    visibility, make_community, make_member, make_lesson, make_adoption
):
    home, away = make_community(visibility=visibility), make_community(visibility=Visibility.PRIVATE)
    lead = add_to(away, db.session.get_one(Person, make_member(home).id))
    lesson = make_lesson(community=home)
    adoption = make_adoption(lesson, away, lead=lead)
    for viewer in (guest(), make_member(), make_member(home), make_member(away), lead):
        allowed = policy.may_read_adoption(viewer, adoption, lesson)
        found = db.session.scalars(select(Adoption.id).where(policy.adoptions_readable_by(viewer))).all()
        assert bool(found) is allowed
        assert bool(cards.adoption_cards(viewer, [adoption.id])) is allowed
        assert bool(adoptions.list_adoptions(viewer, lesson)) is allowed
        assert adoptions.tallies(viewer, [lesson.id])[lesson.id].places == allowed
    assert policy.may_read_adoption(lead, adoption, lesson)
    assert not policy.may_read_adoption(make_member(home), adoption, lesson)
    closed = visibility in (Visibility.PRIVATE, Visibility.CONFIDENTIAL)
    assert policy.may_read_adoption(make_member(away), adoption, lesson) is not closed
