"""Summaries under headings: owned, drafted, published, handed over, compared."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lhs_community.accounts import current
from lhs_community.accounts.models import PersonKind, SiteRole
from lhs_community.communities.models import Visibility
from lhs_community.discussions import policy
from lhs_community.discussions.actions import hiding, posts as post_actions, summaries as actions
from lhs_community.discussions.differences import compare
from lhs_community.discussions.models.summaries import Heading, SummaryDraft
from lhs_community.discussions.models.threads import Thread
from lhs_community.discussions.queries import summaries as queries
from lhs_community.discussions.queries.threads import get_thread
from lhs_community.foundation import subjects
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Conflict, Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from tests.discussions.pages import NHS_NUMBER, shown
from tests.discussions.test_asking import token_of
from tests.make.discussions import post_number

TEXTS = {
    Heading.ASKED: "Bells or **rounds**?", Heading.SAID: "Rounds at five", Heading.DIFFER: "Stroke ward: too early",
    Heading.AGREED: "Offer, do not wait", Heading.OPEN_ENDS: "Who pays?",
}  # fmt: skip


@pytest.fixture
def place(make_community, make_member, make_thread):
    """A private community's thread with its author, a convenor, a member, and somebody outside."""

    class Place:
        community = make_community(visibility=Visibility.PRIVATE)
        convenor = make_member(community, "convenor")
        author, member = make_member(community), make_member(community)
        outsider = make_member(site_roles=tuple(SiteRole))
        thread = make_thread(community, author, title="About bells", replies=["One way is rounds at five."])

    return Place


def test_a_summary_has_parts_in_their_order(place):
    summary = actions.summarise(place.convenor, place.thread, dict(reversed(TEXTS.items())))
    assert list(summary.texts) == list(Heading)
    assert place.thread.summary_owner_id == place.convenor.id
    with pytest.raises(Invalid) as refusal:
        actions.summarise(place.convenor, place.thread, {Heading.ASKED: "  "})
    assert refusal.value.field == "said"
    with pytest.raises(Invalid) as refusal:
        actions.summarise(place.convenor, place.thread, {Heading.DIFFER: "x" * 5001})
    assert refusal.value.field == "differ"
    for heading in Heading:
        with pytest.raises(Invalid):
            actions.save_draft(place.convenor, place.thread, {heading: f"Ring {NHS_NUMBER}"})
    for who in (place.member, place.outsider):
        with pytest.raises((Refused, NotThere)):
            actions.summarise(who, place.thread, TEXTS)


@pytest.mark.parametrize("visibility", Visibility)
def test_who_sees_a_draft_and_its_sql_agrees(visibility, make_community, make_member, make_thread):
    community = make_community(visibility=visibility)
    people = {
        "guest": current.guest(), "outsider": make_member(), "external": make_member(kind=PersonKind.EXTERNAL),
        "member": make_member(community), "author": make_member(community),
        "owner": make_member(community), "convenor": make_member(community, "convenor"),
        "curator": make_member(site_roles=tuple(SiteRole)),
    }  # fmt: skip
    thread = make_thread(community, people["author"])
    actions.save_draft(people["convenor"], thread, {Heading.SAID: "Half a thought"})
    actions.hand_over_summary(people["convenor"], thread, people["owner"].id)
    for name, viewer in people.items():
        by_rule = policy.may_see_draft(viewer, thread)
        assert by_rule == (name in ("owner", "convenor")), name
        ids = db.session.scalars(select(Thread.id).where(policy.drafts_readable_by(viewer))).all()
        assert (thread.id in ids) == by_rule, name
        assert bool(queries.find_draft(viewer, thread)) == by_rule
        assert bool(queries.list_summary_drafts(viewer, [community.id])) == by_rule
        assert policy.may_summarise(viewer, thread) == (name in ("owner", "convenor", "author")), name
    assert not queries.list_summary_drafts(people["convenor"], [community.id + 1])


