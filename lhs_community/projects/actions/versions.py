"""Two people editing the same text: a save names the version it was made from, and an older one is not taken."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import object_mapper

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import mention_people
from lhs_community.foundation import clock
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Conflict
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import mentions
from lhs_community.projects.models import Cycle, Driver, Idea, Project

Versioned = Project | Driver | Idea | Cycle


class Stale(Conflict):
    """The text was saved by somebody else after the editor read it. `thing` holds what stands there now."""

    def __init__(self, thing: Versioned) -> None:
        super().__init__("Somebody else saved this while you were typing. Bring the two versions together, then save.")
        self.thing = thing


def claim(thing: Versioned, version: int | None) -> None:
    """Lock the row; raise Stale unless it is still as the editor read it. None: nobody read it before."""
    columns = [column.key for column in object_mapper(thing).column_attrs]
    db.session.refresh(thing, columns, with_for_update=True)
    if version is not None and thing.version != version:
        raise Stale(thing)


def stamp(actor: Viewer, thing: Versioned, project: Project) -> None:
    """Note who changed it and when, and that something is going on in the project."""
    thing.version += 1
    thing.changed_by_id = actor.id
    thing.changed_at = clock.now()
    show_activity(project)


def show_activity(project: Project) -> None:
    # The demo writes its history out of order.
    project.last_activity_at = max(project.last_activity_at, clock.now())


def mention_new(actor: Viewer, ref: Ref, before: Iterable[str], after: Iterable[str], community_id: int) -> None:
    """Tell those who are named now and were not before: saving a text again names nobody again."""
    known = {handle for text in before for handle in mentions(text)}
    named = {handle for text in after for handle in mentions(text)} - known
    if named:
        mention_people(actor, ref, " ".join(f"@{handle}" for handle in sorted(named)), community_id)
