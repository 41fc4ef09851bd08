"""What each save of a text that several people edit does besides: a new version, who and when, what stood there
before, who is named.

`claim(thing, version)` first, then change it, then `stamp(actor, thing, project)`: every field that is another than
when it was claimed gets its line in the history. `keep` is for what has no version: the team.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lhs_community.accounts.viewer import Viewer
from lhs_community.communities.actions.following import mention_people
from lhs_community.foundation import clock
from lhs_community.foundation.database import db, when_claimed
from lhs_community.foundation.errors import Versioned
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.text import mentions
from lhs_community.projects.history import KINDS, Kept, changed, key_of, values_of
from lhs_community.projects.models.cycles import Cycle
from lhs_community.projects.models.projects import Project
from lhs_community.projects.models.revisions import Revision

_CLAIMED = "projects as claimed"


@when_claimed
def _remember(thing: Versioned) -> None:
    """As it stands before the change, idea of a cycle included: its status follows the cycle."""
    if type(thing) in KINDS:
        _as_claimed()[key_of(thing)] = values_of(thing)  # type: ignore[arg-type]  # one of KINDS
    if isinstance(thing, Cycle) and "idea" in thing.__dict__:
        _as_claimed()[key_of(thing.idea)] = values_of(thing.idea)


def _as_claimed() -> dict[tuple[str, int], dict[str, str]]:
    claimed: dict[tuple[str, int], dict[str, str]] = db.session().info.setdefault(_CLAIMED, {})
    return claimed


def stamp(actor: Viewer, thing: Kept, project: Project) -> None:
    """Note who changed it and when, what stood there before, and that something is going on in the project."""
    thing.version += 1
    thing.changed_by_id = actor.id
    thing.changed_at = clock.now()
    _keep_fields(actor, thing, project.id)
    if isinstance(thing, Cycle) and "idea" in thing.__dict__:
        _keep_fields(actor, thing.idea, project.id)
    show_activity(project)


def _keep_fields(actor: Viewer, thing: Kept, project_id: int) -> None:
    before = _as_claimed().pop(key_of(thing), None)
    if before is not None:
        after = values_of(thing)
        keep(actor, project_id, *key_of(thing), changed(before, after), thing.version)
        _as_claimed()[key_of(thing)] = after


def keep(
    actor: Viewer, project_id: int, kind: str, thing_id: int, fields: Mapping[str, tuple[str, str]], version: int = 0
) -> None:
    """One line of history for each field: what stood there and what stands there now."""
    moment = clock.now()
    db.session.add_all(
        Revision(
            project_id=project_id,
            kind=kind,
            thing_id=thing_id,
            version=version,
            field=field,
            before=before,
            after=after,
            changed_by_id=actor.id,
            changed_at=moment,
        )
        for field, (before, after) in fields.items()
        if before != after
    )


def show_activity(project: Project) -> None:
    # The demo writes its history out of order.
    project.last_activity_at = max(project.last_activity_at, clock.now())


def mention_new(actor: Viewer, ref: Ref, before: Iterable[str], after: Iterable[str], community_id: int) -> None:
    """Tell those who are named now and were not before: saving a text again names nobody again."""
    known = {handle for text in before for handle in mentions(text)}
    named = {handle for text in after for handle in mentions(text)} - known
    if named:
        mention_people(actor, ref, " ".join(f"@{handle}" for handle in sorted(named)), community_id)
