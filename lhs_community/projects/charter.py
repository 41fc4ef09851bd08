"""What a project sets out to do, and what is still missing from it. Advice, never a gate: one sentence is enough
to begin.

The aim follows the Model for Improvement: for whom, what, how good, by when. "It cannot simply be 'to improve' or
'to reduce'" (qilothian.scot.nhs.uk).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_BARE = re.compile(
    r"\b(?:improve|reduce|increase|decrease|enhance|optimi[sz]e|minimi[sz]e|maximi[sz]e)\w*\b"
    r"|\b(?:better|fewer|more|less)\b",
    re.IGNORECASE,
)
# The aim's own sentence is refused only for these: "It cannot simply be 'to improve' or 'to reduce'".
_DIRECTION = re.compile(
    r"\b(?:improv|reduc|increas|decreas|lower|enhanc|optimi[sz]|minimi[sz]|maximi[sz])\w*\b", re.IGNORECASE
)
BARE_AIM = (
    "Say how good it is to get, for example “from 8.4 to 6.0 or fewer”: to improve or to reduce alone cannot be told "
    "from what it is now. Leave the aim empty if you do not know yet."
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# Figures that say when, or out of how many; not how good.
_TIMES = re.compile(
    rf"""\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b | \b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b
    | \b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\s+(?:\d{{1,2}},?\s+)?\d{{4}}\b | \b(?:19|20)\d{{2}}\b
    | \b(?:within|in|after|over|for|by)\s+(?:the\s+)?(?:next\s+|coming\s+)?
      (?:\d+|one|two|three|four|five|six|nine|ten|twelve|eighteen)\s+(?:week|month|year)s?\b
    | \b(?:per|(?:for|in|of)\s+every)\s+\d[\d,]*""",
    re.IGNORECASE | re.VERBOSE,
)
_FIGURE = re.compile(
    r"\d|%|\b(?:half|halve[ds]?|halving|double[ds]?|doubling|third|quarter|zero|none|nobody|no\s+more\s+than|every|all"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Charter:
    """The texts of a project as somebody typed them."""

    title: str
    problem: str = ""
    aim_for_whom: str = ""
    aim_what: str = ""
    aim_where: str = ""
    aim_how_good: str = ""
    aim_by: date | None = None
    aim_measure_id: int | None = None
    aim_text: str = ""
    scope: str = ""
    scope_out: str = ""
    risks: str = ""
    equality: str = ""
    balancing: str = ""
    ethics: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Check:
    """One part of a good charter: is it there, and if not, why it matters. `page` names where to add it, `field` the
    field of that page."""

    label: str
    is_met: bool
    why: str
    page: str = "charter"
    field: str = ""


def has_figure(text: str) -> bool:
    """Does it say how good? Dates and spans of time do not count."""
    return bool(_FIGURE.search(_TIMES.sub(" ", text)))


def is_bare(text: str) -> bool:
    """ "Reduce falls": a direction without a number."""
    return bool(_BARE.search(text)) and not has_figure(text)


def is_bare_aim(aim: Charter) -> bool:
    """ "Reduce falls", with no figure beside it and no measure that would say how many."""
    has_more = has_figure(f"{aim.aim_text} {aim.aim_how_good}") or aim.aim_measure_id is not None
    return bool(_DIRECTION.search(aim.aim_text)) and not has_more


def aim_checks(aim: Charter, started_on: date, *, is_measured: bool = False) -> list[Check]:
    """The parts of a SMART aim. The day only needs to have been in the future when the project began."""
    words = " ".join((aim.aim_what, aim.aim_how_good, aim.aim_text)).strip()
    how_good = has_figure(f"{aim.aim_how_good} {aim.aim_text}") or (is_measured and not is_bare(words))
    return [
        Check(
            "The aim says for whom",
            bool(aim.aim_for_whom.strip()),
            "Naming the people keeps the work theirs.",
            field="aim_for_whom",
        ),
        Check(
            "The aim says what will change",
            bool(aim.aim_what.strip() or aim.aim_text.strip()),
            "One thing, in plain words.",
            field="aim_what",
        ),
        Check(
            "The aim says where",
            bool(aim.aim_where.strip()),
            "Wards, teams or places: it keeps the first tests small.",
            field="aim_where",
        ),
        Check("The aim says how good", how_good, _how_good_advice(words), field="aim_how_good"),
        Check("The aim says by when", _is_ahead(aim.aim_by, started_on), _by_when_advice(aim.aim_by), field="aim_by"),
        Check(
            "The aim names its measure",
            aim.aim_measure_id is not None,
            "Then everybody looks at the same figure.",
            field="aim_measure_id" if is_measured else "aim_how_good",
        ),
    ]


def _is_ahead(by: date | None, started_on: date) -> bool:
    return by is not None and by > started_on


def _how_good_advice(words: str) -> str:
    if is_bare(words):
        return (
            "It cannot simply be to improve or to reduce: say from how many to how many, "
            "so that you can tell whether you got there."
        )
    return "A number, or a measure, lets you tell whether you got there."


def _by_when_advice(by: date | None) -> str:
    if by is not None:
        return "The day lies before the start of the project. Choose one that is still to come."
    return "A day to aim for keeps tests small and quick."


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What else there is in a project, for the completeness card."""

    team_size: int
    has_patient_or_carer: bool
    has_sponsor: bool
    primary_drivers: int
    ideas: int
    cycles: int
    is_measured: bool
    is_balanced: bool


