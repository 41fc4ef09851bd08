"""The chain: joined once, walked both ways, and silent about what a viewer may not read."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lhs_community.accounts.current import guest
from lhs_community.chain import actions, queries
from lhs_community.chain.models import Link, Relation
from lhs_community.communities.models import Visibility
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.refs import Ref


@pytest.fixture
def strand(make_community, make_member, make_decision):
    """Three decisions in a row: the middle one private, with a member of it all."""
    shown, hidden = make_community(), make_community(visibility=Visibility.PRIVATE)
    insider = make_member(hidden)
    refs = [Ref("decision", make_decision(place).id) for place in (shown, hidden, shown)]
    insider_view = insider
    for origin, result in zip(refs, refs[1:], strict=False):
        actions.link(insider_view, origin, result, Relation.LED_TO)
    return refs, insider


def test_the_whole_chain_is_walked_from_any_of_its_ends(strand):
    refs, insider = strand
    for ref in refs:
        story = queries.story(insider, ref)
        assert [chapter.card.ref for chapter in story.chapters] == refs
        assert [chapter.depth for chapter in story.chapters] == [0, 1, 2]
        assert [chapter.card.ref for chapter in story.chapters if chapter.is_here] == [ref]


def test_steps_read_in_words_both_ways(strand):
    refs, insider = strand
    before, after = queries.neighbours(insider, refs[1])
    assert (before.words, before.card.ref) == ("came from", refs[0])
    assert (after.words, after.card.ref) == ("led to", refs[2])


def test_what_may_not_be_read_is_no_gap_in_the_story(strand, make_member):
    refs, _insider = strand
    outsider = make_member()
    assert [chapter.card.ref for chapter in queries.story(outsider, refs[0]).chapters] == [refs[0]]
    assert queries.neighbours(outsider, refs[0]) == []
    with pytest.raises(NotThere):
        queries.story(outsider, refs[1])


def test_linking_asks_for_the_right_to_read_both_ends(strand, make_member):
    refs, _insider = strand
    with pytest.raises(NotThere):
        actions.link(make_member(), refs[0], refs[1], Relation.LED_TO)
    with pytest.raises(Refused):
        actions.link(guest(), refs[0], refs[2], Relation.LED_TO)


def test_the_same_link_stands_once(strand):
    refs, insider = strand
    actions.link(insider, refs[0], refs[1], Relation.LED_TO)
    assert db.session.scalar(select(func.count()).select_from(Link)) == 2


def test_a_loop_somebody_made_still_has_a_story(strand):
    refs, insider = strand
    actions.link(insider, refs[2], refs[0], Relation.LED_TO)
    assert len(queries.story(insider, refs[0]).chapters) == 3


def test_the_story_page_and_its_refusals(client, sign_in, make_decision, make_community, make_person):
    person = make_person()
    shown = make_decision(make_community())
    hidden = make_decision(make_community(visibility=Visibility.PRIVATE))
    sign_in(client, person)
    assert client.get(f"/story/decision/{shown.id}").status_code == 200
    for path in (f"/story/decision/{hidden.id}", "/story/decision/999999", "/story/nothing/1"):
        assert client.get(path).status_code == 404
