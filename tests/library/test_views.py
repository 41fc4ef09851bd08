"""The pages of the library, as people use them. Each page that is got is checked by tests/pages.py as well."""

from __future__ import annotations

import pytest

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.foundation.refs import Ref
from lhs_community.library.actions.reviews import CHECKLIST
from lhs_community.library.models import Adoption, Lesson, LessonState, Outcome
from tests.make.library import TEXTS

SECRET = "Only among ourselves: count the keys"


@pytest.fixture
def as_(client, sign_in):
    """`as_(viewer)` -> the client, signed in as them."""

    def enter(viewer):
        sign_in(client, db.session.get_one(Person, viewer.id))
        return client

    return enter


def typed(community, **fields):
    return {"title": "Ring first", "kind": "worked", "community_id": community.id, "topics": "falls, nights"} | fields


def test_every_page_of_a_lesson_is_sound(as_, make_lesson, make_member, make_community, make_reviewer):
    community = make_community()
    author, reviewer = make_member(community), make_reviewer(community)
    for state in LessonState:
        lesson = make_lesson(state, community, author)
        for who in (author, reviewer):
            is_hidden = state is LessonState.DRAFT and who is reviewer
            assert as_(who).get(f"/lessons/{lesson.id}").status_code == (404 if is_hidden else 200)
        for page in ("review", "evidence"):
            answer = as_(reviewer).get(f"/lessons/{lesson.id}/{page}")
            assert answer.status_code in ((404,) if state is LessonState.DRAFT else (200, 303))
    for page in ("/lessons?show=drafts", "/lessons?show=review", f"/lessons/{lesson.id}/versions/1"):
        assert as_(author).get(page).status_code == 200


def test_a_lesson_is_written_handed_in_reviewed_and_read(
    as_, client, make_project, make_measure, make_reviewer, deliver
):
    project = make_project(problem="Falls on the way to the toilet.")
    lead = viewer_for(project.lead_id)
    make_measure(lead, project.id)
    community = project.community
    url = f"/lessons/new?from=project:{project.id}"
    page = as_(lead).get(url).text
    assert "Falls on the way to the toilet." in page
    assert "was filled in from" in page
    assert "Falls each month" in page
    answer = client.post(url, data=typed(community, **TEXTS))
    assert answer.status_code == 303
    here = answer.location
    assert client.post(f"{here}/submit").status_code == 303
    reviewer = make_reviewer(community)
    assert "Lessons that wait for your review" in as_(reviewer).get("/").text
    review = {"checked": list(CHECKLIST), "verdict": "publish", "comments": "Clear and short."}
    assert client.post(f"{here}/review", data=review).location == here
    page = client.get(here).text
    assert "Evidence: measured" in page
    assert "Learning story" in page
    assert "Nobody has tried it elsewhere yet" in page
    assert "Clear and short." in page
    client.post("/sign-out")
    page = client.get(here).text
    assert "Ring first" in page
    assert "Clear and short." not in page
    assert "Learned here" in client.get(f"/projects/{project.id}").text


@pytest.mark.parametrize(("fields", "message"), [
    ({"title": ""}, "Enter your advice"), ({"kind": ""}, "Choose what came of it"),
    ({"topics": ",".join("abcdefghi")}, "Choose up to 8 topics"),
    ({"barriers": "NHS number 999 000 0018"}, "This could identify somebody"),
    ({"problem": "NHS number 999 000 0018"}, "This could identify somebody"),
])
def test_what_does_not_fit_comes_back_with_everything_typed(fields, message, as_, make_community, make_member):
    community = make_community()
    answer = as_(make_member(community)).post("/lessons/new", data=typed(community, enablers="The night team") | fields)
    assert answer.status_code == 422
    assert message in answer.text
    assert "The night team" in answer.text


def test_what_a_reviewer_needs_is_asked_for_beside_its_field(as_, make_lesson):
    lesson = make_lesson(LessonState.DRAFT, texts={"what_was_done": ""})
    answer = as_(viewer_for(lesson.author_id)).post(f"/lessons/{lesson.id}/submit")
    assert answer.status_code == 422
    assert 'href="#what_was_done"' in answer.text


def test_saving_and_handing_in_is_one_button(as_, make_lesson):
    lesson = make_lesson(LessonState.DRAFT)
    data = typed(lesson.community, revision=1, step="submit", **TEXTS)
    assert as_(viewer_for(lesson.author_id)).post(f"/lessons/{lesson.id}/edit", data=data).status_code == 303
    assert db.session.get(Lesson, lesson.id, populate_existing=True).state is LessonState.IN_REVIEW


