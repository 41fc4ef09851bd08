"""What a lesson can begin with, and what backs it up: read along the chain, through subjects alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain import queries as chain
from lhs_community.chain.models import Relation
from lhs_community.communities.queries.members import viewer_for
from lhs_community.foundation import subjects
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card
from lhs_community.library.evidence import Facts
from lhs_community.library.models import SECTIONS, Lesson
from lhs_community.library.queries.adoptions import count_for_evidence


@dataclass(frozen=True)
class Beginnings:
    """The text each section can begin with, and the things it was taken from."""

    texts: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Sequence[Card]] = field(default_factory=dict)


def gather(viewer: Viewer, origin: Card) -> Beginnings:
    """From the thing a lesson is drafted of, and from the measures it is followed with."""
    parts: dict[str, list[str]] = {}
    sources: dict[str, list[Card]] = {}
    measures = chain.results_of(viewer, origin.ref, Relation.MEASURED_BY)
    for card in (origin, *measures):
        for section, text in subjects.outline(viewer, card.ref).items():
            if section in SECTIONS and text.strip():
                parts.setdefault(section, []).append(text.strip())
                sources.setdefault(section, []).append(card)
    return Beginnings({section: "\n\n".join(texts) for section, texts in parts.items()}, sources)


def origins_of(viewer: Viewer, lesson: Lesson) -> Sequence[Card]:
    """What taught it: mostly one project."""
    steps = chain.neighbours(viewer, Ref("lesson", lesson.id))
    return [step.card for step in steps if not step.is_later and step.relation is Relation.TAUGHT]


def measures_of(viewer: Viewer, lesson: Lesson) -> Sequence[Card]:
    """The measures of what taught it; of the project, where that was a project's write-up."""
    origins = list(origins_of(viewer, lesson))
    for one in [card for card in origins if card.ref.kind == "write_up"]:
        origins += [step.card for step in chain.neighbours(viewer, one.ref) if not step.is_later]
    found = {
        card.ref: card
        for origin in origins
        for card in chain.results_of(viewer, origin.ref, Relation.MEASURED_BY)
    }
    return list(found.values())


def facts_of(lesson: Lesson) -> Facts:
    """What its evidence follows from, with the rights of its author, so that it is the same whoever asks."""
    author = viewer_for(lesson.author_id)
    measures = measures_of(author, lesson)
    signals = [subjects.outline(author, card.ref).get("signal", "") for card in measures]
    worked, failed = count_for_evidence(lesson)
    return Facts(
        is_described=bool(lesson.what_was_done.strip() and lesson.what_happened.strip()),
        measures=len(measures),
        signals=[signal for signal in signals if signal],
        worked=worked,
        failed=failed,
    )