def completeness(charter: Charter, started_on: date, standing: Standing) -> list[Check]:
    """Everything a project team usually wants, in the order in which it is usually found."""
    return [
        Check(
            "The problem is described",
            bool(charter.problem.strip()),
            "People elsewhere recognise their own.",
            field="problem",
        ),
        *aim_checks(charter, started_on, is_measured=standing.is_measured),
        Check(
            "It is said what is in and what is out",
            bool(charter.scope.strip() and charter.scope_out.strip()),
            "A project that may grow does not end.",
            field="scope_out" if charter.scope.strip() else "scope",
        ),
        Check(
            "Start and end are planned",
            charter.starts_on is not None and charter.ends_on is not None,
            "An end lets people give their time.",
            field="ends_on" if charter.starts_on else "starts_on",
        ),
        *_of_the_team(standing),
        *_of_the_work(standing),
        *_of_care(charter, standing),
    ]


def _of_the_team(standing: Standing) -> list[Check]:
    return [
        Check(
            "Two or more people are on the team",
            standing.team_size > 1,
            "Work that hangs on one person stops with them.",
            "team",
        ),
        Check(
            "A patient or carer is on the team", standing.has_patient_or_carer, "They see what staff cannot.", "team"
        ),
        Check("A sponsor is named", standing.has_sponsor, "Somebody has to open the doors that you cannot.", "team"),
    ]


def _of_the_work(standing: Standing) -> list[Check]:
    return [
        Check(
            "Two or more primary drivers",
            standing.primary_drivers > 1,
            "They say why you think your changes will work.",
            "drivers",
        ),
        Check("There is a change idea", standing.ideas > 0, "Something small enough to try next week.", "drivers"),
        Check(
            "Something is measured",
            standing.is_measured,
            "How will you know that a change is an improvement?",
            "measures",
        ),
        Check(
            "A first PDSA cycle is planned", standing.cycles > 0, "One patient, one shift, one bay is enough.", "ideas"
        ),
    ]


def _of_care(charter: Charter, standing: Standing) -> list[Check]:
    """For what may go wrong, and for whom."""
    return [
        Check(
            "Unintended effects are thought of",
            bool(charter.balancing.strip()),
            "What might get worse elsewhere, and who would notice?",
            field="balancing",
        ),
        Check(
            "A balancing measure watches for them",
            standing.is_balanced,
            "What is not counted gets worse unseen.",
            "measures",
        ),
        Check(
            "Risks are thought of",
            bool(charter.risks.strip()),
            "What could stop you is easier met before it does.",
            field="risks",
        ),
        Check(
            "Equality is thought of",
            bool(charter.equality.strip()),
            "Who might gain less, or be harmed, though the average improves?",
            field="equality",
        ),
        Check(
            "Ethics and data protection are looked at",
            bool(charter.ethics.strip()),
            "Two sentences now save a stop later.",
            field="ethics",
        ),
    ]


def in_words(aim: Charter) -> str:
    """The aim as a sentence; put together from its parts where nobody wrote one."""
    if aim.aim_text.strip():
        return aim.aim_text.strip()
    what = " ".join(part for part in (aim.aim_what.strip(), aim.aim_how_good.strip()) if part)
    parts = [
        what,
        f"for {aim.aim_for_whom.strip()}" if aim.aim_for_whom.strip() else "",
        f"in {aim.aim_where.strip()}" if aim.aim_where.strip() else "",
        f"by {aim.aim_by:%-d %B %Y}" if aim.aim_by else "",
    ]
    sentence = ", ".join(part for part in parts if part)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""
