"""Reading write-ups: what people wrote, what the project fills in, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.models import Community
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard
from lhs_community.foundation.text import excerpt, plain, to_html
from lhs_community.projects.models.projects import Project, TeamMember
from lhs_community.writeups import policy, squire
from lhs_community.writeups.models import WriteUp, WriteUpPart, WriteUpState, WriteUpVersion
from lhs_community.writeups.queries.sources import Source, Sources, sources_of
from lhs_community.writeups.squire import Item, Standing

STATE_LABELS = {WriteUpState.DRAFT: "Draft", WriteUpState.FINISHED: "Finished"}


@dataclass(frozen=True)
class Section:
    """One item of SQUIRE as it stands: `part` is None while nobody has written a word of the write-up."""

    item: Item
    part: WriteUpPart
    sources: Sequence[Source]

    @property
    def is_written(self) -> bool:
        return bool(self.part.text)

    @property
    def filled(self) -> str:
        return "\n\n".join(source.text for source in self.sources)

    @property
    def text(self) -> str:
        """What a person wrote wins."""
        return self.part.text or self.filled

    @cached_property
    def html(self) -> Markup:
        return self.part.text_html if self.is_written else _rendered(self.filled)

    @property
    def standing(self) -> Standing:
        return squire.standing(self.item.key, self.part.text, self.filled)

    @property
    def label(self) -> str:
        return squire.STANDING_LABELS[self.standing]

    @cached_property
    def changed(self) -> list[str]:
        """The sources that are not what they were when this was written, in words."""
        if not self.is_written:
            return []
        now = {source.key: source for source in self.sources}
        found = [
            f"“{label}” {'has changed' if key in now else 'is no longer there'}"
            for key, (label, digest) in self.part.read_from.items()
            if key not in now or now[key].digest != digest
        ]
        return found + [f"“{one.label}” is new" for key, one in now.items() if key not in self.part.read_from]


@lru_cache(maxsize=512)
def _rendered(markdown: str) -> Markup:
    """Of what the project fills in: it is put together anew each time, and mostly the same."""
    return to_html(markdown)


@dataclass(frozen=True)
class Whole:
    """A write-up with all its sections."""

    write_up: WriteUp
    project: Project
    sections: Mapping[str, Section]

    @property
    def title(self) -> str:
        return plain(self.sections["1"].text) or self.project.title

    @property
    def authors(self) -> list[str]:
        return [line.strip() for line in self.write_up.authors.splitlines() if line.strip()]

    @property
    def outdated(self) -> list[Section]:
        return [section for section in self.sections.values() if section.changed]

    @cached_property
    def meter(self) -> squire.Meter:
        written = {key: section.part.text for key, section in self.sections.items()}
        return squire.measure(written, {key: section.filled for key, section in self.sections.items()})


def _options() -> tuple[ORMOption, ...]:
    project = joinedload(WriteUp.project)
    return (
        project.joinedload(Project.community).joinedload(Community.organisation),
        project.selectinload(Project.team).joinedload(TeamMember.person),
        joinedload(WriteUp.changed_by),
    )


def get_write_up(viewer: Viewer, write_up_id: int) -> WriteUp:
    """With its parts. Raises NotThere."""
    parts = selectinload(WriteUp.parts).joinedload(WriteUpPart.changed_by)
    found = db.session.scalars(
        select(WriteUp).where(WriteUp.id == write_up_id, policy.readable_by(viewer)).options(*_options(), parts)
    ).first()
    if found is None:
        raise NotThere
    return found


def find_write_up(viewer: Viewer, project_id: int) -> WriteUp | None:
    """That of a project, if there is one for the viewer."""
    return db.session.scalars(
        select(WriteUp).where(WriteUp.project_id == project_id, policy.readable_by(viewer)).options(*_options())
    ).first()


def get_whole(viewer: Viewer, write_up_id: int) -> Whole:
    """Raises NotThere."""
    write_up = get_write_up(viewer, write_up_id)
    return _whole(write_up, sources_of(viewer, write_up.project_id))


def _whole(write_up: WriteUp, sources: Sources) -> Whole:
    by_item = {part.item: part for part in write_up.parts}
    sections = {key: Section(item, by_item[key], sources.by_item.get(key, ())) for key, item in squire.ITEMS.items()}
    return Whole(write_up, write_up.project, sections)


def get_section(viewer: Viewer, write_up_id: int, item: str) -> tuple[Whole, Section]:
    """Raises NotThere, also for an item that SQUIRE does not know."""
    whole = get_whole(viewer, write_up_id)
    if item not in whole.sections:
        raise NotThere
    return whole, whole.sections[item]


def list_versions(viewer: Viewer, part: WriteUpPart, limit: int = 50) -> Sequence[WriteUpVersion]:
    """The texts that an item of a readable write-up has had, newest first."""
    readable = select(WriteUp.id).where(policy.readable_by(viewer))
    return db.session.scalars(
        select(WriteUpVersion)
        .join(WriteUpPart, WriteUpPart.id == WriteUpVersion.part_id)
        .where(WriteUpVersion.part_id == part.id, WriteUpPart.write_up_id.in_(readable))
        .options(joinedload(WriteUpVersion.written_by))
        .order_by(WriteUpVersion.number.desc())
        .limit(limit)
    ).all()


def find_version(viewer: Viewer, part: WriteUpPart, number: int) -> WriteUpVersion | None:
    return next((one for one in list_versions(viewer, part) if one.number == number), None)


def write_up_cards(viewer: Viewer, ids: Iterable[int]) -> Mapping[int, Card]:
    found = db.session.scalars(
        select(WriteUp)
        .where(WriteUp.id.in_(set(ids)), policy.readable_by(viewer))
        .options(*_options(), selectinload(WriteUp.parts))
    )
    return {one.id: _card(one) for one in found}


def _card(one: WriteUp) -> Card:
    texts = {part.item: part.text for part in one.parts}
    return Card(
        ref=Ref("write_up", one.id),
        title=plain(texts.get("1", "")) or one.project.title,
        url=f"/write-ups/{one.id}",
        excerpt=excerpt(texts.get("2") or texts.get("3") or "", 240),
        kind_label="Write-up",
        community_id=one.project.community_id,
        community_name=one.project.community.name,
        author_id=one.changed_by_id,
        author_name=one.changed_by.name if one.changed_by else "",
        when=one.finished_at or one.started_at,
        status=STATE_LABELS[one.state],
        body=texts.get("2", ""),
    )


def write_up_index_card(write_up_id: int) -> IndexCard | None:
    """What people wrote of a finished one. A draft is not searched for: who reads it has it on the project's page."""
    one = db.session.get(WriteUp, write_up_id, options=(*_options(), selectinload(WriteUp.parts)))
    if one is None or one.state is WriteUpState.DRAFT:
        return None
    card = _card(one)
    return IndexCard(
        ref=card.ref,
        title=card.title,
        body="\n".join(plain(part.text) for part in one.parts if part.text),
        community_id=one.project.community_id,
        kind_label="Write-up",
        when=card.when,
        author_name=card.author_name,
    )


def all_write_up_ids() -> list[int]:
    """For reindexing."""
    return list(db.session.scalars(select(WriteUp.id).where(WriteUp.state == WriteUpState.FINISHED)))


def may_edit_write_up(viewer: Viewer, write_up_id: int) -> bool:
    return policy.may_write(viewer, get_write_up(viewer, write_up_id).project)


# A lesson's heading -> the items that say it.
_FOR_A_LESSON = {
    "problem": ("3",),
    "context": ("7", "6"),
    "what_was_done": ("8", "13a"),
    "what_happened": ("13b", "13e"),
    "why_we_think_so": ("13d", "15"),
    "would_do_differently": ("16",),
}


def write_up_outline(viewer: Viewer, write_up_id: int) -> Mapping[str, str]:
    """What a lesson can begin with."""
    whole = get_whole(viewer, write_up_id)
    return {
        heading: "\n\n".join(text for key in items if (text := whole.sections[key].text.strip()))
        for heading, items in _FOR_A_LESSON.items()
    }
