"""The pages: what was typed is never lost, what is sent twice acts once, each shows what its reader may see."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from types import SimpleNamespace

import pytest

from lhs_community.communities.models import Visibility
from lhs_community.decisions.models import Decision
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.meetings.actions import agenda, attendance, notes, tasks
from lhs_community.meetings.actions.agenda import Point
from lhs_community.meetings.actions.meetings import Repeats
from lhs_community.meetings.models import AgendaItem, Answer, Meeting, MeetingLink, Task
from lhs_community.meetings.times import Repeat
from tests.make.meetings import days_on


@pytest.fixture
def place(client, as_viewer, make_community, make_member, make_meeting):
    """A community with a meeting; the client is its convenor."""
    community = make_community()
    convenor = make_member(community, "convenor")
    as_viewer(client, convenor)
    return SimpleNamespace(
        community=community, convenor=convenor, member=make_member(community), meeting=make_meeting(community, convenor)
    )


def hidden(response):
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', response.text)
    pairs = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in found]
    return {name[1]: unescape(value[1]) for name, value in pairs if name and value and name[1] != "csrf_token"}


def typed(**changes):
    day = days_on(10)
    return {
        "title": "Falls huddle", "kind": "huddle", "day": f"{day:%Y-%m-%d}", "starts": "12:30", "minutes": "45",
        "time_zone": "Europe/London", "place": "Day room", "joining_link": "", "purpose": "Typed with care",
        "capacity": "", "access_note": "", "repeat": "never", "count": "",
    } | changes  # fmt: skip


def test_a_meeting_is_arranged_once_however_often_the_form_is_sent(client, place):
    url = f"/c/{place.community.slug}/meetings/new"
    form = typed(**hidden(client.get(url)), repeat="weekly", count="3")
    first, second = client.post(url, data=form), client.post(url, data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert db.session.query(Meeting).count() == 1 + 3
    page = client.get(first.location)
    assert "Typed with care" in page.text
    assert "The same series" in page.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Enter a title"), ("title", "x" * 201, "Field cannot be longer"), ("day", "", "Enter a day"),
        ("day", "31/31/2027", "Enter a day"), ("day", "2020-01-01", "to come"), ("starts", "25:99", "Enter a time"),
        ("starts", "", "Enter a time"), ("minutes", "many", "Enter a number"), ("minutes", "4", "from 5 to 480"),
        ("time_zone", "Mars/Olympus", "Not a valid choice"), ("kind", "party", "Not a valid choice"),
        ("capacity", "-3", "from 1 to 1000"), ("joining_link", "http://x.example", "https://"),
        ("purpose", "NHS number 999 000 0018", "identify somebody"), ("host_ids", "987654", "not a valid choice"),
        ("repeat", "hourly", "Not a valid choice"), ("count", "400", "from 1 to 26"),
    ],
)  # fmt: skip
def test_what_does_not_fit_comes_back_with_all_that_was_typed(field, value, words, client, place):
    url = f"/c/{place.community.slug}/meetings/new"
    changes = {field: value} | ({"repeat": "weekly"} if field == "count" else {})
    answer = client.post(url, data=typed(**changes))
    assert answer.status_code == 422
    assert words.lower() in unescape(answer.text).lower()
    if field != "purpose":
        assert "Typed with care" in answer.text
    assert db.session.query(Meeting).count() == 1


def test_a_missing_hour_is_explained_and_a_double_one_asks_which(client, place):
    url = f"/c/{place.community.slug}/meetings/new"
    gone = client.post(url, data=typed(day="2028-03-26", starts="01:30"))
    assert gone.status_code == 422
    assert "clocks go forward" in gone.text
    twice = client.post(url, data=typed(day="2027-10-31", starts="01:30"))
    assert twice.status_code == 422
    assert "The second, after clocks went back" in twice.text
    made = client.post(url, data=typed(day="2027-10-31", starts="01:30", which="second"))
    assert made.status_code == 303
    assert "01:30 to 02:15" in client.get(made.location).text


def test_changing_shows_both_versions_to_the_second(client, app, place, as_viewer, make_member):
    url = f"/meetings/{place.meeting.id}/change"
    other = app.test_client()
    as_viewer(other, make_member(place.community, "convenor"))
    mine, theirs = hidden(client.get(url)), hidden(other.get(url))
    form = {key: value for key, value in typed().items() if key not in ("repeat", "count")}
    assert other.post(url, data=form | theirs | {"title": "From the other"}).status_code == 303
    conflict = client.post(url, data=form | mine | {"title": "From me"})
    assert conflict.status_code == 422
    assert "From the other" in conflict.text
    assert "From me" in conflict.text
    settled = form | hidden(conflict) | {"merge-title": "edit", "title": "From us both"}
    assert client.post(url, data=settled).status_code == 303
    db.session.expire_all()
    assert place.meeting.title == "From us both"


def test_a_meeting_is_called_off_with_a_reason(client, place):
    url = f"/meetings/{place.meeting.id}"
    assert client.get(f"{url}/cancel").status_code == 200
    assert client.post(f"{url}/cancel", data={"why": "x" * 501}).status_code == 422
    assert client.post(f"{url}/cancel", data={"why": "Snow on the roads"}).status_code == 303
    page = client.get(url).text
    assert "Called off" in page
    assert "Snow on the roads" in page
    assert "Are you coming?" not in page


def test_answering_shows_where_one_stands(client, place, as_viewer, make_meeting, make_member):
    meeting = make_meeting(place.community, place.convenor, capacity=1)
    attendance.answer_invitation(place.member, meeting, Answer.YES)
    url = f"/meetings/{meeting.id}"
    assert client.post(f"{url}/sign-up", data={"do": "yes"}).status_code == 303
    page = client.get(url).text
    assert "You are number 1 on the waiting list" in page
    assert place.member.name in page
    assert client.post(f"{url}/sign-up", data={"do": "perhaps"}).status_code == 422
    as_viewer(client, make_member())
    assert place.member.name not in client.get(url).text


def test_guests_read_and_are_asked_to_sign_in(app, place):
    page = app.test_client().get(f"/meetings/{place.meeting.id}").text
    assert "to say whether you come" in page
    assert "Manage" not in page
    assert app.test_client().get("/meetings/calendar").status_code == 303


def test_the_agenda_is_built_ordered_changed_and_printed(client, place, make_thread):
    thread = make_thread(place.community, title="Who pays for slippers?")
    url = f"/meetings/{place.meeting.id}/agenda"
    assert "Who pays for slippers?" in client.get(url).text
    assert client.post(f"{url}/build", data={"chosen": [f"thread:{thread.id}", "thread:987654"]}).status_code == 303
    assert client.post(f"{url}/build", data={"chosen": ["nonsense"]}).status_code == 422
    assert client.post(f"{url}/build", data={}).status_code == 303
    refused = client.post(url, data={"title": "", "minutes": "5", "lead_id": "0", "note": "Bring the chart"})
    assert refused.status_code == 422
    assert "Bring the chart" in refused.text
    form = {"title": "The chart", "minutes": "60", "lead_id": str(place.member.id), "note": "Bring it"}
    assert client.post(url, data=form).status_code == 303
    page = client.get(url).text
    assert "70 of 60 minutes planned: 10 too many" in page
    first, second = db.session.query(AgendaItem).order_by(AgendaItem.position).all()
    assert client.post(f"/agenda/{second.id}/move", data={"do": "up"}).status_code == 303
    assert client.post(f"/agenda/{second.id}/change", data=form | {"minutes": "20"}).status_code == 303
    assert client.get(f"/agenda/{second.id}/change").status_code == 200
    printed = client.get(f"/meetings/{place.meeting.id}/print").text
    assert printed.index("The chart") < printed.index("Who pays for slippers?")
    assert client.post(f"/agenda/{first.id}/remove").status_code == 303
    assert db.session.query(AgendaItem).count() == 1


def test_a_thread_or_a_decision_is_put_on_the_agenda_from_its_page(
    client, app, place, as_viewer, make_thread, make_decision
):
    thread, decision = make_thread(place.community), make_decision(place.community)
    pages = {f"thread:{thread.id}": f"/threads/{thread.id}", f"decision:{decision.id}": f"/decisions/{decision.id}"}
    for ref, path in pages.items():
        assert "Put on the agenda" in client.get(path).text
        url = f"/meetings/put-on-agenda?about={ref}"
        assert client.get(url).status_code == 200
        assert client.post(url, data={"meeting_id": 987654}).status_code == 422
        assert client.post(url, data={"meeting_id": place.meeting.id}).status_code == 303
        assert "Talked of at" in client.get(path).text
    other = app.test_client()
    as_viewer(other, place.member)
    assert "Put on the agenda" not in other.get(f"/threads/{thread.id}").text
    assert other.get(f"/meetings/put-on-agenda?about=thread:{thread.id}").status_code == 403
    assert client.get("/meetings/put-on-agenda?about=thread:987654").status_code == 404
    assert client.get("/meetings/put-on-agenda").status_code == 422


def test_who_saves_notes_second_sees_both_texts_and_loses_none(client, app, place, as_viewer):
    chart = agenda.add_item(place.convenor, place.meeting, Point("The chart"))
    slippers = agenda.add_item(place.convenor, place.meeting, Point("Slippers"))
    chart_name, slippers_name = f"item_{chart.id}", f"item_{slippers.id}"
    url = f"/meetings/{place.meeting.id}/notes"
    other = app.test_client()
    as_viewer(other, place.member)
    mine, theirs = hidden(client.get(url)), hidden(other.get(url))
    blank = {chart_name: "", slippers_name: "", "notes": ""}
    saved = other.post(url, data=blank | theirs | {chart_name: "Nine below", slippers_name: "Forty pairs"})
    assert saved.status_code == 303
    conflict = client.post(url, data=blank | mine | {chart_name: "Eight below", "notes": "We met"})
    assert conflict.status_code == 422
    for text in ("Nine below", "Eight below", "Forty pairs", "We met", "Two versions of the notes", place.member.name):
        assert text in conflict.text
    merged = blank | hidden(conflict) | {chart_name: "Nine or eight", slippers_name: "Forty pairs", "notes": "We met"}
    assert client.post(url, data=merged).status_code == 303
    page = client.get(f"/meetings/{place.meeting.id}").text
    assert "Nine or eight" in page
    assert "Forty pairs" in page


def test_what_was_typed_on_a_point_that_has_gone_is_not_lost(client, place):
    item = agenda.add_item(place.convenor, place.meeting, Point("Slippers"))
    url = f"/meetings/{place.meeting.id}/notes"
    form = hidden(client.get(url)) | {f"item_{item.id}": "Forty pairs", "notes": "We met"}
    assert client.post(f"/agenda/{item.id}/remove").status_code == 303
    assert client.post(url, data=form).status_code == 303
    db.session.expire_all()
    assert place.meeting.notes == "We met\n\nForty pairs"


def test_a_point_becomes_a_thread_a_decision_and_an_action(client, place):
    item = agenda.add_item(place.convenor, place.meeting, Point("The night board"))
    notes.write_notes(place.convenor, place.meeting, {f"item_{item.id}": "Write down what is left out."})
    page = client.get(f"/meetings/{place.meeting.id}").text
    asked, decided, acted = (
        unescape(re.search(rf'href="([^"]*)" aria-label="{words} from The night board"', page)[1])
        for words in ("Start a thread", "Record a decision", "Add an action")
    )
    form = client.get(client.get(asked).location)
    assert "Write down what is left out." in form.text
    assert 'value="The night board"' in form.text
    started = client.post(
        client.get(asked).location,
        data={"title": "The night board", "body": "From the meeting", "kind": "discussion", "tags": ""},
    )
    assert started.status_code == 303
    assert "Write down what is left out." in client.get(decided).text
    recorded = client.post(decided, data={
        "title": "We write it down", "what": "What is left out", "why": "To know", "method": "consent",
        "owner_id": place.convenor.id, "decided_on": clock.now().date().isoformat(),
    })  # fmt: skip
    assert recorded.status_code == 303
    assert "Write down what is left out." in client.get(acted).text
    due = (clock.now() + timedelta(days=3)).date().isoformat()
    assert client.post(acted, data={"text": "", "owner_id": place.member.id, "due_on": due}).status_code == 422
    form = {"text": "Hang it up", "owner_id": place.member.id, "due_on": due}
    assert client.post(acted, data=form).status_code == 303
    assert db.session.query(Task).one().item_id == item.id
    page = client.get(f"/meetings/{place.meeting.id}").text
    for title in (db.session.query(Thread).one().title, db.session.query(Decision).one().title, "Hang it up"):
        assert title in page
    assert place.meeting.title in client.get(started.location).text
    assert place.meeting.title in client.get(recorded.location).text


def test_my_actions_stand_on_home_and_are_done_there(client, place, as_viewer):
    due = clock.now().date() + timedelta(days=1)
    task = tasks.add_task(place.convenor, place.meeting, tasks.Undertaking("Count the chairs", place.member.id, due))
    as_viewer(client, place.member)
    assert "Count the chairs" in client.get("/").text
    assert "Count the chairs" in client.get(f"/c/{place.community.slug}").text
    with clock.at(clock.now() + timedelta(days=5)):
        as_viewer(client, place.member)
        assert "Overdue" in client.get("/").text
    as_viewer(client, place.member)
    done = client.post(f"/meetings/actions/{task.id}/tick", data={"do": "done", "next": "/"})
    assert (done.status_code, done.location) == (303, "/")
    assert "Count the chairs" not in client.get("/").text


def test_recordings_and_slides_are_linked_with_their_host(client, place):
    url = f"/meetings/{place.meeting.id}/links/new"
    form = {"kind": "recording", "label": "First half", "url": "https://videos.example/x"}
    assert client.get(url).status_code == 200
    assert client.post(url, data=form | {"url": "ftp://videos.example"}).status_code == 422
    assert client.post(url, data=form | {"label": " "}).status_code == 422
    assert client.post(url, data=form | {"url": ""}).status_code == 422
    assert client.post(url, data=form).status_code == 303
    page = client.get(f"/meetings/{place.meeting.id}").text
    assert "First half" in page
    assert "at videos.example" in page
    link = db.session.query(MeetingLink).one()
    assert client.post(f"/meetings/{place.meeting.id}/links/{link.id}/remove").status_code == 303


def test_slides_are_attached_as_files_and_read_by_who_may_read_the_meeting(client, app, place, make_community):
    url = f"/meetings/{place.meeting.id}/links/new"
    table = (BytesIO(b"ward,falls\nBirch,3\nElm,5\n"), "falls.csv")
    form = {"kind": "slides", "label": "", "url": "", "files": table, "pictures_are_clear": "y"}
    assert client.post(url, data=form, content_type="multipart/form-data").status_code == 303
    page = client.get(f"/meetings/{place.meeting.id}").text
    assert "Slides and files" in page
    assert "falls.csv" in page
    address = re.search(r'href="(/files/[^"?]+)"', page)[1]
    assert client.get(address).status_code == 200
    place.community.visibility = Visibility.PRIVATE
    assert app.test_client().get(address).status_code in (303, 404)


def test_the_list_is_narrowed_and_a_closed_community_is_nowhere(client, app, place, make_community, make_meeting):
    make_meeting(make_community(visibility=Visibility.PRIVATE), title="Numbatplum")
    for query in ("", "?show=past", "?show=mine", f"?community={place.community.slug}", "?kind=webinar&show=nonsense"):
        page = client.get(f"/meetings{query}")
        assert page.status_code == 200
        assert "Numbatplum" not in page.text
    assert place.meeting.title in client.get("/meetings?kind=other").text
    assert place.meeting.title not in client.get("/meetings?kind=webinar").text
    assert app.test_client().get("/meetings?show=mine").status_code == 200


def test_pages_take_no_more_queries_for_more_meetings_points_and_people(
    client, place, make_meeting, make_member, count_queries
):
    def fill(times):
        for number in range(times):
            agenda.add_item(place.convenor, place.meeting, Point(f"Point {number}", 1, place.member.id))
            attendance.answer_invitation(make_member(place.community), place.meeting, Answer.YES)
            tasks.add_task(place.convenor, place.meeting, tasks.Undertaking(f"Task {number}", place.member.id))
        make_meeting(place.community, place.convenor, repeats=Repeats(Repeat.WEEKLY, times))
        db.session.commit()

    def ask():
        for path in (f"/meetings/{place.meeting.id}", "/meetings", f"/meetings/{place.meeting.id}/agenda"):
            client.get(path)

    fill(2)
    ask()
    with count_queries(at_most=60) as few:
        ask()
    fill(12)
    with count_queries(at_most=len(few)):
        ask()


def test_deep_links_to_nothing_are_plain_refusals(client, place):
    for path in ("", "/change", "/cancel", "/agenda", "/notes", "/actions/new", "/links/new", "/print", ".ics"):
        assert client.get(f"/meetings/987654{path}").status_code == 404
    assert client.get("/agenda/987654/change").status_code == 404
    assert client.get("/meetings/calendar/nobody-has-this.ics").status_code == 404