def test_whoever_saves_second_sees_what_the_first_saved(as_, client, make_lesson):
    lesson = make_lesson(LessonState.DRAFT)
    here, community = f"/lessons/{lesson.id}/edit", lesson.community
    as_(viewer_for(lesson.author_id)).post(here, data=typed(community, revision=1, barriers="Two jobs"))
    answer = client.post(here, data=typed(community, revision=1, barriers="One pair of hands"))
    assert answer.status_code == 422
    assert "Two jobs" in answer.text
    assert "One pair of hands" in answer.text
    assert 'name="revision" type="hidden" value="2"' in answer.text


def test_a_form_sent_twice_makes_one_lesson(as_, client, make_community, make_member):
    community = make_community()
    data = typed(community, submission_token="the same token twice")
    first = as_(make_member(community)).post("/lessons/new", data=data)
    assert client.post("/lessons/new", data=data).location == first.location
    assert db.session.query(Lesson).count() == 1


def test_a_lesson_is_sent_back_with_comments(as_, make_lesson, make_reviewer):
    lesson = make_lesson(LessonState.IN_REVIEW)
    here = f"/lessons/{lesson.id}"
    reviewer = make_reviewer(lesson.community)
    assert as_(reviewer).post(f"{here}/review", data={"verdict": "send_back"}).status_code == 422
    data = {"verdict": "send_back", "comments": "How many nights?"}
    assert as_(reviewer).post(f"{here}/review", data=data).status_code == 303
    assert "How many nights?" in as_(viewer_for(lesson.author_id)).get(here).text


def test_a_lesson_is_taken_back_and_put_away(as_, client, make_lesson):
    lesson = make_lesson(LessonState.IN_REVIEW)
    here = f"/lessons/{lesson.id}"
    assert as_(viewer_for(lesson.author_id)).post(f"{here}/take-back").status_code == 303
    assert client.post(f"{here}/take-back").status_code == 422
    assert client.get(f"{here}/retire").status_code == 200
    assert client.post(f"{here}/retire").status_code == 303
    assert lesson.title not in client.get("/lessons?show=drafts").text


def test_a_stale_lesson_says_so_until_somebody_looks_again(as_, client, make_lesson, make_reviewer):
    lesson = make_lesson(LessonState.NEEDS_REVIEW)
    here, reviewer = f"/lessons/{lesson.id}", make_reviewer(lesson.community)
    assert "has not been reviewed yet" in client.get(here).text
    as_(reviewer).post(f"{here}/review", data={"checked": list(CHECKLIST)})
    assert "has not been reviewed yet" not in client.get(here).text


def test_a_retired_lesson_keeps_its_page_and_its_reason(client, make_lesson):
    lesson = make_lesson(LessonState.RETIRED)
    page = client.get(f"/lessons/{lesson.id}").text
    assert "Do not follow it any more" in page
    assert "The pathway is closed." in page
    assert lesson.title not in client.get("/lessons").text


def test_a_reviewer_lowers_the_evidence_with_a_reason_readers_see(as_, client, make_lesson, make_reviewer):
    lesson = make_lesson()
    here = f"/lessons/{lesson.id}"
    as_(make_reviewer(lesson.community))
    assert client.post(f"{here}/evidence", data={"limit": "0", "reason": ""}).status_code == 422
    assert client.post(f"{here}/evidence", data={"limit": "0", "reason": "One shift only"}).status_code == 303
    page = client.get(here).text
    assert "One shift only" in page
    assert "Evidence: opinion" in page


def test_a_lesson_is_adopted_and_shows_how_it_went(as_, client, make_lesson, make_project):
    lesson, project = make_lesson(), make_project()
    here = f"/lessons/{lesson.id}"
    page = as_(viewer_for(project.lead_id)).get(f"{here}/adopt?project={project.id}").text
    assert f"/projects/new?from=lesson:{lesson.id}&amp;next=/lessons/{lesson.id}/adopt" in page
    data = {"project": project.id, "kept": "The round", "changed": "Six in place of five"}
    adoption = client.post(f"{here}/adopt", data=data).location
    again = client.post(f"{here}/adopt", data=data)
    assert again.status_code == 422
    assert "has adopted it already" in again.text
    assert "Six in place of five" in client.get(adoption).text
    told = {"outcome": "worked", "what_happened": "Half as many", **data}
    assert client.post(f"{adoption}/update", data=told | {"what_happened": ""}).status_code == 422
    assert client.post(f"{adoption}/update", data=told).status_code == 303
    page = client.get(here).text
    assert "Tried in 1 place: worked in 1" in page
    assert "Half as many" in page
    assert "Adopted from others" in client.get(f"/projects/{project.id}").text


