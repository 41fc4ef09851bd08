"""Indicators of a community's health, as pure functions of what was said in it.

The formulas are those of domain rules G: W is 28 days; convenors' own threads and replies are left out where `†`
stands. No function says anything of one person. A figure about fewer people than `smallest` is withheld (`None`,
with the reason in words), also where it could be worked out by subtraction.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from lhs_community.reports.talk import Span, Talk, first_reply

FIRST_POST_WITHIN = timedelta(days=30)
REPLY_TO_FIRST_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in the indicator's unit, or None and `why` there is none. `of`: what it was worked out from, in words."""

    value: float | None
    of: str = ""
    why: str = ""


@dataclass(frozen=True)
class Setting:
    """`answer_within`: the site's promise. `smallest`: the smallest group of people a figure may be about."""

    answer_within: timedelta = timedelta(hours=48)
    smallest: int = 10

    @property
    def too_few(self) -> str:
        return f"Withheld: fewer than {self.smallest} people."


def _share(part: int, whole: int, of: str) -> Figure:
    if not whole:
        return Figure(None, of, "Nothing to count.")
    return Figure(100 * part / whole, of)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed (nearest rank). `values` is not empty."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


# Answers -------------------------------------------------------------------------------------------------------


def _waits(talk: Talk, span: Span) -> list[float]:
    """Hours to the first reply †; infinite while there is none."""
    asked = [one for one in talk.threads_in(span) if one.author_id not in talk.convenors]
    found = []
    for thread in asked:
        at = first_reply(talk, thread, leaving_out=talk.convenors)
        found.append(math.inf if at is None else (at - thread.started_at).total_seconds() / 3600)
    return found


def hours_to_reply(talk: Talk, span: Span, _setting: Setting, share: float = 0.5) -> Figure:
    """Median, or another share, of the hours to a first reply by somebody else †. Unanswered ones count as longest."""
    waits = _waits(talk, span)
    if not waits:
        return Figure(None, why="No threads by members.")
    found = median(waits) if share == 0.5 else percentile(waits, share)
    of = _threads(len(waits))
    if math.isinf(found):
        return Figure(None, of, "Too many have no reply by a member yet to say.")
    return Figure(found, of)


