"""Writing up a project: starting, its items, its authors, and when it is finished."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import LONGEST, to_html
from lhs_community.projects.models.projects import Project
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear
from lhs_community.writeups import events, policy, squire
from lhs_community.writeups.models import WriteUp, WriteUpPart, WriteUpState, WriteUpVersion
from lhs_community.writeups.queries.sources import Source

MOST_AUTHORS = 60
LONGEST_AUTHOR = 200
TITLE_AND_PROBLEM = ("1", "3")


def start_write_up(actor: Viewer, project: Project) -> WriteUp:
    """A draft with every item in it, filled from the project. Where there is one already, that one."""
    policy.require_write(actor, project)
    db.session.refresh(project, ["version"], with_for_update=True)  # two who press at once start one
    if (there := db.session.scalars(select(WriteUp).where(WriteUp.project_id == project.id)).first()) is not None:
        return there
    moment = clock.now()
    names = [f"{one.person.name}, {one.role}" if one.role else one.person.name for one in project.team]
    made = WriteUp(
        project_id=project.id,
        authors="\n".join(names[:MOST_AUTHORS]),
        started_by_id=actor.id,
        started_at=moment,
        changed_by_id=actor.id,
        changed_at=moment,
        parts=[WriteUpPart(item=key, read_from={}, changed_at=moment) for key in squire.ITEMS],
    )
    db.session.add(made)
    db.session.flush()
    record(events.WriteUpStarted(actor_id=actor.id, subject_kind="write_up", subject_id=made.id, project_id=project.id))
    link(actor, Ref("project", project.id), Ref("write_up", made.id), Relation.LED_TO)
    return made


def write_part(
    actor: Viewer, part: WriteUpPart, text: str, sources: Sequence[Source], version: int, consent: Consent = NO_CONSENT
) -> None:
    """An empty text gives the item back to what the project fills in. `sources` are those the writer saw."""
    policy.require_change(actor, part.write_up)
    if len(text) > LONGEST:
        raise Invalid(f"Keep this to {LONGEST} characters.", "text")
    require_clear(actor, {"text": text}, consent)
    claim(part, version)
    part.text, part.text_html = text.strip(), to_html(text)
    part.read_from = _as_read(sources)
    part.version += 1
    part.changed_by_id, part.changed_at = actor.id, clock.now()
    db.session.add(
        WriteUpVersion(
            part_id=part.id,
            number=part.version,
            text=part.text,
            written_by_id=actor.id,
            written_at=part.changed_at,
        )
    )
    db.session.flush()
    record(
        events.PartWritten(
            actor_id=actor.id,
            subject_kind="write_up",
            subject_id=part.write_up_id,
            project_id=part.write_up.project_id,
            part_id=part.id,
            version=part.version,
        )
    )


def confirm_part(actor: Viewer, part: WriteUpPart, sources: Sequence[Source]) -> None:
    """What it was written from has changed; the text holds all the same."""
    policy.require_change(actor, part.write_up)
    claim(part, None)
    part.read_from = _as_read(sources)
    record(
        events.PartConfirmed(
            actor_id=actor.id,
            subject_kind="write_up",
            subject_id=part.write_up_id,
            project_id=part.write_up.project_id,
            part_id=part.id,
        )
    )


def _as_read(sources: Sequence[Source]) -> dict[str, list[str]]:
    return {source.key: [source.label, source.digest] for source in sources}


def change_authors(actor: Viewer, write_up: WriteUp, authors: str, version: int, consent: Consent = NO_CONSENT) -> None:
    """One author a line, in the order in which they are to stand."""
    policy.require_change(actor, write_up)
    lines = [" ".join(line.split()) for line in authors.splitlines() if line.strip()]
    if len(lines) > MOST_AUTHORS:
        raise Invalid(f"Name up to {MOST_AUTHORS} authors; thank the others in the text.", "authors")
    if any(len(line) > LONGEST_AUTHOR for line in lines):
        raise Invalid(f"Keep each author to a line of {LONGEST_AUTHOR} characters.", "authors")
    require_clear(actor, {"authors": "\n".join(lines)}, consent)
    claim(write_up, version)
    write_up.authors = "\n".join(lines)
    _stamp(actor, write_up)
    record(
        events.AuthorsChanged(
            actor_id=actor.id,
            subject_kind="write_up",
            subject_id=write_up.id,
            project_id=write_up.project_id,
            version=write_up.version,
        )
    )


def finish_write_up(actor: Viewer, write_up: WriteUp, empty: Sequence[str]) -> None:
    """Show it to whoever reads the project. `empty`: the items under which nothing stands; few of them may."""
    policy.require_change(actor, write_up)
    if missing := [squire.ITEMS[key].title for key in TITLE_AND_PROBLEM if key in empty]:
        raise Invalid(f"A reader needs at least: {', '.join(missing).lower()}.")
    claim(write_up, None)
    if write_up.state is WriteUpState.FINISHED:
        return
    write_up.state, write_up.finished_at = WriteUpState.FINISHED, clock.now()
    _stamp(actor, write_up)
    record(
        events.WriteUpFinished(
            actor_id=actor.id, subject_kind="write_up", subject_id=write_up.id, project_id=write_up.project_id
        )
    )


def reopen_write_up(actor: Viewer, write_up: WriteUp) -> None:
    """A draft again, for the team alone."""
    policy.require_change(actor, write_up)
    claim(write_up, None)
    if write_up.state is WriteUpState.DRAFT:
        return
    write_up.state, write_up.finished_at = WriteUpState.DRAFT, None
    _stamp(actor, write_up)
    record(
        events.WriteUpReopened(
            actor_id=actor.id, subject_kind="write_up", subject_id=write_up.id, project_id=write_up.project_id
        )
    )


def _stamp(actor: Viewer, write_up: WriteUp) -> None:
    write_up.version += 1
    write_up.changed_by_id, write_up.changed_at = actor.id, clock.now()