def test_a_draft_is_kept_published_and_gone(place):
    draft = actions.save_draft(place.author, place.thread, {Heading.SAID: "Half"}, is_by_rules=True)
    assert place.thread.summary_owner_id == place.author.id
    assert subjects.outline(place.member, Ref("thread", place.thread.id)).get("what_was_done") is None
    with pytest.raises(Conflict):
        actions.save_draft(place.convenor, place.thread, {Heading.SAID: "Other"}, seen=0)
    actions.save_draft(place.convenor, place.thread, {Heading.SAID: "Whole"}, seen=draft.version)
    found = queries.find_draft(place.author, place.thread)
    assert (found.texts, found.version, found.is_by_rules) == ({"said": "Whole"}, 2, True)
    actions.summarise(place.author, place.thread, TEXTS)
    assert queries.find_draft(place.author, place.thread) is None
    names = db.session.scalars(select(EventRow.name).where(EventRow.name.like("discussions.%"))).all()
    assert names.count("discussions.thread_summarised") == 1


def test_the_author_does_not_write_over_somebody_elses_draft(place):
    actions.save_draft(place.convenor, place.thread, {Heading.SAID: "Mine"})
    assert queries.find_draft(place.author, place.thread) is None
    with pytest.raises(Refused):
        actions.save_draft(place.author, place.thread, {Heading.SAID: "Yours"})
    with pytest.raises(NotThere):
        actions.discard_draft(place.author, place.thread)
    actions.summarise(place.author, place.thread, TEXTS)
    assert queries.find_draft(place.convenor, place.thread).texts == {"said": "Mine"}
    actions.discard_draft(place.convenor, place.thread)
    assert db.session.scalar(select(SummaryDraft.id)) is None


def test_a_summary_is_handed_to_whom_may_have_it(place, client, as_viewer, deliver):
    with pytest.raises(Refused):
        actions.hand_over_summary(place.author, place.thread, place.convenor.id)
    actions.hand_over_summary(place.convenor, place.thread, place.author.id)
    assert {one.id for one in queries.list_summarisers(place.author, place.thread)} >= {
        place.author.id, place.convenor.id,
    }  # fmt: skip
    for person in (place.member.id, place.outsider.id, 987654):
        with pytest.raises(Invalid):
            actions.hand_over_summary(place.author, place.thread, person)
    with pytest.raises(Invalid):
        actions.hand_over_summary(place.convenor, place.thread, place.outsider.id)
    actions.hand_over_summary(place.convenor, place.thread, place.member.id)
    assert policy.may_summarise(place.member, place.thread)
    db.session.commit()
    deliver()
    as_viewer(client, place.member)
    assert "asks you to look after the summary of “About bells”" in shown(client.get("/notices"))
    assert f"{place.member.name} looks after the summary" in shown(client.get(f"/threads/{place.thread.id}"))


def test_a_first_draft_is_made_of_what_every_reader_sees(place, make_member):
    other = make_member(place.community)
    post_actions.reply(other, place.thread, "A secret of one of the beds stood here.")
    hiding.hide_post(place.convenor, place.thread, post_number(place.thread, 3), is_hidden=True)
    found = queries.make_first_draft(place.convenor, place.thread)
    assert "secret" not in str(found)
    assert f"/threads/{place.thread.id}/posts/2" in found[Heading.SAID]
    with pytest.raises(Refused):
        queries.make_first_draft(place.member, place.thread)