def answered_in_time(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Questions with a reply by another within the promised hours, of those at least as old as that."""
    old = [
        one for one in talk.threads_in(span) if one.is_question and talk.now - one.started_at >= setting.answer_within
    ]
    good = 0
    for question in old:
        at = first_reply(talk, question)
        good += at is not None and at - question.started_at <= setting.answer_within
    return _share(good, len(old), f"{good} of {_questions(len(old))}")


def without_response(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Threads of the span, older than the promised hours, to which nobody else has replied."""
    silent = [
        one
        for one in talk.threads_in(span)
        if talk.now - one.started_at > setting.answer_within and not one.is_closed and first_reply(talk, one) is None
    ]
    return Figure(float(len(silent)))


def resolved(talk: Talk, span: Span, _setting: Setting) -> Figure:
    """Questions of which somebody said what worked, of all asked."""
    asked = [one for one in talk.threads_in(span) if one.is_question]
    settled = sum(one.is_settled for one in asked)
    return _share(settled, len(asked), f"{settled} of {_questions(len(asked))}")


# Taking part ---------------------------------------------------------------------------------------------------


def _writers(talk: Talk, span: Span) -> Counter[int]:
    """Posts by each person who is known; sealed posts count for nobody."""
    counts: Counter[int] = Counter()
    counts.update(one.author_id for one in talk.threads_in(span) if one.author_id is not None)
    counts.update(one.author_id for one in talk.replies_in(span) if one.author_id is not None)
    return counts


def _people(count: int, whole: int, setting: Setting, of: str) -> Figure:
    """A share of members. Withheld also where the rest are so few that subtraction would tell of them."""
    if count < setting.smallest or 0 < whole - count < setting.smallest:
        return Figure(None, why=setting.too_few)
    return _share(count, whole, of)


def contributors(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Members who posted, of all members."""
    count = sum(id_ in talk.members for id_ in _writers(talk, span))
    return _people(count, len(talk.members), setting, f"{count} of {len(talk.members)} members")


def readers(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Members who read something new, of all members."""
    count = len(talk.readers & set(talk.members))
    return _people(count, len(talk.members), setting, f"{count} of {len(talk.members)} members")


def quiet_readers(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Members who read but did not post."""
    writers = {id_ for id_ in _writers(talk, span) if id_ in talk.members}
    here = talk.readers & set(talk.members)
    if len(here) < setting.smallest or len(writers) < setting.smallest:
        return Figure(None, why=setting.too_few)
    count = len(here - writers)
    return _people(count, len(talk.members), setting, f"{count} of {len(talk.members)} members")


def gini(talk: Talk, span: Span, setting: Setting) -> Figure:
    """How unevenly posts are spread over those who posted: 0 all alike, near 1 one of them wrote nearly all."""
    counts = sorted(_writers(talk, span).values())
    if len(counts) < setting.smallest:
        return Figure(None, why=setting.too_few)
    total, n = sum(counts), len(counts)
    weighted = sum(rank * count for rank, count in enumerate(counts, 1))
    return Figure(2 * weighted / (n * total) - (n + 1) / n, f"{n} people who posted")


def top_share(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Share of posts by the most active one in a hundred, where that is a group and not somebody in particular."""
    counts = sorted(_writers(talk, span).values(), reverse=True)
    top = math.ceil(len(counts) / 100)
    if top < setting.smallest:
        return Figure(None, why=f"Withheld: one in a hundred would be fewer than {setting.smallest} people.")
    return _share(sum(counts[:top]), sum(counts), f"{len(counts)} people who posted")


def bus_factor(talk: Talk, span: Span, setting: Setting) -> Figure:
    """The least number of people who wrote half of all posts."""
    counts = sorted(_writers(talk, span).values(), reverse=True)
    half, sofar = sum(counts) / 2, 0
    for number, count in enumerate(counts, 1):
        sofar += count
        if sofar >= half:
            if number < setting.smallest:
                return Figure(None, why=f"Fewer than {setting.smallest} people wrote half of all posts.")
            return Figure(float(number), f"{len(counts)} people who posted")
    return Figure(None, why="Nobody posted.")


def member_share(talk: Talk, span: Span, _setting: Setting) -> Figure:
    """Threads and replies not by convenors †, of all. Half is a community that lives; nine in ten one that is grown up
    (FeverBee)."""
    authors = [one.author_id for one in talk.threads_in(span)]
    authors += [one.author_id for one in talk.replies_in(span)]
    others = sum(author not in talk.convenors for author in authors)
    return _share(others, len(authors), f"{others} of {len(authors)} posts")


# New members ---------------------------------------------------------------------------------------------------


def _newcomers(talk: Talk, span: Span) -> list[int]:
    return [id_ for id_, member in talk.members.items() if span.holds(member.joined_at) and not member.is_convenor]


def newcomers_post(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Of those who joined in the span, who posted within 30 days of joining. Only of spans that ended 30 days ago."""
    joined = _newcomers(talk, span)
    if talk.now - span.end < FIRST_POST_WITHIN:
        return Figure(None, why="Too early to say: the last have not been here for 30 days.")
    count = 0
    for id_ in joined:
        if own := talk.own_posts.get(id_):
            count += own[0].at - talk.members[id_].joined_at <= FIRST_POST_WITHIN
    return _people(count, len(joined), setting, f"{count} of {len(joined)} new members")


def newcomers_answered(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Of the first posts of those who joined in the span, which had a reply by another within 24 hours."""
    firsts = [talk.own_posts[id_][0] for id_ in _newcomers(talk, span) if id_ in talk.own_posts]
    count = 0
    for first in firsts:
        count += any(
            reply.author_id != first.author_id and first.at < reply.at <= first.at + REPLY_TO_FIRST_WITHIN
            for reply in talk.replies_of.get(first.thread_id, ())
        )
    return _people(count, len(firsts), setting, f"{count} of {len(firsts)} first posts")


def newcomers_again(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Of those who joined in the span and posted, who posted a second time."""
    posted = [len(talk.own_posts[id_]) for id_ in _newcomers(talk, span) if id_ in talk.own_posts]
    count = sum(number > 1 for number in posted)
    return _people(count, len(posted), setting, f"{count} of {len(posted)} new members who posted")


# Threads -------------------------------------------------------------------------------------------------------


def replies_per_thread(talk: Talk, span: Span, _setting: Setting) -> Figure:
    started = talk.threads_in(span)
    if not started:
        return Figure(None, why="No threads.")
    replies = sum(len(talk.replies_of.get(one.id, ())) for one in started)
    return Figure(replies / len(started), f"{replies} replies in {_threads(len(started))}")


def people_per_thread(talk: Talk, span: Span, _setting: Setting) -> Figure:
    """Different people in a thread, its author among them (liveliness, Lithium)."""
    started = talk.threads_in(span)
    if not started:
        return Figure(None, why="No threads.")
    count = 0
    for thread in started:
        count += len({thread.who, *(reply.who for reply in talk.replies_of.get(thread.id, ()))})
    return Figure(count / len(started), _threads(len(started)))


def across_organisations(talk: Talk, span: Span, _setting: Setting) -> Figure:
    """Replies by somebody of another organisation than the thread's author, of those where both are known."""
    return _across(talk, span, 0)


def across_professions(talk: Talk, span: Span, _setting: Setting) -> Figure:
    """Replies by somebody of another profession than the thread's author, of those where both are known."""
    return _across(talk, span, 1)


def _across(talk: Talk, span: Span, place: int) -> Figure:
    pairs = []
    for reply in talk.replies_in(span):
        thread = talk.by_id.get(reply.thread_id)
        if thread is None or reply.author_id == thread.author_id:
            continue
        asked, answered = (talk.people.get(id_ or 0, (None, ""))[place] for id_ in (thread.author_id, reply.author_id))
        if asked and answered:
            pairs.append(asked != answered)
    return _share(sum(pairs), len(pairs), f"{sum(pairs)} of {len(pairs)} replies")


def reach(talk: Talk, _span: Span, setting: Setting) -> Figure:
    """Members who follow the community, of all members, now."""
    return _people(talk.followers, len(talk.members), setting, f"{talk.followers} of {len(talk.members)} members")


def threads_started(talk: Talk, span: Span, _setting: Setting) -> Figure:
    return Figure(float(len(talk.threads_in(span))))


# Learning ------------------------------------------------------------------------------------------------------


def learning_steps(talk: Talk, span: Span, _setting: Setting) -> Figure:
    """Decisions recorded, cycles started, lessons published and lessons adopted."""
    counts = {name: sum(span.holds(moment) for moment in moments) for name, moments in talk.learning.items()}
    return Figure(float(sum(counts.values())), ", ".join(f"{name}: {count}" for name, count in counts.items()))


def learning_yield(talk: Talk, span: Span, setting: Setting) -> Figure:
    """Steps of learning for each hundred threads started."""
    started = len(talk.threads_in(span))
    steps = learning_steps(talk, span, setting)
    if not started or steps.value is None:
        return Figure(None, steps.of, "No threads started.")
    return Figure(100 * steps.value / started, steps.of)


def _threads(count: int) -> str:
    return f"{count} {'thread' if count == 1 else 'threads'}"


def _questions(count: int) -> str:
    return f"{count} {'question' if count == 1 else 'questions'}"
