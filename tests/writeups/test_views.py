"""Pages of reports and write-ups, as people meet them."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from pypdf import PdfReader

from lhs_community.accounts.models import Person
from lhs_community.communities.models import Visibility
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation.database import db
from lhs_community.projects.models.terms import CycleState
from lhs_community.projects.queries.projects import get_project
from lhs_community.writeups.export import markdown, paper
from lhs_community.writeups.models import SponsorAsk, SponsorReport, WriteUp, WriteUpPart

NUMBER = "Her NHS number is 999 000 0018"
HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} [x](javascript:alert(1))"
WITH_PANGO = pytest.mark.skipif(not paper.is_possible(), reason="there is no pango (apt-get install libpangoft2-1.0-0)")


@pytest.fixture
def project(make_cycle, make_measure):
    made = make_cycle(state=CycleState.ACTED).project
    lead = viewer_for(made.lead_id)
    make_measure(lead, made.id)
    return get_project(lead, made.id)


@pytest.fixture
def at_work(client, sign_in, project):
    """The client of the project's lead."""
    sign_in(client, db.session.get(Person, project.lead_id))
    return client


def fields_of(page):
    html = page.get_data(as_text=True)
    found = {}
    for name in ("version", "as_read", "submission_token"):
        if match := re.search(rf'name="{name}"[^>]*value="([^"]*)"', html):
            found[name] = match.group(1)
    return found


def post(client, url, page="", **fields):
    opened = fields_of(client.get(page or url))
    return client.post(url, data=opened | fields)


def started(client, project):
    page = client.post(f"/projects/{project.id}/write-up")
    assert page.status_code == 303
    return int(re.search(r"/write-ups/(\d+)", page.location).group(1))


def test_the_report_is_read_changed_sent_and_looked_at_later(at_work, project):
    url = f"/projects/{project.id}/report"
    for period in ("", "since_last", "month", "quarter", "nonsense", "x" * 500):
        assert at_work.get(f"{url}?period={period}").status_code == 200
    assert post(at_work, f"{url}/ask", text="Sign it by **May**.").status_code == 303
    page = at_work.get(url).get_data(as_text=True)
    assert "Sign it by <strong>May</strong>." in page
    assert "Falls each month" in page
    sent = post(at_work, f"{url}/send", page=url)
    assert sent.status_code == 303
    assert "Sign it by" in at_work.get(sent.location).get_data(as_text=True)
    assert at_work.get(f"{sent.location}/slides").status_code == 200
    assert "Report of" in at_work.get(f"/projects/{project.id}/reports").get_data(as_text=True)
    assert "Reports sent" in at_work.get(f"/projects/{project.id}").get_data(as_text=True)
    assert at_work.get(f"{url}/slides").status_code == 200


def test_a_report_sent_twice_by_one_form_is_one(at_work, project):
    url = f"/projects/{project.id}/report"
    form = fields_of(at_work.get(url))
    first, second = (at_work.post(f"{url}/send", data=form) for _ in range(2))
    assert first.location == second.location
    assert db.session.query(SponsorReport).count() == 1


@pytest.mark.parametrize(("text", "words"), [(NUMBER, "NHS number"), ("x" * 1001, "Keep this to 1000 characters")])
def test_what_cannot_be_asked_comes_back_with_all_that_was_typed(text, words, at_work, project):
    back = post(at_work, f"/projects/{project.id}/report/ask", text=text)
    assert back.status_code == 422
    assert words in back.get_data(as_text=True)
    assert text in back.get_data(as_text=True)
    assert not db.session.query(SponsorAsk).count()


def test_hostile_text_is_only_text(at_work, project):
    post(at_work, f"/projects/{project.id}/report/ask", text=HOSTILE)
    id_ = started(at_work, project)
    post(at_work, f"/write-ups/{id_}/items/1", text=HOSTILE)
    post(at_work, f"/write-ups/{id_}/authors", authors=HOSTILE)
    for url in (f"/projects/{project.id}/report", f"/projects/{project.id}/report/slides", f"/write-ups/{id_}"):
        page = at_work.get(url).get_data(as_text=True)
        assert "<img src=x" not in page
        assert "{{7*7}}" in page
        assert 'href="javascript' not in page


