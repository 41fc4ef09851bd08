"""Starting a measure, and changing what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.measures import events, policy
from lhs_community.measures.models.measures import Measure, MeasureKind
from lhs_community.measures.spc.terms import Direction
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


@dataclass(frozen=True)
class Plan:
    """What a measure is, as typed in its form."""

    name: str
    kind: MeasureKind
    direction: Direction
    definition: str = ""
    unit: str = ""
    target: float | None = None
    lowest: float | None = None
    highest: float | None = None
    source: str = ""
    is_screened: bool = True
    fix_after_n: int | None = None


def start_measure(actor: Viewer, project_id: int, plan: Plan, consent: Consent = NO_CONSENT) -> Measure:
    policy.require_work_on_project(actor, project_id)
    _require_sound(actor, plan, consent)
    project = subjects.require_card(actor, Ref("project", project_id))
    if project.community_id is None:
        raise NotThere
    measure = Measure(
        project_id=project_id,
        community=get_community_by_id(actor, project.community_id),
        started_by_id=actor.id,
        started_at=clock.now(),
        **_fields(plan),
    )
    db.session.add(measure)
    db.session.flush()
    record(events.MeasureStarted(**events.about(actor, measure), kind=plan.kind))
    link(actor, Ref("project", project_id), Ref("measure", measure.id), Relation.MEASURED_BY)
    return measure


def change_measure(actor: Viewer, measure: Measure, plan: Plan, consent: Consent = NO_CONSENT) -> None:
    """What it is and how it is drawn; its readings stay."""
    policy.require_change(actor, measure)
    _require_sound(actor, plan, consent)
    for name, value in _fields(plan).items():
        setattr(measure, name, value)
    record(events.MeasureChanged(**events.about(actor, measure)))


def _require_sound(actor: Viewer, plan: Plan, consent: Consent) -> None:
    texts = {"name": plan.name, "definition": plan.definition, "unit": plan.unit, "source": plan.source}
    require_clear(actor, texts, consent)
    if len(" ".join(plan.name.split())) < 3:
        raise Invalid("Enter a name of at least 3 characters.", "name")
    if plan.lowest is not None and plan.highest is not None and plan.lowest >= plan.highest:
        raise Invalid("Enter a highest value that is above the lowest.", "highest")
    if plan.fix_after_n is not None and plan.fix_after_n < 2:
        raise Invalid("Enter 2 or more: limits need at least two values.", "fix_after_n")


def _fields(plan: Plan) -> Mapping[str, object]:
    return {
        **vars(plan),
        "name": " ".join(plan.name.split()),
        "definition": plan.definition.strip(),
        "unit": " ".join(plan.unit.split()),
        "source": " ".join(plan.source.split()),
    }
