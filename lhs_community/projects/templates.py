"""What a project can begin from: hints for its charter, drivers and ideas, and measures to think of. Pure.

Three come with the product; a community saves its own. None of them says anything about people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MOST = 40  # drivers, ideas, measures of one template


@dataclass(frozen=True)
class Suggested:
    """A measure to think of. `kind` is outcome, process or balancing."""

    kind: str
    title: str
    definition: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Branch:
    """A driver with the drivers below it and the ideas that work on it."""

    title: str
    drivers: Sequence[Branch] = ()
    ideas: Sequence[str] = ()


@dataclass(frozen=True)
class Outline:
    """`hints`: by the names of the charter's fields."""

    hints: Mapping[str, str] = field(default_factory=dict)
    drivers: Sequence[Branch] = ()
    measures: Sequence[Suggested] = ()

    def as_kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Outline:
        return cls(
            dict(kept.get("hints", {})),
            [_branch(one) for one in kept.get("drivers", ())],
            [Suggested(**one) for one in kept.get("measures", ())],
        )

    def texts(self) -> list[str]:
        """All words of it, for the guard."""
        found = [*self.hints.values(), *(f"{one.title} {one.definition} {one.unit}" for one in self.measures)]
        waiting = list(self.drivers)
        while waiting:
            branch = waiting.pop()
            found += [branch.title, *branch.ideas]
            waiting += branch.drivers
        return found


def _branch(kept: Mapping[str, Any]) -> Branch:
    return Branch(kept["title"], [_branch(one) for one in kept.get("drivers", ())], list(kept.get("ideas", ())))


@dataclass(frozen=True)
class Shipped:
    key: str
    title: str
    about: str
    outline: Outline


SHIPPED = (
    Shipped(
        "falls",
        "Fewer falls in hospital or care home",
        "Falls for every 1,000 bed days, with walking kept as it is.",
        Outline(
            {
                "problem": "How many fall, where, at what time of day, and what were they doing?",
                "aim_for_whom": "people staying on one ward or in one home",
                "aim_what": "falls for every 1,000 occupied bed days",
                "aim_how_good": "from your own median to a figure you have seen others reach",
                "scope_out": "For example: falls on the way to hospital.",
                "balancing": "People kept in bed or chair: count how many walk each day.",
                "equality": "People who do not speak the language of the ward, or cannot use the bell.",
                "risks": "Night shifts are short of staff in winter.",
            },
            [
                Branch(
                    "People get to the toilet in time",
                    [
                        Branch("Somebody offers before they have to ask", ideas=["A round at five in the morning"]),
                        Branch("The way is short, clear and lit", ideas=["A light at floor height"]),
                    ],
                ),
                Branch(
                    "Risk is known and acted on",
                    [
                        Branch("Blood pressure lying and standing is known", ideas=["Measure it on the first morning"]),
                        Branch("Medicines that make people unsteady are reviewed"),
                    ],
                ),
                Branch("People keep their strength", [Branch("Everybody who can walks every day")]),
            ],
            [
                Suggested(
                    "outcome",
                    "Falls for every 1,000 bed days",
                    "All falls reported, with or without harm.",
                    "per 1,000",
                ),
                Suggested(
                    "process",
                    "Lying and standing blood pressure within 24 hours",
                    "Of all admitted for a day or longer.",
                    "%",
                ),
                Suggested(
                    "balancing", "People who walked today", "Of all able to walk with help, counted at 4 pm.", "%"
                ),
            ],
        ),
    ),
    Shipped(
        "medicines",
        "Medicines reconciled soon after admission",
        "What people really take, from two sources, within 24 hours.",
        Outline(
            {
                "problem": "How many charts leave out or double a medicine, and when is it noticed?",
                "aim_for_whom": "everybody admitted to one unit, weekends as well",
                "aim_what": "medicines reconciled from at least two sources within 24 hours",
                "aim_how_good": "from your own share to a share you name, for example 85%",
                "balancing": "Time pharmacists lack for discharges; waits for the first dose.",
                "equality": "People without a carer to ask, or whose records lie in another system.",
                "ethics": "Count without names: a tick for each admission is enough.",
            },
            [
                Branch(
                    "The history is known at admission",
                    [
                        Branch(
                            "Two sources can be had at any hour",
                            ideas=["Ask people to bring all boxes, in a green bag"],
                        ),
                        Branch("Somebody has the task", ideas=["A technician from eight to eight"]),
                    ],
                ),
                Branch(
                    "Differences are settled",
                    [Branch("The prescriber hears the same day", ideas=["A list at the board round"])],
                ),
            ],
            [
                Suggested(
                    "outcome", "Medicines reconciled within 24 hours", "Two sources noted, of all admissions.", "%"
                ),
                Suggested(
                    "process",
                    "Admissions with two sources at the first look",
                    "Ten charts a week, drawn at random.",
                    "%",
                ),
                Suggested(
                    "balancing", "Discharges that waited for medicines", "More than two hours after the decision.", "%"
                ),
            ],
        ),
    ),
    Shipped(
        "waiting",
        "Shorter waits in a clinic",
        "From arriving to being seen, with the time for each person kept.",
        Outline(
            {
                "problem": "How long do people wait, on which days, and what happens to them meanwhile?",
                "aim_for_whom": "people with an appointment in one clinic",
                "aim_what": "minutes from arriving to being seen",
                "aim_how_good": "from your own median to half of it, say",
                "scope_out": "For example: the wait for the appointment itself.",
                "balancing": "Shorter talks: ask people whether there was time for their questions.",
                "equality": "Those who come by bus, or need an interpreter.",
            },
            [
                Branch(
                    "The day begins on time",
                    [Branch("Rooms and notes are ready", ideas=["Check rooms the evening before"])],
                ),
                Branch(
                    "Appointments fit the need",
                    [
                        Branch("Long ones are known beforehand", ideas=["A tick on the referral for long talks"]),
                        Branch("Nobody comes who could be rung", ideas=["Offer a call for results"]),
                    ],
                ),
            ],
            [
                Suggested("outcome", "Minutes from arriving to being seen", "Median of each clinic day.", "minutes"),
                Suggested("process", "Clinics that began within five minutes", "Of all clinics of the week.", "%"),
                Suggested(
                    "balancing",
                    "People who had time for their questions",
                    "Of all who answered a card at the door.",
                    "%",
                ),
            ],
        ),
    ),
)


def find_shipped(key: str) -> Shipped | None:
    return next((one for one in SHIPPED if one.key == key), None)
