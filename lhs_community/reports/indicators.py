"""Which indicators there are: their names for people, their units, how they are read, and what is charted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from lhs_community.measures.chart.drawing import Bounds
from lhs_community.measures.chart.study import ChartStudy
from lhs_community.measures.spc.terms import Direction, Observation
from lhs_community.measures.spc.xmr import analyse
from lhs_community.reports import health
from lhs_community.reports.health import Figure, Setting
from lhs_community.reports.talk import Calendar, Span, Talk

Work = Callable[[Talk, Span, Setting], Figure]
SHARE, POSITIVE = Bounds(0, 100), Bounds(0)


@dataclass(frozen=True)
class Indicator:
    """`how` says how it is worked out, `reference` what others found.

    `is_weekly`: charted week by week. `settles_after`: until so long after its end a week's figure still changes.
    """

    key: str
    name: str
    group: str
    work: Work
    unit: str = ""
    direction: Direction = Direction.NEUTRAL
    bounds: Bounds = POSITIVE
    how: str = ""
    reference: str = ""
    is_weekly: bool = True
    is_of_newcomers: bool = False
    settles_after: timedelta = timedelta(0)


def hours_p90(talk: Talk, span: Span, setting: Setting) -> Figure:
    return health.hours_to_reply(talk, span, setting, 0.9)


UP, DOWN = Direction.INCREASE, Direction.DECREASE
ANSWERS, PART, NEW, THREADS, LEARNING = (
    "Answers",
    "Taking part",
    "New members",
    "Threads",
    "What comes of it",
)
_percent = partial(Indicator, unit="%", bounds=SHARE)
INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "hours-to-first-reply",
        "Hours to a first reply (median)",
        ANSWERS,
        health.hours_to_reply,
        "hours",
        DOWN,
        how="From a thread by a member to the first reply by another member; convenors are left out on both sides. "
        "Threads without a reply count as the longest waits.",
    ),
    Indicator(
        "hours-nine-in-ten",
        "Hours within which nine in ten have a reply",
        ANSWERS,
        hours_p90,
        "hours",
        DOWN,
        how="As above, for nine threads in ten.",
        is_weekly=False,
    ),
    _percent(
        "answered-in-time",
        "Questions answered in time",
        ANSWERS,
        health.answered_in_time,
        direction=UP,
        how="Questions with a reply by somebody else within the promised hours, of all that are at least as old.",
        settles_after=timedelta(hours=48),
    ),
    Indicator(
        "no-response",
        "Threads without a response",
        ANSWERS,
        health.without_response,
        "threads",
        DOWN,
        how="Open threads older than the promised hours to which nobody else has replied, by the week they began.",
        settles_after=timedelta(hours=48),
    ),
    _percent(
        "resolved",
        "Questions resolved",
        ANSWERS,
        health.resolved,
        direction=UP,
        how="Questions of which somebody said what worked, by the week they were asked. Recent ones may still be.",
    ),
    _percent(
        "contributors",
        "Members who posted",
        PART,
        health.contributors,
        direction=UP,
        how="Members who wrote at least one post, of all members.",
        reference="In many communities fewer than one member in four ever posts (van Mierlo 2014).",
    ),
    _percent(
        "readers",
        "Members who read",
        PART,
        health.readers,
        how="Members who read something new, of all members.",
        is_weekly=False,
        direction=UP,
    ),
    _percent(
        "quiet-readers",
        "Members who read and did not post",
        PART,
        health.quiet_readers,
        is_weekly=False,
        how="Reading quietly is taking part too. A sudden rise may say that posting has become harder.",
    ),
    _percent(
        "by-members",
        "Posts by members, not convenors",
        PART,
        health.member_share,
        direction=UP,
        how="Threads and replies not written by convenors, of all.",
        reference="Half: a community that has begun to carry itself; nine in ten: one that has grown up (FeverBee).",
    ),
    Indicator(
        "unevenness",
        "Unevenness of posting (Gini)",
        PART,
        health.gini,
        bounds=Bounds(0, 1),
        is_weekly=False,
        how="0: all who posted wrote alike; near 1: a few wrote nearly everything.",
    ),
    _percent(
        "top-one-in-a-hundred",
        "Posts by the most active one in a hundred",
        PART,
        health.top_share,
        is_weekly=False,
        how="Of those who posted. Shown only where one in a hundred is a group in which nobody can be told apart.",
        reference="In four health communities they wrote three quarters of everything (van Mierlo 2014).",
    ),
    Indicator(
        "half-of-all",
        "People who wrote half of all posts",
        PART,
        health.bus_factor,
        "people",
        UP,
        is_weekly=False,
        how="If few did, the talk would stop without them.",
    ),
    _percent(
        "reach",
        "Members who follow the community",
        PART,
        health.reach,
        direction=UP,
        is_weekly=False,
        how="They hear of each new thread.",
    ),
    _percent(
        "first-post",
        "New members who posted within 30 days",
        NEW,
        health.newcomers_post,
        direction=UP,
        is_of_newcomers=True,
        settles_after=timedelta(days=30),
        how="By the week they joined.",
    ),
    _percent(
        "first-post-answered",
        "First posts answered within 24 hours",
        NEW,
        health.newcomers_answered,
        direction=UP,
        is_of_newcomers=True,
        settles_after=timedelta(days=30),
        how="By the week their writers joined.",
    ),
    _percent(
        "second-post",
        "New members who posted again",
        NEW,
        health.newcomers_again,
        direction=UP,
        is_of_newcomers=True,
        settles_after=timedelta(days=30),
        how="Of those who posted at all, by the week they joined.",
    ),
    Indicator(
        "threads",
        "Threads started",
        THREADS,
        health.threads_started,
        "threads",
        how="Without hidden ones.",
    ),
    Indicator(
        "replies-per-thread",
        "Replies in a thread",
        THREADS,
        health.replies_per_thread,
        how="All replies so far to the threads started then, divided by their number.",
    ),
    Indicator(
        "people-per-thread",
        "People in a thread",
        THREADS,
        health.people_per_thread,
        "people",
        UP,
        how="Different people who wrote in a thread, its author among them.",
    ),
    _percent(
        "across-organisations",
        "Replies across organisations",
        THREADS,
        health.across_organisations,
        direction=UP,
        how="Replies by somebody of another organisation than the thread’s author, where both are known.",
    ),
    _percent(
        "across-professions",
        "Replies across professions",
        THREADS,
        health.across_professions,
        direction=UP,
        how="Replies by somebody of another profession than the thread’s author, where both are known.",
    ),
    Indicator(
        "learning-steps",
        "Steps of learning",
        LEARNING,
        health.learning_steps,
        "steps",
        UP,
        how="Decisions recorded, PDSA cycles started, lessons published, lessons adopted in this community.",
    ),
    Indicator(
        "learning-yield",
        "Steps of learning per 100 threads",
        LEARNING,
        health.learning_yield,
        "steps",
        UP,
        is_weekly=False,
        how="The same, for each hundred threads started in the four weeks.",
    ),
)
SINGULAR = {"people": "person", "threads": "thread", "hours": "hour", "steps": "step"}
BY_KEY = {one.key: one for one in INDICATORS}


@dataclass(frozen=True)
class Finding:
    """An indicator of one community: its figure of the last four weeks, and its weeks on a chart."""

    indicator: Indicator
    figure: Figure
    weekly: Sequence[tuple[Observation, Figure]]
    study: ChartStudy | None
    why_no_chart: str = ""

    @property
    def shown(self) -> str:
        """The figure as people read it; empty where there is none."""
        value = self.figure.value
        if value is None:
            return ""
        number = f"{value:.2f}" if self.indicator.bounds == Bounds(0, 1) else f"{value:,.1f}".removesuffix(".0")
        unit = self.indicator.unit
        if unit == "%":
            return f"{number}%"
        return f"{number} {SINGULAR.get(unit, unit) if number == '1' else unit}".strip()

    def rows(self) -> Iterator[tuple[str | float | None, ...]]:
        """For a spreadsheet: the last four weeks in one row, then week by week."""
        name, unit = self.indicator.name, self.indicator.unit
        yield (name, "last 28 days", self.figure.value, unit, self.figure.of, None, None, None, None, self.figure.why)
        points = self.study.chart.points if self.study else ()
        for number, (observation, figure) in enumerate(self.weekly):
            point = points[number] if points else None
            cause = point.special_cause.value if point and point.special_cause else None
            limits = (point.centre, point.lower_limit, point.upper_limit) if point else (None, None, None)
            yield (name, observation.date.isoformat(), figure.value, unit, figure.of, *limits, cause, figure.why)


def find(talk: Talk, indicator: Indicator, setting: Setting, calendar: Calendar) -> Finding:
    span = calendar.newcomers if indicator.is_of_newcomers else calendar.window
    figure = indicator.work(talk, span, setting)
    if not indicator.is_weekly:
        return Finding(indicator, figure, (), None)
    weekly = _weekly(talk, indicator, setting, calendar)
    why = _why_no_chart(weekly)
    return Finding(indicator, figure, weekly, None if why else _study(indicator, weekly), why)


def _why_no_chart(weekly: Sequence[tuple[Observation, Figure]]) -> str:
    """Limits from mostly gaps or mostly zeros would call ordinary weeks signals."""
    values = [observation.value for observation, _ in weekly if observation.value is not None]
    if not weekly:
        return "The community is younger than a week."
    if not values:
        return "No week has a figure that can be shown."
    if 2 * len(values) < len(weekly):
        return "Fewer than half of the weeks have a figure, so a chart would mislead. Read the four weeks together."
    if 2 * sum(value == 0 for value in values) > len(values) and max(values) < 5:
        return "Most weeks are at zero, so a chart would call ordinary weeks signals. Read the four weeks together."
    return ""


def _weekly(talk: Talk, indicator: Indicator, setting: Setting, calendar: Calendar) -> list[tuple[Observation, Figure]]:
    found = []
    for day, span in calendar.weeks:
        if talk.now - span.end < indicator.settles_after:
            continue
        figure = indicator.work(talk, span, setting)
        found.append((Observation(day, figure.value), figure))
    return found


def _study(indicator: Indicator, weekly: Sequence[tuple[Observation, Figure]]) -> ChartStudy:
    chart = analyse([observation for observation, _ in weekly], direction=indicator.direction)
    unit = indicator.unit if indicator.unit in ("%", "hours") else ""  # the name says what is counted
    return ChartStudy(indicator.name, unit, chart, (), indicator.bounds)
