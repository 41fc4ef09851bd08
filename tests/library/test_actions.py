"""The way of a lesson through its states, and of what people did with it: it works, who may not, what was recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lhs_community.chain import queries as chain
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.errors import Conflict, Invalid, NotThere, Refused
from lhs_community.foundation.refs import Ref
from lhs_community.library.actions import adoptions, lessons, reviews
from lhs_community.library.actions.adoptions import Adapted
from lhs_community.library.models import SECTIONS, LessonKind, LessonState, Outcome
from lhs_community.library.queries import adoptions as adoption_queries, drafting, lessons as queries
from lhs_community.safety.guard import Consent
from tests.make.library import APPROVED, written

DRAFT, IN_REVIEW, PUBLISHED, NEEDS_REVIEW, RETIRED = LessonState
NUMBER = "Seen under NHS number 999 000 0018"


def author_of(lesson):
    return viewer_for(lesson.author_id)


# What each action makes of each state; what is not named here is refused.
STEPS = {
    "submit": {DRAFT: IN_REVIEW},
    "take_back": {IN_REVIEW: DRAFT},
    "send_back": {IN_REVIEW: DRAFT},
    "publish": {IN_REVIEW: PUBLISHED},
    "review": {NEEDS_REVIEW: PUBLISHED},
    "change": {DRAFT: DRAFT, PUBLISHED: NEEDS_REVIEW, NEEDS_REVIEW: NEEDS_REVIEW},
    "retire": {DRAFT: RETIRED, IN_REVIEW: RETIRED, PUBLISHED: RETIRED, NEEDS_REVIEW: RETIRED},
}


@pytest.mark.parametrize("state", LessonState)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_leads_where_it_should_and_nowhere_else(step, state, make_lesson, make_reviewer):
    lesson = make_lesson(state)
    author, reviewer = author_of(lesson), make_reviewer(lesson.community)
    act = {
        "submit": lambda: lessons.submit_lesson(author, lesson),
        "take_back": lambda: lessons.take_back_lesson(author, lesson),
        "send_back": lambda: reviews.send_back_lesson(reviewer, lesson, "Say how many."),
        "publish": lambda: reviews.publish_lesson(reviewer, lesson, APPROVED),
        "review": lambda: reviews.review_lesson(reviewer, lesson, APPROVED),
        "change": lambda: lessons.change_lesson(author, lesson, written(), lesson.revision),
        "retire": lambda: reviews.retire_lesson(author, lesson, "Out of date"),
    }[step]
    if state in STEPS[step]:
        act()
        assert lesson.state is STEPS[step][state]
    else:
        with pytest.raises((Invalid, Refused)):
            act()
        assert lesson.state is state


def test_a_lesson_goes_from_a_project_to_its_readers(make_project, make_lesson, make_reviewer, recorded):
    project = make_project()
    lead, reviewer = viewer_for(project.lead_id), make_reviewer(project.community)
    lesson = make_lesson(DRAFT, project.community, lead, Ref("project", project.id), texts={"barriers": "*Nights*"})
    assert lesson.identifier.startswith("LHS-")
    assert (lesson.version, lesson.published_at, lesson.licence) == (0, None, "CC BY 4.0")
    assert str(lesson.barriers_html).strip() == "<p><em>Nights</em></p>"
    assert lesson.topics == ["falls", "nights"]
    assert [card.ref for card in drafting.origins_of(lead, lesson)] == [Ref("project", project.id)]
    lessons.submit_lesson(lead, lesson)
    with clock.at(datetime(2026, 3, 31, 12, tzinfo=UTC)):
        reviews.publish_lesson(reviewer, lesson, APPROVED, months=6)
    assert lesson.review_due == date(2026, 9, 30)
    assert lesson.reviewer_id == reviewer.id
    (version,) = queries.list_versions(lead, lesson)
    assert (version.number, version.made_by_id, version.reviewer_id) == (1, lead.id, reviewer.id)
    assert version.texts["barriers"] == "*Nights*"
    assert recorded("library.lesson_submitted")[0]["person_ids"] == [reviewer.id]
    assert recorded("library.lesson_published")[0]["version"] == 1
    assert recorded("library.lesson_drafted")[0]["community_id"] == project.community_id


@pytest.mark.parametrize(("day", "months", "later"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 1, 31), 1, date(2024, 2, 29)),
    (date(2026, 12, 15), 12, date(2027, 12, 15)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
])
def test_months_end_where_the_month_does(day, months, later):
    assert reviews.months_later(day, months) == later


@pytest.mark.parametrize("name", ["title", "setting", "topics", *SECTIONS])
def test_the_guard_holds_every_field_of_a_lesson(name, make_lesson):
    typed = {name: NUMBER} if name in ("title", "setting") else {"texts": {name: NUMBER}}
    typed = {"topics": (NUMBER,)} if name == "topics" else typed
    with pytest.raises(Invalid) as refusal:
        make_lesson(DRAFT, **typed)
    assert refusal.value.field == name


def test_an_author_may_say_that_a_name_is_nobodys(make_community, make_member):
    community = make_community()
    author = make_member(community)
    text = written(texts={"context": "We call the teaching story Mrs Example here."})
    with pytest.raises(Invalid):
        lessons.draft_lesson(author, community, text)
    assert lessons.draft_lesson(author, community, text, consent=Consent(confirmed=True)).id


@pytest.mark.parametrize("missing", ["problem", "what_was_done", "what_happened"])
def test_a_reviewer_gets_no_lesson_without_its_core(missing, make_lesson):
    lesson = make_lesson(DRAFT, texts={missing: " "})
    with pytest.raises(Invalid) as refusal:
        lessons.submit_lesson(author_of(lesson), lesson)
    assert refusal.value.field == missing


@pytest.mark.parametrize(("topics", "kept"), [
    (("Falls", " falls ", "", "Older  People"), ["falls", "older people"]), ((), []),
])
def test_topics_are_one_way_to_write_a_thing(topics, kept, make_lesson):
    assert make_lesson(DRAFT, topics=topics).topics == kept


@pytest.mark.parametrize("topics", [tuple(f"topic {number}" for number in range(9)), ("x" * 61,)])
def test_too_many_or_too_long_topics_are_refused(topics, make_lesson):
    with pytest.raises(Invalid) as refusal:
        make_lesson(DRAFT, topics=topics)
    assert refusal.value.field == "topics"


def test_nobody_drafts_where_they_may_not_post(make_community, make_member, make_lesson):
    with pytest.raises(Refused):
        make_lesson(DRAFT, make_community(visibility=Visibility.RESTRICTED), make_member())
    with pytest.raises(NotThere):
        make_lesson(DRAFT, make_community(visibility=Visibility.PRIVATE), make_member())


def test_others_change_submit_and_retire_nothing(make_lesson, make_member, make_reviewer):
    lesson = make_lesson(DRAFT)
    for other in (make_member(lesson.community), make_reviewer(lesson.community)):
        for act in (
            lambda who: lessons.change_lesson(who, lesson, written(), 1),
            lambda who: lessons.submit_lesson(who, lesson),
            lambda who: lessons.take_back_lesson(who, lesson),
            lambda who: reviews.retire_lesson(who, lesson, "No"),
        ):
            with pytest.raises(Refused):
                act(other)


def test_two_writers_do_not_overwrite_each_other(make_lesson, make_member):
    lesson = make_lesson(DRAFT)
    convenor = make_member(lesson.community, "convenor")
    lessons.change_lesson(convenor, lesson, written(title="Ring first"), 1)
    with pytest.raises(Conflict):
        lessons.change_lesson(author_of(lesson), lesson, written(title="Walk first"), 1)
    assert (lesson.title, lesson.revision) == ("Ring first", 2)


def test_a_published_lesson_changes_into_a_version_that_waits_for_review(make_lesson, make_reviewer, recorded):
    lesson = make_lesson()
    author, reviewer = author_of(lesson), make_reviewer(lesson.community)
    lessons.change_lesson(author, lesson, written(kind=LessonKind.MIXED, topics=("nights",)), lesson.revision)
    newest, oldest = queries.list_versions(author, lesson)
    assert (newest.number, newest.reviewer_id, newest.kind) == (2, None, LessonKind.MIXED)
    assert (oldest.number, oldest.kind, oldest.topics) == (1, LessonKind.WORKED, ["falls", "nights"])
    assert reviewer.id in recorded("library.lesson_revised")[0]["person_ids"]
    with pytest.raises(Invalid, match="what was done"):
        lessons.change_lesson(author, lesson, written(texts={"what_was_done": ""}), lesson.revision)


def test_a_review_of_the_new_version_is_noted_on_it(make_lesson, make_reviewer):
    lesson = make_lesson(NEEDS_REVIEW)
    reviewer = make_reviewer(lesson.community)
    reviews.review_lesson(reviewer, lesson, APPROVED)
    assert queries.latest_version(reviewer, lesson).reviewer_id == reviewer.id


def test_nobody_reviews_their_own(make_community, make_member, make_lesson):
    community = make_community(visibility=Visibility.PRIVATE)
    convenor = make_member(community, "convenor")
    lesson = make_lesson(IN_REVIEW, community, convenor)
    with pytest.raises(Refused, match="of your own"):
        reviews.publish_lesson(convenor, lesson, APPROVED)
    with pytest.raises(Refused, match="a convenor of this community"):
        reviews.publish_lesson(make_member(community), lesson, APPROVED)


def test_a_reviewer_ticks_everything_or_says_what_is_missing(make_lesson, make_reviewer, make_member):
    lesson = make_lesson(IN_REVIEW)
    reviewer = make_reviewer(lesson.community)
    for act, field in (
        (lambda: reviews.publish_lesson(reviewer, lesson, reviews.Judgement(frozenset({"advice"}))), "checked"),
        (lambda: reviews.send_back_lesson(reviewer, lesson, " "), "comments"),
        (lambda: reviews.send_back_lesson(reviewer, lesson, NUMBER), "comments"),
    ):
        with pytest.raises(Invalid) as refusal:
            act()
        assert refusal.value.field == field
    reviews.send_back_lesson(reviewer, lesson, "How many nights?")
    assert [note.body for note in queries.list_notes(author_of(lesson), lesson)] == ["How many nights?"]
    assert queries.list_notes(make_member(lesson.community), lesson) == []


def test_a_lesson_falls_due_once_and_only_when_its_day_has_come(make_lesson, recorded):
    lesson = make_lesson()
    assert reviews.mark_due_reviews() == 0
    with clock.at(clock.now() + timedelta(days=367)):
        assert reviews.mark_due_reviews() == 1
        assert reviews.mark_due_reviews() == 0
    assert lesson.state is NEEDS_REVIEW
    assert recorded("library.review_fell_due") == [{"person_ids": [lesson.reviewer_id]}]


def test_retiring_a_published_lesson_wants_a_reason(make_lesson, recorded):
    lesson = make_lesson()
    with pytest.raises(Invalid) as refusal:
        reviews.retire_lesson(author_of(lesson), lesson, "  ")
    assert refusal.value.field == "reason"
    reviews.retire_lesson(author_of(lesson), lesson, "The pathway is closed.")
    assert recorded("library.lesson_retired") == [{}]


def test_people_mentioned_hear_of_it_when_it_is_published(
    make_community, make_member, make_lesson, make_reviewer, recorded
):
    community = make_community()
    friend = make_member(community)
    lesson = make_lesson(IN_REVIEW, community, texts={"enablers": f"Thanks to @{friend.handle}"})
    assert recorded("communities.person_mentioned") == []
    reviews.publish_lesson(make_reviewer(community), lesson, APPROVED)
    assert recorded("communities.person_mentioned") == [{"person_id": friend.id}]


def test_what_is_written_elsewhere_fills_the_draft(make_project, make_measure):
    project = make_project(problem="Falls on the way to the toilet.")
    lead = viewer_for(project.lead_id)
    measure = make_measure(lead, project.id)
    found = drafting.gather(lead, subjects.require_card(lead, Ref("project", project.id)))
    assert "Falls on the way" in found.texts["problem"]
    assert "Falls each month" in found.texts["what_happened"]
    assert Ref("measure", measure.id) in [card.ref for card in found.sources["what_happened"]]
    assert set(found.texts) <= set(SECTIONS)


def test_an_adoption_joins_lesson_and_project(make_lesson, make_adoption, recorded):
    lesson = make_lesson()
    adoption = make_adoption(lesson, kept="The round.", dropped="The bell.")
    adopter = viewer_for(adoption.adopted_by_id)
    assert (adoption.lesson_version, adoption.outcome) == (1, Outcome.TOO_EARLY)
    steps = chain.neighbours(adopter, Ref("adoption", adoption.id))
    assert [(step.card.ref.kind, step.words) for step in steps] == [("lesson", "adopts"), ("project", "led to")]
    assert recorded("library.lesson_adopted") == [
        {"lesson_id": lesson.id, "project_id": adoption.project_id, "version": 1}
    ]
    with pytest.raises(Invalid) as refusal:
        adoptions.adopt_lesson(adopter, lesson, adoption.project_id, Adapted(kept="Again"))
    assert refusal.value.field == "project"


@pytest.mark.parametrize(("adapted", "field"), [
    (Adapted(kept=" "), "kept"), (Adapted(kept="All", changed=NUMBER), "changed"),
    (Adapted(kept="All", dropped=NUMBER), "dropped"), (Adapted(kept="All", added=NUMBER), "added"),
    (Adapted(kept=NUMBER), "kept"),
])
def test_what_does_not_fit_an_adoption_is_refused_beside_its_field(adapted, field, make_lesson, make_project):
    project = make_project()
    with pytest.raises(Invalid) as refusal:
        adoptions.adopt_lesson(viewer_for(project.lead_id), make_lesson(), project.id, adapted)
    assert refusal.value.field == field


@pytest.mark.parametrize("state", [DRAFT, IN_REVIEW, RETIRED])
def test_only_what_is_in_use_is_adopted(state, make_lesson, make_project):
    lesson = make_lesson(state)
    project = make_project(lesson.community, lead=author_of(lesson))
    with pytest.raises(Refused):
        adoptions.adopt_lesson(author_of(lesson), lesson, project.id, Adapted(kept="All"))


def test_a_lesson_is_not_adopted_by_strangers_nor_where_it_comes_from(make_project, make_lesson, make_member):
    project = make_project()
    lead = viewer_for(project.lead_id)
    lesson = make_lesson(community=project.community, author=lead, origin=Ref("project", project.id))
    with pytest.raises(Refused):
        adoptions.adopt_lesson(make_member(project.community), lesson, project.id, Adapted(kept="All"))
    with pytest.raises(Invalid, match="learned in that project"):
        adoptions.adopt_lesson(lead, lesson, project.id, Adapted(kept="All"))


def test_the_team_tells_how_it_went(make_adoption, make_member, recorded):
    adoption = make_adoption()
    adopter, kept = viewer_for(adoption.adopted_by_id), Adapted(kept="The round.")
    for outcome, text, field in ((Outcome.WORKED, " ", "what_happened"), (Outcome.MIXED, NUMBER, "what_happened")):
        with pytest.raises(Invalid) as refusal:
            adoptions.tell_outcome(adopter, adoption, outcome, text, kept)
        assert refusal.value.field == field
    with pytest.raises(Refused):
        adoptions.tell_outcome(make_member(adoption.community), adoption, Outcome.WORKED, "Ours!", kept)
    adoptions.tell_outcome(adopter, adoption, Outcome.DID_NOT_WORK, "Chairs moved.", kept)
    assert recorded("library.adoption_changed")[0]["outcome"] == "did_not_work"
    tally = adoption_queries.tallies(adopter, [adoption.lesson_id])[adoption.lesson_id]
    assert tally.words == "Tried in 1 place: did not work in 1"


def test_the_lesson_an_adoption_took_can_still_be_read_as_it_was(make_adoption):
    adoption = make_adoption()
    lesson = adoption.lesson
    author = author_of(lesson)
    lessons.change_lesson(author, queries.get_lesson(author, lesson.id), written(title="Newer advice"), lesson.revision)
    assert queries.get_version(author, lesson, adoption.lesson_version).title == "Offer the toilet by name at five"
    with pytest.raises(NotThere):
        queries.get_version(author, lesson, 3)
