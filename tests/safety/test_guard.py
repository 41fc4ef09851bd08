"""The gate: who is stopped, who may go on, and what is told about it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lhs_community.foundation.errors import Invalid
from lhs_community.safety import guard
from lhs_community.safety.findings import Verdict
from lhs_community.safety.guard import Consent
from lhs_community.safety.held import Held

NUMBER = "999 526 0182"


@dataclass(frozen=True)
class Person:
    id: int = 7
    is_ig_lead: bool = False


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[guard.GuardOverridden]:
    events: list[guard.GuardOverridden] = []
    monkeypatch.setattr(guard, "record", events.append)
    return events


def test_a_clear_text_passes() -> None:
    guard.require_clear(Person(), {"title": "Falls", "body": "We halved them."})


def test_a_blocked_text_is_held_with_its_findings_and_its_mask() -> None:
    with pytest.raises(Held) as held:
        guard.require_clear(Person(), {"title": "Falls", "body": f"Saw {NUMBER} today"}, Consent(confirmed=True))
    assert held.value.field == "body"
    assert [f.kind for f in held.value.findings["body"]] == ["nhs_number"]
    assert held.value.masked == {"body": "Saw [NHS number removed] today"}
    assert held.value.message == (
        "This seems to hold an NHS number. Take it out, or use the mask offered, before you post."
    )
    assert NUMBER not in repr(held.value)


def test_the_page_shows_the_place_the_reason_and_the_mask() -> None:
    with pytest.raises(Held) as held:
        guard.require_clear(Person(), {"body": f"Saw {NUMBER} today"})
    page = held.value.page({"body": "Your question"})
    assert page is not None
    assert page.blocks
    assert not page.may_override
    (shown,) = page.findings
    assert (shown.field_label, shown.before, shown.marked, shown.after) == ("Your question", "Saw ", NUMBER, " today")
    assert shown.mask == "[NHS number removed]"
    assert held.value.page({}, masked="body") is None


def test_a_warned_text_passes_when_its_author_confirms() -> None:
    with pytest.raises(Held):
        guard.require_clear(Person(), {"body": "Ring 07700 900123"})
    guard.require_clear(Person(), {"body": "Ring 07700 900123"}, Consent(confirmed=True))


def test_a_confirmed_warning_does_not_carry_a_block_along() -> None:
    with pytest.raises(Held) as held:
        guard.require_clear(Person(), {"title": "Ring 07700 900123", "body": NUMBER}, Consent(confirmed=True))
    assert set(held.value.findings) == {"body"}


def test_a_lead_overrides_with_a_reason_and_the_event_tells_kinds_only(recorded: list[guard.GuardOverridden]) -> None:
    lead = Person(is_ig_lead=True)
    guard.require_clear(lead, {"body": f"{NUMBER}"}, Consent(override_reason="Invented number for the training page"))
    (event,) = recorded
    assert event.kinds == ("nhs_number",)
    assert event.actor_id == 7
    assert NUMBER not in repr(event)


@pytest.mark.parametrize("reason", ["ok", f"it is about {NUMBER} again"])
def test_a_reason_must_say_something_and_name_nobody(reason: str, recorded: list[guard.GuardOverridden]) -> None:
    with pytest.raises(Invalid) as refused:
        guard.require_clear(Person(is_ig_lead=True), {"body": NUMBER}, Consent(override_reason=reason))
    assert refused.value.field == "guard_reason"
    assert recorded == []


def test_others_may_not_override(recorded: list[guard.GuardOverridden]) -> None:
    with pytest.raises(Held):
        guard.require_clear(Person(), {"body": NUMBER}, Consent(override_reason="I am in a hurry today"))
    assert recorded == []


def test_the_setting_lets_test_numbers_pass() -> None:
    guard.allow_test_numbers(True)
    try:
        guard.require_clear(Person(), {"body": NUMBER})
    finally:
        guard.allow_test_numbers(False)
    assert guard.check(NUMBER).verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("**943** 476 5919 came", "[NHS number removed] came"),
        ("Mrs Smith in bed 4", "[name removed] in [bed removed]"),
        ("a 93-year-old man on ward 5", "a [age over 89] man on [ward removed]"),
        ("SW1A 1AA and 07700 900123", "[postcode removed] and [phone number removed]"),
        ("write to anna@nhs.net", "write to anna@nhs.net"),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert guard.mask(text, guard.check(text).findings) == masked


def test_a_masked_text_is_clear() -> None:
    for text in (NUMBER, "DOB 3/11/1954, MRN 00123456", "Mrs Smith, ward 4, SW1A 1AA"):
        masked = guard.mask(text, guard.check(text).findings)
        assert guard.check(masked).verdict is Verdict.CLEAR, masked
