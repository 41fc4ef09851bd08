"""Working limits out anew, and noting what happened on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.viewer import Viewer
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.measures import events, policy
from lhs_community.measures.models.measures import Measure
from lhs_community.measures.models.notes import Annotation, Rebase
from lhs_community.measures.queries.figures import current_readings
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def rebase_measure(
    actor: Viewer,
    measure: Measure,
    day: date,
    reason: str,
    change: Ref | None = None,
    consent: Consent = NO_CONSENT,
) -> Rebase:
    """Work mean and limits out anew from `day`; never done without a person and a reason."""
    policy.require_change(actor, measure)
    require_clear(actor, {"reason": reason}, consent)
    if len(reason.strip()) < 10:
        raise Invalid("Say in a sentence what changed and why it will last.", "reason")
    if change is not None:
        subjects.require_card(actor, change)
    days = sorted(current_readings(actor, measure))
    if not days or not days[0] < day <= days[-1]:
        raise Invalid("Enter a date after the first value and not after the last.", "day")
    rebase = Rebase(
        measure_id=measure.id,
        day=day,
        reason=reason.strip(),
        change_kind=change.kind if change else "",
        change_id=change.id if change else None,
        added_by_id=actor.id,
        added_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(rebase)
    except IntegrityError as error:
        raise Invalid("The limits are worked out anew from this date already.", "day") from error
    record(events.MeasureRebased(**events.about(actor, measure), day=day))
    return rebase


def remove_rebase(actor: Viewer, measure: Measure, rebase: Rebase) -> None:
    policy.require_change(actor, measure)
    record(events.RebaseRemoved(**events.about(actor, measure), day=rebase.day))
    db.session.delete(rebase)


def annotate_measure(
    actor: Viewer, measure: Measure, day: date, text: str, consent: Consent = NO_CONSENT
) -> Annotation:
    policy.require_change(actor, measure)
    require_clear(actor, {"text": text}, consent)
    if not text.strip():
        raise Invalid("Enter what happened on this day.", "text")
    annotation = Annotation(
        measure_id=measure.id,
        day=day,
        text=" ".join(text.split()),
        added_by_id=actor.id,
        added_at=clock.now(),
    )
    db.session.add(annotation)
    db.session.flush()
    record(events.MeasureAnnotated(**events.about(actor, measure), day=day))
    return annotation


def remove_annotation(actor: Viewer, measure: Measure, annotation: Annotation) -> None:
    policy.require_change(actor, measure)
    record(events.AnnotationRemoved(**events.about(actor, measure), day=annotation.day))
    db.session.delete(annotation)
