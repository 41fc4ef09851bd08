"""What somebody has read of a thread, as ranges of post numbers: arithmetic, and keeping it.

Whoever moves posts to other numbers or threads brings the marks along: `ranges_of` what was read, then `set_ranges`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lhs_community.discussions.models.reading import ReadMark, ReadRange
from lhs_community.discussions.models.threads import Thread
from lhs_community.foundation import clock
from lhs_community.foundation.database import db

Ranges = tuple[tuple[int, int], ...]
MOST_PARTS = 200  # of one list of numbers as a page sends it


def joined(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same numbers in order, in as few ranges as can be."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if last < first:
            continue
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def within(ranges: Ranges, last: int) -> Ranges:
    """Cut to the numbers 1 to `last`."""
    return joined((max(1, first), min(end, last)) for first, end in ranges)


def holds(ranges: Ranges, number: int) -> bool:
    return any(first <= number <= last for first, last in ranges)


def total(ranges: Ranges) -> int:
    return sum(last - first + 1 for first, last in ranges)


def first_outside(ranges: Ranges, last: int, but: Iterable[int] = ()) -> int | None:
    """The lowest number up to `last` that is in none of the ranges and not among `but`."""
    number = 1
    for first, end in joined([*ranges, *((one, one) for one in but)]):
        if number < first:
            break
        number = end + 1
    return number if number <= last else None


def parse(text: str) -> Ranges:
    """ "3-7,9" as a page sends it; anything else in it is left out."""
    found = []
    for part in text[:4000].split(",")[:MOST_PARTS]:
        first, _, last = part.partition("-")
        if _is_number(first) and (not last or _is_number(last)):
            found.append((int(first), int(last or first)))
    return joined(found)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def ranges_of(mark: ReadMark) -> Ranges:
    query = select(ReadRange.first_number, ReadRange.last_number).where(ReadRange.mark_id == mark.id)
    return joined((first, last) for first, last in db.session.execute(query))


def set_ranges(mark: ReadMark, ranges: Ranges) -> None:
    """Put `ranges` in the place of what the mark held."""
    before, wanted = set(ranges_of(mark)), set(joined(ranges))
    if gone := [first for first, _ in before - wanted]:
        db.session.execute(delete(ReadRange).where(ReadRange.mark_id == mark.id, ReadRange.first_number.in_(gone)))
    db.session.add_all(
        ReadRange(mark_id=mark.id, first_number=first, last_number=last) for first, last in sorted(wanted - before)
    )
    mark.read_count, mark.read_at = total(tuple(wanted)), clock.now()
    db.session.flush()


def add_read(person_id: int, thread: Thread, ranges: Ranges) -> None:
    """Two devices at once lose nothing of each other: the mark is locked meanwhile."""
    mark = _locked_mark(person_id, thread)
    set_ranges(mark, within(joined([*ranges_of(mark), *ranges]), thread.post_count))


def take_read(person_id: int, thread: Thread, first: int, but: Iterable[int] = ()) -> None:
    """From `first` on nothing counts as read, `but` those numbers."""
    mark = _locked_mark(person_id, thread)
    set_ranges(mark, joined([*within(ranges_of(mark), first - 1), *((one, one) for one in but)]))


def _locked_mark(person_id: int, thread: Thread) -> ReadMark:
    query = select(ReadMark).where(ReadMark.person_id == person_id, ReadMark.thread_id == thread.id).with_for_update()
    if mark := db.session.scalars(query).first():
        return mark
    try:
        with db.session.begin_nested():
            db.session.add(ReadMark(person_id=person_id, thread_id=thread.id, read_count=0, read_at=clock.now()))
    except IntegrityError:  # the same person's other page was faster
        pass
    return db.session.scalars(query).one()
