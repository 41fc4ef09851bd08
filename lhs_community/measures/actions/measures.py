"""Starting a measure, and changing what it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.measures import definition, events, policy
from lhs_community.measures.actions.readings import work_out_anew
from lhs_community.measures.models.measures import Measure, MeasureKind, Period
from lhs_community.measures.spc.terms import ChartKind, Direction
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
    chart_kind: ChartKind = ChartKind.XMR
    numerator: str = ""
    denominator: str = ""
    per: float = 1.0
    exclusions: str = ""
    period: Period | None = None
    sampling: str = ""
    collected_by: str = ""
    target_by: date | None = None
    baseline_from: date | None = None
    baseline_until: date | None = None
    suppress_below: int | None = None
    site: str = ""


def start_measure(actor: Viewer, project_id: int, plan: Plan, consent: Consent = NO_CONSENT) -> Measure:
    policy.require_work_on_project(actor, project_id)
    moment = clock.now()
    require_sound(actor, plan, moment.date(), consent)
    project = subjects.require_card(actor, Ref("project", project_id))
    if project.community_id is None:
        raise NotThere
    measure = Measure(
        project_id=project_id,
        community=get_community_by_id(actor, project.community_id),
        started_by_id=actor.id,
        started_at=moment,
        changed_by_id=actor.id,
        changed_at=moment,
        **_fields(plan),
    )
    db.session.add(measure)
    db.session.flush()
    record(events.MeasureStarted(**events.about(actor, measure), kind=plan.kind))
    link(actor, Ref("project", project_id), Ref("measure", measure.id), Relation.MEASURED_BY)
    return measure


def change_measure(
    actor: Viewer, measure: Measure, plan: Plan, version: int | None = None, consent: Consent = NO_CONSENT
) -> None:
    """What it is and how it is drawn; its readings stay. Raises Stale when somebody else saved after `version`.

    Where `per` is another, values made of a numerator and a denominator are worked out anew.
    """
    policy.require_change(actor, measure)
    require_sound(actor, plan, measure.started_at.date(), consent)
    claim(measure, version)
    is_said_per_another = plan.per != measure.per
    for name, value in _fields(plan).items():
        setattr(measure, name, value)
    measure.version += 1
    measure.changed_by_id = actor.id
    measure.changed_at = clock.now()
    record(events.MeasureChanged(**events.about(actor, measure), version=measure.version))
    if is_said_per_another:
        work_out_anew(actor, measure)


def require_sound(actor: Viewer, plan: Plan, started: date, consent: Consent) -> None:
    """Raises Invalid at the field that makes no sense: of a measure, and of a definition that many are to share."""
    texts = {name: value for name, value in vars(plan).items() if isinstance(value, str) and name not in _CHOSEN}
    require_clear(actor, texts, consent)
    if len(" ".join(plan.name.split())) < 3:
        raise Invalid("Enter a name of at least 3 characters.", "name")
    if plan.lowest is not None and plan.highest is not None and plan.lowest >= plan.highest:
        raise Invalid("Enter a highest value that is above the lowest.", "highest")
    if plan.fix_after_n is not None and plan.fix_after_n < 2:
        raise Invalid("Enter 2 or more: limits need at least two values.", "fix_after_n")
    if plan.suppress_below is not None and definition.counts_between(plan.chart_kind):
        raise Invalid("Leave this empty, or choose another chart: this one shows single events.", "suppress_below")
    if plan.suppress_below is not None and not 2 <= plan.suppress_below <= definition.MOST_SUPPRESSED:
        raise Invalid(f"Enter a whole number from 2 to {definition.MOST_SUPPRESSED}.", "suppress_below")
    _require_what_is_divided(plan)
    _require_days(plan, started)


def _require_what_is_divided(plan: Plan) -> None:
    label = definition.CHARTS[plan.chart_kind].label
    if definition.needs_denominator(plan.chart_kind) and not plan.denominator.strip():
        raise Invalid(f"Say what the number is divided by: a {label} needs it.", "denominator")
    if definition.counts_between(plan.chart_kind) and plan.denominator.strip():
        raise Invalid(f"Leave this empty: a {label} divides nothing, it shows what lies between events.", "denominator")
    if not (math.isfinite(plan.per) and plan.per > 0):
        raise Invalid("Enter a number above 0, such as 100 or 1000.", "per")
    if plan.per != 1 and not plan.denominator.strip():
        raise Invalid("Say what the number is divided by, or leave “per” empty.", "denominator")


def _require_days(plan: Plan, started: date) -> None:
    if plan.target_by is not None and plan.target is None:
        raise Invalid("Enter the target that is to be reached by then, or leave the date out.", "target")
    if plan.target_by is not None and plan.target_by <= started:
        raise Invalid(f"Enter a date after the measure was started ({started:%-d %B %Y}).", "target_by")
    first, last = plan.baseline_from, plan.baseline_until
    if first is not None and last is not None and first >= last:
        raise Invalid("Enter a last day that comes after the first.", "baseline_until")
    if plan.fix_after_n is not None and (first or last):
        raise Invalid("Give the baseline either by its dates or by so many values, not both.", "fix_after_n")


_CHOSEN = ("kind", "direction", "chart_kind", "period")


def _fields(plan: Plan) -> Mapping[str, object]:
    """As they are kept: a line each, but for the definition."""
    lines = {
        name: " ".join(value.split())
        for name, value in vars(plan).items()
        if isinstance(value, str) and name not in _CHOSEN
    }
    return {**vars(plan), **lines, "definition": plan.definition.strip()}