def test_the_page_drafts_publishes_and_shows_history(place, client, as_viewer):
    path = f"/threads/{place.thread.id}/summarise"
    as_viewer(client, place.convenor)
    page = shown(client.get(path))
    assert "Start from a first draft" in page
    page = shown(client.get(f"{path}?begin=rules"))
    for words in ("made by rules from the posts. Check every line", "How do you do it?", "rounds at five"):
        assert words in page
    token = token_of(client.get(path))
    data = {"said": "A *first* view", "do": "draft", "seen": "0", "is_by_rules": "y", "submission_token": token}
    assert client.post(path, data=data).status_code == 303
    assert client.post(path, data=data).status_code == 303  # sent twice, kept once
    page = shown(client.get(f"/threads/{place.thread.id}"))
    assert "Draft of a summary" in page
    assert "A *first* view" in shown(client.get(path))
    overtaken = client.post(path, data={"said": "A rival view", "do": "draft", "seen": "0"})
    assert overtaken.status_code == 422
    for words in ("saved this draft meanwhile", "A *first* view", "A rival view"):
        assert words in shown(overtaken)
    as_viewer(client, place.member)
    assert "Draft of a summary" not in shown(client.get(f"/threads/{place.thread.id}"))
    assert client.get(path, check=False).status_code == 403
    as_viewer(client, place.convenor)
    parts = {heading.value: body for heading, body in TEXTS.items()}
    assert client.post(path, data=parts).status_code == 303
    assert client.post(path, data=parts | {"said": "Rounds at six", "differ": ""}).status_code == 303
    as_viewer(client, place.member)
    page = shown(client.get(f"/threads/{place.thread.id}"))
    for words in ("What was asked", "<strong>rounds</strong>", "Rounds at six", "What was agreed", "Open ends"):
        assert words in page
    assert "Where views differ" not in page
    latest, first = queries.list_summaries(place.member, get_thread(place.member, place.thread.id))
    page = shown(client.get(f"/threads/{place.thread.id}/summaries"))
    assert "Where views differ" in page
    page = shown(client.get(f"/threads/{place.thread.id}/summaries/{latest.id}"))
    for words in ("<del>five</del>", "<ins>six</ins>", "<del>Stroke ward: too early</del>"):
        assert words.replace(": ", ":") in page.replace("</del><del>", "").replace(": ", ":")
    assert "This was the first" in shown(client.get(f"/threads/{place.thread.id}/summaries/{first.id}"))
    assert client.get(f"/threads/{place.thread.id}/summaries/987654", check=False).status_code == 404


def test_what_cannot_be_published_comes_back_with_all_parts(place, client, as_viewer):
    as_viewer(client, place.convenor)
    path = f"/threads/{place.thread.id}/summarise"
    typed = {"asked": "Kept words", "agreed": f"Ring {NHS_NUMBER}", "do": "draft"}
    for data in (typed, typed | {"do": "publish"}, {"asked": "Kept words", "said": "x" * 5001}):
        answer = client.post(path, data=data)
        assert answer.status_code == 422
        assert "Kept words" in shown(answer)
    assert client.post(path, data={"seen": "x" * 30, "do": "draft"}).status_code == 422
    assert client.post(f"{path}/owner", data={"person_id": "987654"}).status_code == 422
    assert client.post(f"{path}/owner", data={"person_id": str(place.member.id)}).status_code == 303
    assert client.post(f"{path}/discard").status_code == 303


def test_a_decision_and_a_lesson_begin_with_the_parts_of_the_summary(place, client, as_viewer):
    actions.summarise(place.convenor, place.thread, TEXTS)
    as_viewer(client, place.convenor)
    page = shown(client.get(f"/threads/{place.thread.id}"))
    assert "Record a decision from this" in page
    assert "Draft a lesson from this" in page
    page = shown(client.get(f"/decisions/new?from=thread:{place.thread.id}"))
    filled = {"what": "Offer, do not wait", "why": "Rounds at five", "dissent": "Stroke ward: too early"}
    for name, words in filled.items():
        field = page.split(f'id="{name}"')[1].split("</textarea>")[0]
        assert words in field, name
    page = shown(client.get(f"/lessons/new?from=thread:{place.thread.id}"))
    for name, words in (
        ("problem", "Bells or **rounds**?"), ("what_was_done", "Rounds at five"), ("would_do_differently", "Who pays?"),
        ("why_we_think_so", "Where views differ:\r\n\r\nStroke ward"),
    ):  # fmt: skip
        field = page.split(f'id="{name}"')[1].split("</textarea>")[0]
        assert words.replace("\r\n", "\n") in field.replace("\r\n", "\n"), name
    made = client.post(
        f"/decisions/new?from=thread:{place.thread.id}",
        data={"title": "We offer", "what": "Offer", "why": "It works", "method": "consent", "decided_on": "2026-01-05",
              "owner_id": str(place.convenor.id)},
    )  # fmt: skip
    assert made.status_code == 303
    assert "We offer" in shown(client.get(f"/threads/{place.thread.id}"))
    assert "About bells" in shown(client.get(made.location))


def test_a_difference_is_told_word_by_word():
    pieces = compare("rounds at five help", "rounds at six help")
    assert [(piece.text, piece.change) for piece in pieces] == [
        ("rounds at ", ""), ("five", "removed"), ("six", "added"), (" help", ""),
    ]  # fmt: skip
    assert compare("", "new") == [type(pieces[0])("new", "added")]
    assert compare("", "") == []
