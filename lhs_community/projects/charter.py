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
    r"\b(?:improve|reduce|increase|decrease|enhance|optimi[sz]e|minimi[sz]e|maximi[sz]e|better|fewer|more|less)\w*",
    re.IGNORECASE,
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
    aim_how_good: str = ""
    aim_by: date | None = None
    aim_text: str = ""
    scope: str = ""
    balancing: str = ""


@dataclass(frozen=True)
class Check:
    """One part of a good charter: is it there, and if not, why it matters. `page` names where to add it."""

    label: str
    is_met: bool
    why: str
    page: str = "charter"


def has_figure(text: str) -> bool:
    """Does it say how good? Dates and spans of time do not count."""
    return bool(_FIGURE.search(_TIMES.sub(" ", text)))


def is_bare(text: str) -> bool:
    """ "Reduce falls": a direction without a number."""
    return bool(_BARE.search(text)) and not has_figure(text)


def aim_checks(aim: Charter, started_on: date, *, is_measured: bool = False) -> list[Check]:
    """The parts of a SMART aim. The day only needs to have been in the future when the project began."""
    words = " ".join((aim.aim_what, aim.aim_how_good, aim.aim_text)).strip()
    how_good = has_figure(f"{aim.aim_how_good} {aim.aim_text}") or (is_measured and not is_bare(words))
    return [
        Check("The aim says for whom", bool(aim.aim_for_whom.strip()), "Naming the people keeps the work theirs."),
        Check(
            "The aim says what will change",
            bool(aim.aim_what.strip() or aim.aim_text.strip()),
            "One thing, in plain words.",
        ),
        Check("The aim says how good", how_good, _how_good_advice(words)),
        Check("The aim says by when", _is_ahead(aim.aim_by, started_on), _by_when_advice(aim.aim_by)),
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
    primary_drivers: int
    ideas: int
    cycles: int
    is_measured: bool


def completeness(charter: Charter, started_on: date, standing: Standing) -> list[Check]:
    """Everything a project team usually wants, in the order in which it is usually found."""
    return [
        Check("The problem is described", bool(charter.problem.strip()), "People elsewhere recognise their own."),
        *aim_checks(charter, started_on, is_measured=standing.is_measured),
        Check(
            "Two or more people are on the team",
            standing.team_size > 1,
            "Work that hangs on one person stops with them.",
            "team",
        ),
        Check(
            "A patient or carer is on the team", standing.has_patient_or_carer, "They see what staff cannot.", "team"
        ),
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
            "Unintended effects are thought of",
            bool(charter.balancing.strip()),
            "What might get worse elsewhere, and who would notice?",
        ),
        Check(
            "A first PDSA cycle is planned", standing.cycles > 0, "One patient, one shift, one bay is enough.", "ideas"
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
        f"by {aim.aim_by:%-d %B %Y}" if aim.aim_by else "",
    ]
    sentence = ", ".join(part for part in parts if part)
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""