def test_a_write_up_is_begun_written_finished_and_taken_along(at_work, project):
    assert "Begin the write-up" in at_work.get(f"/projects/{project.id}").get_data(as_text=True)
    id_ = started(at_work, project)
    assert started(at_work, project) == id_
    home = f"/write-ups/{id_}"
    opened = at_work.get(f"{home}/items/5").get_data(as_text=True)
    assert "We held that the aim hangs on" in opened  # begins with what the project says
    assert post(at_work, f"{home}/items/5", text="We thought **so**.").location == f"{home}#item-5"
    assert post(at_work, f"{home}/items/3", text="People fall at night.").status_code == 303
    assert post(at_work, f"{home}/authors", authors="Ada Okoro\nBo Li").status_code == 303
    page = at_work.get(home).get_data(as_text=True)
    assert "We thought <strong>so</strong>." in page
    assert "Ada Okoro; Bo Li" in page
    assert "What most reports leave out" in page
    assert at_work.get(f"{home}/items/5/versions").status_code == 200
    assert at_work.get(f"{home}/items/5?version=2").status_code == 200
    at_work.post(f"{home}/finish")
    finished = at_work.get(home).get_data(as_text=True)
    assert f"/lessons/new?from=write_up:{id_}" in finished.replace("%3A", ":")
    lesson = at_work.get(f"/lessons/new?from=write_up:{id_}").get_data(as_text=True)
    assert "People fall at night." in lesson

    made = Document(io.BytesIO(at_work.get(f"{home}.docx").data))
    texts = [one.text for one in made.paragraphs]
    assert "We thought so." in texts
    assert "Ada Okoro; Bo Li" in texts
    assert "Falls each month" in made.inline_shapes[0]._inline.docPr.get("descr")
    answer = at_work.get(f"{home}.md")
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=fewer-falls-on-fern-ward.md"
    assert markdown.read(answer.get_data(as_text=True))["5"] == "We thought **so**."


def test_two_versions_of_an_item_are_shown_and_none_is_lost(at_work, project):
    id_ = started(at_work, project)
    url = f"/write-ups/{id_}/items/3"
    mine = fields_of(at_work.get(url))
    post(at_work, url, text="Their text")
    back = at_work.post(url, data=mine | {"text": "My text"})
    assert back.status_code == 422
    page = back.get_data(as_text=True)
    assert "Two versions" in page
    assert "Their text" in page
    assert "My text" in page
    merged = fields_of(back)
    assert at_work.post(url, data=merged | {"text": "Both texts"}).status_code == 303
    assert "Both texts" in at_work.get(f"/write-ups/{id_}").get_data(as_text=True)


@pytest.mark.parametrize("text", [NUMBER, "x" * 20_001])
def test_what_cannot_be_written_comes_back(text, at_work, project):
    id_ = started(at_work, project)
    back = post(at_work, f"/write-ups/{id_}/items/3", text=text)
    assert back.status_code == 422
    assert text in back.get_data(as_text=True)
    part = db.session.query(WriteUpPart).filter_by(write_up_id=id_, item="3").one()
    assert part.text == ""


def test_fields_that_are_not_of_the_form_are_not_taken(at_work, project):
    id_ = started(at_work, project)
    post(at_work, f"/write-ups/{id_}/authors", authors="Ada", state="finished", project_id="1", version="999999999999")
    db.session.expire_all()
    assert db.session.get(WriteUp, id_).state.value == "draft"


@pytest.mark.parametrize("item", ["19", "13", "0", "<b>", "3%00"])
def test_an_item_that_is_none_is_not_there(item, at_work, project):
    id_ = started(at_work, project)
    assert at_work.get(f"/write-ups/{id_}/items/{item}").status_code == 404
    assert at_work.post(f"/write-ups/{id_}/items/{item}/confirm").status_code == 404


def test_an_outsider_finds_nothing_of_a_private_project(client, sign_in, make_community, make_project, make_write_up,
                                                        make_person):  # fmt: skip
    project = make_project(make_community(visibility=Visibility.PRIVATE))
    write_up = make_write_up(project, is_finished=True)
    sign_in(client, make_person())
    for path in (
        f"/projects/{project.id}/report", f"/projects/{project.id}/report.pdf", f"/projects/{project.id}/reports",
        f"/write-ups/{write_up.id}", f"/write-ups/{write_up.id}.docx", f"/write-ups/{write_up.id}.md",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path


@WITH_PANGO
def test_the_report_on_paper_says_the_same(at_work, project):
    post(at_work, f"/projects/{project.id}/report/ask", text="Sign it by May.")
    page = at_work.get(f"/projects/{project.id}/report.pdf")
    assert page.content_type == "application/pdf"
    made = PdfReader(io.BytesIO(page.data))
    said = " ".join(" ".join(one.extract_text() for one in made.pages).split())
    for words in ("Fewer falls on Fern ward", "Sign it by May.", "Falls each month", "1.1 See whether people accept"):
        assert words in said, words
    slides = PdfReader(io.BytesIO(at_work.get(f"/projects/{project.id}/report.pdf?shape=slides").data))
    size = slides.pages[0].mediabox
    assert abs(size.width / size.height - 16 / 9) < 0.01
    assert len(slides.pages) == 8
    assert all("Fewer falls on Fern ward" in one.extract_text() for one in slides.pages)


def test_without_pango_the_page_offers_the_browser(at_work, project, monkeypatch):
    monkeypatch.setattr(paper, "is_possible", lambda: False)
    page = at_work.get(f"/projects/{project.id}/report").get_data(as_text=True)
    assert "Print this page from your browser" in page
    assert "report.pdf" not in page
    refused = at_work.get(f"/projects/{project.id}/report.pdf", check=False)
    assert refused.status_code == 503
    assert "Print the page from your browser" in refused.get_data(as_text=True)
