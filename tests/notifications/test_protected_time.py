"""In protected time the bell stands still and mail waits; at its end all of it comes, once."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from lhs_community.accounts.models import Person
from lhs_community.communities.events import PersonMentioned
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import bus, clock, mail
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.mail import Letter
from lhs_community.moderation.events import ThingFlagged
from lhs_community.notifications import actions, queries
from lhs_community.notifications.hours import Plan

EVERY_DAY, NONE = frozenset(range(7)), frozenset()
NIGHTS = Plan(EVERY_DAY, 19 * 60, 7 * 60, NONE)
EVENING = datetime.fromisoformat("2027-01-12T18:00:00+00:00")  # in London
NIGHT, MORNING = EVENING + timedelta(hours=5), EVENING + timedelta(hours=13)


@pytest.fixture
def reader(make_person) -> Person:
    person = make_person()
    actions.protect(viewer_for(person.id), NIGHTS)
    db.session.commit()
    return person


@pytest.fixture
def mention(make_person, make_community, deliver):
    community, actor = make_community("Stroke network"), make_person("Robin Example")

    def make(person: Person, moment: datetime) -> None:
        about = {"actor_id": actor.id, "subject_kind": "community", "subject_id": community.id}
        with clock.at(moment):
            bus.record(PersonMentioned(**about, person_id=person.id))
            deliver()

    return make


def _count(person: Person, moment: datetime) -> int:
    with clock.at(moment):
        return queries.count_unread(viewer_for(person.id))


def test_the_bell_stands_still_and_rings_once_it_is_over(reader, mention) -> None:
    mention(reader, EVENING)
    mention(reader, NIGHT)
    mention(reader, NIGHT + timedelta(hours=1))
    assert _count(reader, NIGHT + timedelta(hours=2)) == 1
    assert _count(reader, MORNING) == 3
    with clock.at(NIGHT):
        assert queries.find_bell(viewer_for(reader.id)).until == MORNING
        assert queries.find_bell(viewer_for(reader.id)).count == 1
    with clock.at(MORNING):
        assert queries.find_bell(viewer_for(reader.id)).until is None


def test_who_has_set_none_is_told_at_once(make_person, mention) -> None:
    person = make_person()
    mention(person, NIGHT)
    assert _count(person, NIGHT) == 1


def test_switched_off_it_holds_nothing(reader, mention) -> None:
    mention(reader, NIGHT)
    with clock.at(NIGHT):
        actions.protect(viewer_for(reader.id), NIGHTS, is_on=False)
    assert _count(reader, NIGHT) == 1


def test_a_report_does_not_wait(make_community, make_person, deliver) -> None:
    convenor = make_person()
    community = make_community(convenor=convenor)
    actions.protect(viewer_for(convenor.id), NIGHTS)
    before = _count(convenor, NIGHT)
    with clock.at(NIGHT):
        bus.record(ThingFlagged(**_flag_of(community)))
        deliver()
    assert _count(convenor, NIGHT) == before + 1


def _flag_of(community) -> dict[str, object]:
    fields = {"actor_id": None, "subject_kind": "community", "subject_id": community.id}
    known = {field.name for field in dataclasses.fields(ThingFlagged)} - set(fields)
    return fields | dict.fromkeys(known, community.id)


def test_the_page_says_until_when_and_shows_all_to_who_asks(client, sign_in, reader, mention) -> None:
    mention(reader, NIGHT)
    with clock.at(NIGHT):
        sign_in(client, reader)
        page = client.get("/notices").text
        assert "Quiet until Wednesday 07:00" in page
        assert "Robin Example" not in page
        assert "Robin Example" in client.get("/notices?show=all").text
    with clock.at(MORNING):
        sign_in(client, reader)
        assert "Robin Example" in client.get("/notices").text


def _letters(person: Person) -> list[Letter]:
    return list(db.session.scalars(select(Letter).where(Letter.to == person.email)))


def test_mail_that_can_wait_goes_at_the_end_and_other_mail_at_once(reader) -> None:
    with clock.at(NIGHT):
        mail.post(reader.email, "Reset your password", "Here")
        mail.post(reader.email, "Soon: huddle", "Come", waits_until=MORNING + timedelta(hours=2))
        mail.post(reader.email, "Soon: night huddle", "Come", waits_until=MORNING - timedelta(hours=2))
        db.session.flush()
    assert {letter.subject: letter.due_at for letter in _letters(reader)} == {
        "Reset your password": NIGHT, "Soon: huddle": MORNING, "Soon: night huddle": NIGHT,
    }  # fmt: skip


def test_mail_held_for_long_is_not_given_up_before_it_was_tried(reader) -> None:
    with clock.at(NIGHT):
        mail.post(reader.email, "Later", "Here", waits_until=MORNING)
        db.session.flush()
    assert _letters(reader)[0].created_at == MORNING


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(NONE, 0, 60, NONE), "days"),
        (Plan(frozenset({1}), 60, 60, NONE), "ends"),
        (Plan(frozenset({1}), -1, 60, NONE), "starts"),
        (Plan(frozenset({1}), 60, 24 * 60, NONE), "starts"),
        (Plan(NONE, 0, 60, EVERY_DAY), "whole_days"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(plan, field, make_person) -> None:
    with pytest.raises(Invalid) as refused:
        actions.protect(viewer_for(make_person().id), plan)
    assert refused.value.field == field


def test_it_is_set_by_a_plain_form(client, sign_in, make_person) -> None:
    person = make_person()
    sign_in(client, person)
    assert "Saturday" in client.get("/notices/protected-time").text
    typed = {"is_on": "y", "days": ["0", "1"], "starts": "1140", "ends": "420", "whole_days": ["5", "6"]}
    assert client.post("/notices/protected-time", data=typed).status_code == 303
    kept = queries.find_protected_time(viewer_for(person.id))
    assert kept.plan == Plan(frozenset({0, 1}), 1140, 420, frozenset({5, 6}))
    for odd in ({"days": ["9"]}, {"starts": "7"}, {"ends": "x"}, {"whole_days": [str(day) for day in range(7)]}):
        assert client.post("/notices/protected-time", data=typed | odd).status_code == 422
    assert queries.find_protected_time(viewer_for(person.id)).plan.ends == 420
