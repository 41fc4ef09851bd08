"""SQUIRE 2.0, the standards for reporting quality improvement, and how complete a write-up is against them.

The 18 items are named as in Ogrinc et al., BMJ Quality & Safety 2016;25:986 (PMC4620592, table 1); what each asks is
said in words of our own. Three gaps are pointed out wherever they show, for they are what published reports most
often leave out: analysis over time, context as it went on, and how complete the data are.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Item:
    """`enough`: with fewer words than this it is thin."""

    key: str
    title: str
    asks: str
    enough: int = 25


@dataclass(frozen=True)
class Part:
    """A question of SQUIRE with the items that answer it."""

    title: str
    items: Sequence[Item]


PARTS = (
    Part(
        "Title and summary",
        (
            Item("1", "Title", "Says that this is about improving care, and what was improved.", 4),
            Item(
                "2", "Abstract", "All that somebody searching needs: problem, aim, what you did, what came of it.", 60
            ),
        ),
    ),
    Part(
        "Why did you start?",
        (
            Item("3", "Problem description", "What happens, to whom, how often, and why it matters here."),
            Item("4", "Available knowledge", "What was known already, from studies and from others who tried."),
            Item("5", "Rationale", "Why you thought that the changes would work: your theory, drivers, assumptions."),
            Item("6", "Specific aims", "What the work set out to do, and what this report is for.", 12),
        ),
    ),
    Part(
        "What did you do?",
        (
            Item("7", "Context", "What about the place, the people and the time bore on the work at the outset."),
            Item("8", "Intervention(s)", "What you changed, so that others could do the same, and who took part."),
            Item("9", "Study of the intervention(s)", "How you found out whether what you saw was due to the change."),
            Item(
                "10",
                "Measures",
                "What was measured and why, how each is defined, how context, cost and quality of data were watched.",
            ),
            Item("11", "Analysis", "How you drew conclusions from the data, and how you read variation over time.", 15),
            Item(
                "12", "Ethical considerations", "What could harm or burden somebody, who looked at it, interests.", 10
            ),
        ),
    ),
    Part(
        "What did you find?",
        (
            Item("13a", "Initial steps and how they evolved", "What happened when, and what you changed on the way."),
            Item("13b", "Process measures and outcome", "What the measures show."),
            Item("13c", "Contextual elements", "What around you helped or hindered while you worked."),
            Item("13d", "Observed associations", "How outcomes, changes and context hang together."),
            Item("13e", "Unintended consequences", "What you did not expect: benefits, problems, failures, costs."),
            Item("13f", "Details about missing data", "What is missing, how much, and what that means.", 8),
        ),
    ),
    Part(
        "What does it mean?",
        (
            Item("14", "Summary", "The main findings, and the particular strengths of the work."),
            Item("15", "Interpretation", "Change and outcome, compared with what was expected and what others found."),
            Item("16", "Limitations", "How far this can be carried elsewhere, and what could have misled you."),
            Item("17", "Conclusions", "How useful it is, whether it lasts, whether it spreads, what comes next."),
        ),
    ),
    Part("Other information", (Item("18", "Funding", "Who paid, and what part they had in the work.", 3),)),
)
ITEMS = {item.key: item for part in PARTS for item in part.items}


class Standing(enum.StrEnum):
    """How an item stands: empty, thin, filled from the project alone, or written by a person."""

    EMPTY = "empty"
    THIN = "thin"
    FILLED = "filled"
    WRITTEN = "written"


STANDING_LABELS = {
    Standing.EMPTY: "Nothing yet",
    Standing.THIN: "Thin",
    Standing.FILLED: "Filled from the project",
    Standing.WRITTEN: "Written",
}


def standing(key: str, written: str, filled: str) -> Standing:
    """Of one item: what a person wrote counts before what it was filled with."""
    words = len(_WORD.findall(written or filled))
    if not words:
        return Standing.EMPTY
    if words < ITEMS[key].enough:
        return Standing.THIN
    return Standing.WRITTEN if written.strip() else Standing.FILLED


@dataclass(frozen=True)
class Gap:
    """Something that most reports leave out. `share`: how many of 100 published ones had it."""

    key: str
    title: str
    advice: str
    share: int


# Adherence in 100 reports of BMJ Open Quality.
GAPS = (
    Gap(
        "11",
        "Analysis over time",
        "Say how you read the data over time: which chart, which rules, from when on its limits were worked out.",
        48,
    ),
    Gap(
        "13c",
        "Context as it went on",
        "Say what changed around you while you worked, and what that did: staff, season, other projects.",
        49,
    ),
    Gap(
        "13f",
        "How complete the data are",
        "Say what is missing, how much of it and why. If nothing is, say that, and how you know.",
        54,
    ),
)
_OVER_TIME = re.compile(
    r"\b(?:over time|(?:run|control) charts?|xmr|spc|time series|(?:week|month)ly|shifts?)\b", re.IGNORECASE
)


def gaps(written: Mapping[str, str], filled: Mapping[str, str]) -> list[Gap]:
    """Those of the three that show. Figures can say how they are read and what is missing; context only a person."""
    is_met = {
        "11": bool(_OVER_TIME.search(written.get("11") or filled.get("11", ""))),
        "13c": bool(written.get("13c", "").strip()),
        "13f": bool((written.get("13f") or filled.get("13f", "")).strip()),
    }
    return [gap for gap in GAPS if not is_met[gap.key]]


@dataclass(frozen=True)
class Meter:
    """How many items hold enough, of how many; and which are thin or empty."""

    done: int
    of: int
    thin: Sequence[Item]
    empty: Sequence[Item]
    gaps: Sequence[Gap]


def measure(written: Mapping[str, str], filled: Mapping[str, str]) -> Meter:
    """How complete a write-up is. 13a to 13f count one each."""
    stand = {key: standing(key, written.get(key, ""), filled.get(key, "")) for key in ITEMS}
    return Meter(
        done=sum(one in (Standing.FILLED, Standing.WRITTEN) for one in stand.values()),
        of=len(ITEMS),
        thin=[ITEMS[key] for key, one in stand.items() if one is Standing.THIN],
        empty=[ITEMS[key] for key, one in stand.items() if one is Standing.EMPTY],
        gaps=gaps(written, filled),
    )
