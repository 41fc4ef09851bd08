"""Setting how far a team says it is. Every score stays; the last one counts."""

from __future__ import annotations

from datetime import date

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.projects import events, policy
from lhs_community.projects.actions.versions import show_activity
from lhs_community.projects.models.progress import NOTE_LENGTH, ProgressScore
from lhs_community.projects.models.projects import Project
from lhs_community.projects.progress import SCALE
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def set_progress(
    actor: Viewer,
    project: Project,
    halves: int,
    note: str,
    set_on: date | None = None,
    consent: Consent = NO_CONSENT,
) -> ProgressScore:
    """`note` says what it rests on. `set_on`: the day the team came to it, today unless one is given."""
    policy.require_edit(actor, project)
    require_clear(actor, {"note": note}, consent)
    note, today = " ".join(note.split()), clock.today(actor.time_zone)
    if halves not in SCALE:
        raise Invalid("Choose a score from the list.", "score")
    if not 3 <= len(note) <= NOTE_LENGTH:
        raise Invalid(f"Say in 3 to {NOTE_LENGTH} characters what the score rests on.", "note")
    if set_on and set_on > today:
        raise Invalid("Enter a day that is not in the future.", "set_on")
    score = ProgressScore(
        project_id=project.id,
        halves=halves,
        note=note,
        set_on=set_on or today,
        set_by_id=actor.id,
        set_at=clock.now(),
    )
    db.session.add(score)
    db.session.flush()
    show_activity(project)
    record(
        events.ProgressSet(actor_id=actor.id, subject_kind="project", subject_id=project.id, halves=halves)
    )
    return score
