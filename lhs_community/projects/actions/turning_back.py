"""Taking back a step of a cycle that was a slip of the finger: one step, with a reason that stays on record."""

from __future__ import annotations

from sqlalchemy import select

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid
from lhs_community.projects import events, policy
from lhs_community.projects.actions.cycles import AFTER
from lhs_community.projects.actions.versions import stamp
from lhs_community.projects.models.cycles import Cycle, StepBack
from lhs_community.projects.models.terms import CycleState, IdeaStatus, Step
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

REASON_LENGTH = 300


def turn_back(
    actor: Viewer, cycle: Cycle, reason: str, version: int | None = None, consent: Consent = NO_CONSENT
) -> None:
    """One step back. What was written in it stays, and so does who took it back and why."""
    policy.require_edit(actor, cycle.project)
    require_clear(actor, {"reason": reason}, consent)
    claim(cycle, version)
    reason = " ".join(reason.split())
    if not 3 <= len(reason) <= REASON_LENGTH:
        raise Invalid(f"Say in 3 to {REASON_LENGTH} characters why the step is taken back.", "reason")
    step = cycle.last_step
    if step is None:
        raise Invalid("This cycle has not begun, so there is no step to take back.")
    _require_undoable(cycle, step)
    _undo(cycle, step)
    db.session.add(StepBack(cycle_id=cycle.id, undone=step, reason=reason, by_id=actor.id, at=clock.now()))
    stamp(actor, cycle, cycle.project)
    record(
        events.CycleTurnedBack(
            actor_id=actor.id,
            subject_kind="cycle",
            subject_id=cycle.id,
            project_id=cycle.project_id,
            idea_id=cycle.idea_id,
            undone=step,
        )
    )


def _require_undoable(cycle: Cycle, step: Step) -> None:
    if step is Step.STARTED and (cycle.done or cycle.unexpected or cycle.collected):
        raise Invalid("There are notes of what was done, so the predictions stay as they were made.")
    if step is Step.ACTED and db.session.scalar(select(Cycle.id).where(Cycle.came_from_id == cycle.id).limit(1)):
        raise Invalid("The next cycle came of this decision, so it stays. Take that cycle out first if it was a slip.")


def _undo(cycle: Cycle, step: Step) -> None:
    if step is Step.STARTED:
        cycle.state, cycle.started_at = CycleState.PLANNED, None
        cycle.idea.status = _status_without(cycle)
    elif step is Step.DONE:
        cycle.state = CycleState.DOING
    elif step is Step.STUDIED:
        cycle.studied_at = None
    else:
        cycle.state, cycle.act, cycle.acted_at = CycleState.STUDYING, None, None
        cycle.idea.status = IdeaStatus.TESTING


def _status_without(cycle: Cycle) -> IdeaStatus:
    """What the idea's other cycles say of it."""
    others = select(Cycle.state, Cycle.act).where(Cycle.idea_id == cycle.idea_id, Cycle.id != cycle.id)
    found = list(db.session.execute(others.order_by(Cycle.number)))
    if any(state in (CycleState.DOING, CycleState.STUDYING) for state, _ in found):
        return IdeaStatus.TESTING
    acts = [act for _, act in found if act is not None]
    return AFTER[acts[-1]] if acts else IdeaStatus.IDEA
