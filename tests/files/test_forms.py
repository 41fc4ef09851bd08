"""Posting with files, as a browser without scripts does it: nothing is lost, nothing is kept that must not be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import SiteRole
from lhs_community.discussions.models.posts import Post
from lhs_community.files.models import Attachment
from lhs_community.foundation.bus import EventRow
from lhs_community.foundation.database import db
from tests.make import files as made
from tests.make.files import upload

NHS_NUMBER = "943 476 5919"  # the one printed in the handbooks
PICTURES = "No patient can be identified"


@pytest.fixture
def place(client, as_viewer, make_community, make_member, make_thread):
    """A thread and the client of a member who answers it."""
    community = make_community()
    thread = make_thread(community)
    person = make_member(community)
    as_viewer(client, person)
    return client, thread, person


def send(place, *files, body="Here are our figures", **more):
    client, thread, _ = place
    data = {"body": body, "files": [upload(*one) for one in files], **more}
    return client.post(f"/threads/{thread.id}/reply", data=data, content_type="multipart/form-data")


def attachments() -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def kept(answer) -> list[str]:
    return re.findall(r'name="kept_file" value="([^"]+)"', answer.text)


def replies() -> int:
    return db.session.query(Post).filter(Post.number > 1).count()


def test_a_table_is_shown_on_the_post_and_can_be_fetched(place):
    client, thread, person = place
    assert send(place, ("falls.csv", made.CSV)).status_code == 303
    page = client.get(f"/threads/{thread.id}").text
    assert re.search(r"<caption[^>]*>falls\.csv</caption>", page)
    assert "<td class=\"nhsuk-table__cell\">412</td>" not in page
    assert "<td class=\"nhsuk-table__cell\">410</td>" in page
    (one,) = attachments()
    answer = client.get(one.url)
    assert answer.data == made.CSV
    assert answer.headers["Content-Disposition"].startswith("attachment")
    stored = db.session.scalars(select(EventRow).where(EventRow.name == "files.file_attached")).one()
    assert (stored.actor_id, stored.payload) == (person.id, {"attachment_id": one.id, "kind": "table"})


def test_a_picture_needs_its_words_and_the_promise_and_is_kept_meanwhile(place):
    client, thread, _ = place
    answer = send(place, ("chart.png", made.picture()))
    assert answer.status_code == 422
    assert "Say what each picture shows" in answer.text
    assert "Confirm that no patient can be identified" in answer.text
    assert "Here are our figures" in answer.text
    assert replies() == 0
    (key,) = kept(answer)
    done = send(place, kept_file=key, **{f"words-{key}": "Falls, month by month"}, pictures_are_clear="y")
    assert done.status_code == 303
    page = client.get(f"/threads/{thread.id}").text
    assert 'alt="Falls, month by month"' in page
    assert len(attachments()) == 1


def test_one_picture_can_be_sent_in_one_go(place):
    done = send(place, ("chart.png", made.picture()), picture_words="Falls, month by month", pictures_are_clear="y")
    assert done.status_code == 303
    (one,) = attachments()
    assert (one.name, one.words, one.subject_kind) == ("chart.webp", "Falls, month by month", "post")


def test_a_form_that_comes_back_for_another_reason_keeps_the_files(place):
    answer = send(place, ("falls.csv", made.CSV), ("leaflet.pdf", made.pdf()), body="")
    assert answer.status_code == 422
    assert len(kept(answer)) == 2
    assert "falls.csv" in answer.text
    done = send(place, kept_file=kept(answer))
    assert done.status_code == 303
    assert [one.subject_kind for one in attachments()] == ["post", "post"]


def test_a_kept_file_can_be_left_out(place):
    answer = send(place, ("falls.csv", made.CSV), body="")
    (key,) = kept(answer)
    assert send(place, kept_file=key, drop_file=key).status_code == 303
    assert attachments() == []


def test_a_form_sent_twice_attaches_once(place):
    for _ in range(2):
        assert send(place, ("falls.csv", made.CSV), submission_token="the-same").status_code == 303
    assert len(attachments()) == 1
    assert replies() == 1


def test_nobody_claims_what_somebody_else_sent(place, as_viewer, make_member, app):
    (key,) = kept(send(place, ("falls.csv", made.CSV), body=""))
    client, thread, _ = place
    other = app.test_client()
    as_viewer(other, make_member())  # the community is open
    done = other.post(f"/threads/{thread.id}/reply", data={"body": "Mine now", "kept_file": key, "drop_file": key})
    assert done.status_code == 303
    (one,) = attachments()
    assert one.subject_kind is None
    assert other.get(one.url, check=False).status_code == 404
    assert client.get(one.url).status_code == 200


@pytest.mark.parametrize("key", ["nothing-of-the-kind", "x" * 27, "a\x00b", "", "é" * 27, "x" * 5000])
def test_an_unknown_held_file_is_as_if_it_were_not_there(place, key):
    assert send(place, kept_file=key, drop_file=key + "x").status_code == 303
    assert attachments() == []


def test_a_file_of_another_kind_is_refused_and_nothing_typed_is_lost(place):
    answer = send(place, ("letter.docx", b"PK\x03\x04"), ("falls.csv", made.CSV))
    assert answer.status_code == 422
    assert "“letter.docx” cannot be attached. Attach pictures (JPEG, PNG, WebP" in answer.text
    assert "Here are our figures" in answer.text
    assert len(kept(answer)) == 1  # the other one is not lost
    assert replies() == 0


@pytest.mark.parametrize(("name", "content"), [
    ("list.csv", f"Name,Number\nA,{NHS_NUMBER}\n".encode()),
    ("list.xlsx", made.xlsx([["Number"], [9434765919]])),
    ("hidden.xlsx", made.xlsx([["Month"], ["May"]], Other=[[NHS_NUMBER]])),
    ("remark.xlsx", made.with_parts(made.xlsx([["a"]]), xl__comments1_dot_xml=f"<t>{NHS_NUMBER}</t>".encode())),
    ("letter.pdf", made.pdf(f"About {NHS_NUMBER}, seen today")),
    ("943 476 5919.csv", made.CSV),
    ("scan_9434765919.pdf", made.pdf()),
])  # fmt: skip
def test_what_the_guard_blocks_in_a_file_is_not_kept_at_all(place, uploads, caplog, name, content):
    answer = send(place, (name, content))
    assert answer.status_code == 422
    assert "was not attached. Take out what was found in it" in answer.text
    assert 'id="guard"' in answer.text
    assert "Mask what was found" not in answer.text
    assert kept(answer) == []
    assert attachments() == []
    assert uploads() == []
    assert "5919" not in caplog.text
    assert replies() == 0


def test_what_the_guard_asks_about_is_kept_until_it_is_answered(place):
    content = b"Note\nRing me on 07700 900123\n"
    answer = send(place, ("notes.csv", content))
    assert answer.status_code == 422
    (key,) = kept(answer)
    again = send(place, kept_file=key)
    assert again.status_code == 422
    assert "<mark>" in again.text
    assert kept(again) == [key]
    assert send(place, kept_file=key, guard_confirmed="y").status_code == 303


def test_an_information_governance_lead_lets_a_file_through_with_a_reason(client, as_viewer, make_member, make_thread):
    lead = make_member(site_roles=(SiteRole.IG_LEAD,))
    as_viewer(client, lead)
    place = (client, make_thread(), lead)
    listed = ("list.csv", f"Number\n{NHS_NUMBER}\n".encode())
    assert "Reason to post it all the same" in send(place, listed).text
    assert send(place, listed, guard_reason="A number of the handbook's own").status_code == 303
    assert len(attachments()) == 1


def test_what_a_picture_shows_goes_through_the_guard(place):
    words = f"The chart of {NHS_NUMBER}"
    answer = send(place, ("chart.png", made.picture()), picture_words=words, pictures_are_clear="y")
    assert answer.status_code == 422
    assert "What chart.webp shows" in answer.text
    assert replies() == 0


@pytest.mark.parametrize(("words", "problem"), [
    ("", "Say what"), ("   ", "Say what"), ("x" * 301, "longer than 300|300 characters"),
])  # fmt: skip
def test_bad_words_for_a_picture_are_refused(place, words, problem):
    answer = send(place, ("chart.png", made.picture()), picture_words=words, pictures_are_clear="y")
    assert answer.status_code == 422
    assert re.search(problem, answer.text)


def test_letters_that_no_database_keeps_are_taken_out(place):
    send(place, ("chart.png", made.picture()), picture_words="Falls\x00 by\u202e month", pictures_are_clear="y")
    (one,) = attachments()
    assert one.words == "Falls by month"
    assert send(place, ("odd.xlsx", made.xlsx([["a_x0000_b", "c_xD800_d"], ["1", "2"]]))).status_code == 303


def test_hostile_words_for_a_picture_are_shown_as_text(place):
    client, thread, _ = place
    words = '"><script>alert(1)</script>'
    send(place, ("chart.png", made.picture()), picture_words=words, pictures_are_clear="y")
    page = client.get(f"/threads/{thread.id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_too_many_files_are_refused(place, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_ATTACHMENTS", 2)
    three = [(f"falls{n}.csv", made.CSV) for n in range(3)]
    assert "Attach up to 2 files" in send(place, *three).text
    assert attachments() == []
    first = send(place, *three[:2], body="")
    assert "“falls2.csv” was one too many" in send(place, three[2], kept_file=kept(first)).text


def test_too_much_within_a_day_is_refused(place, app, monkeypatch):
    monkeypatch.setitem(app.config, "ATTACHMENTS_MB_PER_DAY", 0)
    answer = send(place, ("falls.csv", made.CSV))
    assert answer.status_code == 422
    assert "more than you can attach today" in answer.text


def test_more_than_the_site_accepts_at_once_gets_a_clear_page(place, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1024)
    answer = send(place, ("falls.csv", b"a,b\n" * 5000))
    assert answer.status_code == 413
    assert "your text is still in the form" in answer.text


def test_formulas_in_a_table_stay_text(place):
    client, thread, _ = place
    send(place, ("falls.csv", b"Name,Sum\n\"=cmd|' /C calc'!A0\",<b>x</b>\n"))
    page = client.get(f"/threads/{thread.id}").text
    assert "=cmd|&#39; /C calc&#39;!A0" in page
    assert "<b>x</b>" not in page


def test_a_long_table_says_how_much_is_not_shown(place):
    client, thread, _ = place
    rows = [",".join(f"c{n}" for n in range(15))] + [",".join(["7"] * 15)] * 30
    send(place, ("wide.csv", "\n".join(rows).encode()))
    page = client.get(f"/threads/{thread.id}").text
    assert "10 more rows" in page
    assert "3 more columns" in page


def test_a_folder_that_cannot_be_written_loses_nothing_that_was_typed(place, app):
    folder = Path(app.config["DATA_FOLDER"]) / "uploads"
    folder.write_text("a file where the folder should be")
    try:
        answer = send(place, ("falls.csv", made.CSV))
        assert answer.status_code == 503
        assert "Files cannot be kept at the moment" in answer.text
        assert "Here are our figures" in answer.text
        assert attachments() == []
        assert replies() == 0
    finally:
        folder.unlink()
    assert send(place, ("falls.csv", made.CSV)).status_code == 303  # by itself, once it can be written again


def test_a_question_is_asked_with_a_file_and_an_edit_adds_one(client, as_viewer, make_community, make_member):
    community = make_community()
    as_viewer(client, make_member(community))
    data = {"title": "What do these figures say?", "body": "See below", "kind": "question"}
    done = client.post(f"/c/{community.slug}/ask", data={**data, "files": upload("falls.csv", made.CSV)})
    assert done.status_code == 303
    (one,) = attachments()
    edit = f"/posts/{one.subject_id}/edit"
    assert "falls.csv" in client.get(edit).text
    changed = client.post(edit, data={**data, "files": upload("leaflet.pdf", made.pdf())})
    assert changed.status_code == 303
    page = client.get(done.location).text
    assert "leaflet.pdf" in page
    assert "falls.csv" in page


def test_a_form_without_files_works_as_before(place):
    client, thread, _ = place
    assert client.post(f"/threads/{thread.id}/reply", data={"body": "Words alone"}).status_code == 303
    assert PICTURES in client.get(f"/threads/{thread.id}").text