def test_who_has_no_project_is_led_to_a_new_one(as_, make_lesson, make_member):
    lesson = make_lesson()
    page = as_(make_member()).get(f"/lessons/{lesson.id}/adopt").text
    assert "Start a new project for it" in page


def test_the_list_narrows_and_turns_pages(as_, client, make_community, make_member, make_lesson, count_queries):
    community = make_community()
    author = make_member(community)
    for number in range(22):
        kind = "mixed" if number == 3 else "worked"
        make_lesson(community=community, author=author, title=f"Advice number {number}", kind=kind,
                    topics=("rare",) if number == 5 else ("falls",))
    as_(make_member(community))
    client.get("/lessons")
    with count_queries(at_most=22):
        first = client.get("/lessons").text
    assert "Advice number 21" in first
    assert "Advice number 1<" not in first
    older = first.split('class="app-pages__older" href="')[1].split('"')[0]
    assert "Advice number 1<" in client.get(older.replace("&amp;", "&")).text
    for narrowed, one in (("kind=mixed", 3), ("topic=rare", 5), (f"topic=rare&community={community.slug}", 5)):
        page = client.get(f"/lessons?{narrowed}").text
        assert page.count("Advice number") == 1
        assert f"Advice number {one}<" in page
    assert "No lesson fits all of that" in client.get("/lessons?evidence=4").text
    assert client.get("/lessons?kind=nonsense&evidence=many&before=x").status_code == 200


def test_nothing_of_a_closed_community_reaches_others(
    as_, client, make_community, make_member, make_lesson, make_adoption
):
    closed = make_community(visibility=Visibility.CONFIDENTIAL)
    insider = make_member(closed)
    lesson = make_lesson(community=closed, author=insider, title=SECRET, topics=("keys",))
    shown = make_lesson(title="Open advice")
    place = shown.community
    hidden = make_adoption(shown, closed, Outcome.WORKED, changed=SECRET)
    for viewer in (None, make_member(), make_member(place, "convenor")):
        if viewer:
            as_(viewer)
        for page in ("/lessons", "/lessons?topic=nothing", f"/lessons/{shown.id}", "/", f"/c/{place.slug}"):
            text = client.get(page).text
            assert SECRET not in text
            assert "keys" not in text
            assert "Tried in 1" not in text
        for page in ("", "/versions/1", "/review", "/adopt", "/edit", "/retire", "/evidence"):
            assert client.get(f"/lessons/{lesson.id}{page}").status_code in (404, 303)
        for page in (f"/adoptions/{hidden.id}", f"/adoptions/{hidden.id}/update", f"/lessons?community={closed.slug}"):
            assert client.get(page).status_code in (404, 303)
    assert SECRET in as_(insider).get("/lessons").text


def test_drafts_are_nowhere_for_readers(as_, client, make_lesson, make_member, make_project):
    project = make_project()
    lead = viewer_for(project.lead_id)
    make_lesson(LessonState.DRAFT, project.community, lead, Ref("project", project.id), title=SECRET)
    slug = project.community.slug
    as_(make_member(project.community))
    pages = ("/lessons", "/lessons?show=drafts", "/lessons?show=review", f"/projects/{project.id}", "/",
             f"/c/{slug}", f"/story/project/{project.id}")
    for page in pages:
        assert SECRET not in client.get(page).text


def test_home_shows_what_fits_and_says_why(as_, make_lesson, make_project, make_member):
    lesson = make_lesson(topics=("falls",))
    reader = make_member()
    db.session.get_one(Person, reader.id).interests = ["Falls"]
    assert "You follow falls" in as_(reader).get("/").text
    project = make_project(title="Fewer falls on Fern ward")
    page = as_(viewer_for(project.lead_id)).get("/").text
    assert "For your project “Fewer falls on Fern ward”" in page
    assert lesson.title not in as_(viewer_for(lesson.author_id)).get("/").text
    assert lesson.title not in as_(make_member()).get("/").text


def test_guests_are_asked_to_sign_in_before_they_write(client, make_lesson):
    lesson = make_lesson()
    for page in ("/lessons/new", f"/lessons/{lesson.id}/adopt", f"/lessons/{lesson.id}/edit"):
        assert "/sign-in" in client.get(page).location
    assert db.session.query(Adoption).count() == 0
