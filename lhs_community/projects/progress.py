"""How far a project is, on the IHI scale of 0.5 to 5.0: what its team says beside what the evidence shows.

The scale is kept in halves, 1 to 10. The two are never mixed: a team knows more than its charts, and a chart does not
hope. That charts alone show at most 4.5, and what each step asks of them, is our own reading of the scale: an
improvement counts as kept when signals of it cover the newest 6, and for the higher steps 12, values of an outcome
measure; and it is only called the team's when a cycle has been tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

INTENT, CHARTER, PLANNING, ACTIVITY, TESTED, MODEST, IMPROVED, SIGNIFICANT, SUSTAINABLE, OUTSTANDING = range(1, 11)
SCALE = {
    INTENT: "Intent: there is something to make better",
    CHARTER: "Charter and team",
    PLANNING: "Planning has begun",
    ACTIVITY: "Activity, but no changes yet",
    TESTED: "Changes tested, no improvement yet",
    MODEST: "Modest improvement: about a fifth of the way to the aim",
    IMPROVED: "Improvement",
    SIGNIFICANT: "Significant improvement: at least half of the way to the aim",
    SUSTAINABLE: "Sustainable improvement",
    OUTSTANDING: "Outstanding and sustained results",
}
KEPT, KEPT_LONG = 6, 12  # newest values that an improvement must cover


@dataclass(frozen=True)
class Outcome:
    """An outcome measure: has it shown a signal of improvement, and how many of its newest values does one cover?"""

    title: str
    has_improved: bool
    kept: int


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """`concerns`: the measures of any kind whose newest value belongs to a signal for the worse."""

    has_aim: bool
    team_size: int
    ideas: int
    cycles: int
    cycles_begun: int
    cycles_tested: int
    outcomes: Sequence[Outcome] = ()
    concerns: Sequence[str] = ()


@dataclass(frozen=True)
class Fact:
    """One question asked of the evidence, and its answer."""

    words: str
    is_so: bool


@dataclass(frozen=True)
class Shown:
    """`because`: what it rests on. `missing`: what the next step would need."""

    halves: int
    because: str
    missing: str
    facts: Sequence[Fact]


def on_scale(halves: int) -> str:
    """7 -> "3.5"."""
    return f"{halves / 2:.1f}"


def look_at(found: Evidence) -> Shown:
    """What the evidence shows by itself."""
    halves = _halves(found)
    return Shown(halves, _because(found, halves), _missing(found, halves), _facts(found))


def difference(says: int | None, shown: Shown) -> str:
    """In words, for people: what the team says, what the evidence shows, and why they differ."""
    source = "the charts show" if max(says or 0, shown.halves) >= MODEST else "the evidence shows"
    if says is None:
        return f"The team has not said yet; {source} {on_scale(shown.halves)}: {shown.because}."
    beginning = f"The team says {on_scale(says)}"
    if says == shown.halves:
        return f"{beginning}, and {source} the same: {shown.because}."
    why = shown.missing if says > shown.halves else shown.because
    return f"{beginning}; {source} {on_scale(shown.halves)}: {why}."


def _best(found: Evidence) -> Outcome | None:
    improved = [one for one in found.outcomes if one.has_improved]
    return max(improved, key=lambda one: one.kept) if improved else None


def _halves(found: Evidence) -> int:
    best = _best(found)
    if found.cycles_tested and best:
        if best.kept >= KEPT_LONG:
            all_kept = all(one.kept >= KEPT_LONG for one in found.outcomes)
            return SUSTAINABLE if all_kept and not found.concerns else SIGNIFICANT
        return IMPROVED if best.kept >= KEPT else MODEST
    if found.cycles_tested:
        return TESTED
    if found.cycles_begun:
        return ACTIVITY
    if found.ideas or found.cycles:
        return PLANNING
    return CHARTER if found.has_aim and found.team_size > 1 else INTENT


def _because(found: Evidence, halves: int) -> str:
    best = _best(found)
    if halves >= IMPROVED and best:
        return f"“{best.title}” has kept an improvement over its newest {best.kept} values"
    if halves == MODEST and best:
        return f"“{best.title}” shows a signal of improvement"
    return {
        TESTED: f"{_count(found.cycles_tested)} tested to the end, and no outcome measure shows an improvement",
        ACTIVITY: "a cycle has begun, none has been studied yet",
        PLANNING: "there are ideas to test",
        CHARTER: "the aim is complete and there is a team",
    }.get(halves, "there is not yet an aim that says for whom, what, how good and by when, with a team")


def _missing(found: Evidence, halves: int) -> str:
    if halves < TESTED and _best(found):
        return "an outcome measure has improved, but no cycle has been tested to the end, so nothing says why"
    if halves == TESTED:
        return "no outcome measure shows a signal of improvement" if found.outcomes else "no outcome measure is kept"
    if halves == SIGNIFICANT and found.concerns:
        return f"“{found.concerns[0]}” shows a signal for the worse"
    return {
        INTENT: "the aim is not complete, or there is no team",
        CHARTER: "there is no change idea yet",
        PLANNING: "no cycle has begun",
        ACTIVITY: "no cycle has been studied",
        MODEST: f"no outcome measure has kept an improvement over its newest {KEPT} values",
        IMPROVED: f"no outcome measure has kept an improvement over its newest {KEPT_LONG} values",
        SIGNIFICANT: f"not every outcome measure has kept an improvement over its newest {KEPT_LONG} values",
    }.get(halves, "charts alone cannot show more")


def _facts(found: Evidence) -> list[Fact]:
    best = _best(found)
    kept = best.kept if best else 0
    return [
        Fact("The aim says for whom, what, how good and by when", found.has_aim),
        Fact(f"A team of two or more ({found.team_size})", found.team_size > 1),
        Fact(f"A cycle tested to the end ({found.cycles_tested})", found.cycles_tested > 0),
        Fact(f"An outcome measure is kept ({len(found.outcomes)})", bool(found.outcomes)),
        Fact("A signal of improvement on an outcome measure", best is not None),
        Fact(f"Kept over its newest {KEPT} values ({kept})", kept >= KEPT),
        Fact(f"Kept over its newest {KEPT_LONG} values ({kept})", kept >= KEPT_LONG),
        Fact("No measure shows a signal for the worse now", not found.concerns),
    ]


def _count(cycles: int) -> str:
    return f"{cycles} cycle{'' if cycles == 1 else 's'}"
