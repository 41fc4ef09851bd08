"""What each save of a text that several people edit does besides: a new version, who and when, who is named."""

from __future__ import annotations

from collections.abc import Iterable

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import mention_people
from lhs_community.foundation import clock
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import mentions
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.diagram import Driver, Idea
from lhs_community.projects.models.projects import Project


def stamp(actor: Viewer, thing: Project | Driver | Idea | Cycle, project: Project) -> None:
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
