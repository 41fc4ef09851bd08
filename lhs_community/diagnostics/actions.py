"""Beginning a diagnostic, changing it, setting it back, taking it out and putting it back. Each save is kept."""

from __future__ import annotations

from lhs_community.accounts.viewer import Viewer
from lhs_community.chain.actions import link
from lhs_community.chain.models import Relation
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.diagnostics import events, policy
from lhs_community.diagnostics.kinds.causes import combined, rows_of
from lhs_community.diagnostics.kinds.outline import read
from lhs_community.diagnostics.kinds.study import study
from lhs_community.diagnostics.models import Diagnostic, DiagnosticKind, DiagnosticVersion
from lhs_community.foundation import clock, subjects
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import claim, db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

LONGEST = 12_000


def start_diagnostic(
    actor: Viewer, project_id: int, kind: DiagnosticKind, title: str, text: str, consent: Consent = NO_CONSENT
) -> Diagnostic:
    policy.require_work_on_project(actor, project_id)
    project = subjects.require_card(actor, Ref("project", project_id))
    if project.community_id is None:
        raise NotThere
    title, text = _sound(actor, kind, title, text, consent)
    diagnostic = Diagnostic(
        project_id=project_id,
        community=get_community_by_id(actor, project.community_id),
        kind=kind,
        title=title,
        text=text,
        version=1,
        started_by_id=actor.id,
        started_at=clock.now(),
        changed_by_id=actor.id,
        changed_at=clock.now(),
    )
    db.session.add(diagnostic)
    db.session.flush()
    _keep(actor, diagnostic)
    record(events.DiagnosticStarted(**events.about(actor, diagnostic), kind=kind))
    link(actor, Ref("project", project_id), Ref("diagnostic", diagnostic.id), Relation.LED_TO)
    return diagnostic


def change_diagnostic(
    actor: Viewer,
    diagnostic: Diagnostic,
    title: str,
    text: str,
    version: int | None = None,
    consent: Consent = NO_CONSENT,
) -> None:
    """Raises Stale when somebody else saved after `version` was read."""
    policy.require_change(actor, diagnostic)
    title, text = _sound(actor, diagnostic.kind, title, text, consent)
    claim(diagnostic, version)
    _save(actor, diagnostic, title, text)
    record(events.DiagnosticChanged(**events.about(actor, diagnostic), version=diagnostic.version))


def restore_version(actor: Viewer, diagnostic: Diagnostic, earlier: DiagnosticVersion) -> None:
    """As it was then. That is a version of its own, so it can be set back as well."""
    policy.require_change(actor, diagnostic)
    if earlier.diagnostic_id != diagnostic.id:
        raise NotThere
    claim(diagnostic, None)
    _save(actor, diagnostic, earlier.title, earlier.text)
    record(
        events.DiagnosticChanged(
            **events.about(actor, diagnostic), version=diagnostic.version, restored=earlier.number
        )
    )


def combine_small(actor: Viewer, diagnostic: Diagnostic) -> None:
    """Put causes with counts so small that somebody might be recognised together."""
    policy.require_change(actor, diagnostic)
    if diagnostic.kind is not DiagnosticKind.PARETO:
        raise Invalid("Only a Pareto chart has counts to put together.")
    claim(diagnostic, None)
    _save(actor, diagnostic, diagnostic.title, combined(rows_of(read(diagnostic.text))))
    record(events.DiagnosticChanged(**events.about(actor, diagnostic), version=diagnostic.version))


def remove_diagnostic(actor: Viewer, diagnostic: Diagnostic) -> None:
    """It is kept, and the team can put it back."""
    policy.require_change(actor, diagnostic)
    diagnostic.removed_at = clock.now()
    record(events.DiagnosticRemoved(**events.about(actor, diagnostic)))


def put_back(actor: Viewer, diagnostic: Diagnostic) -> None:
    policy.require_change(actor, diagnostic)
    diagnostic.removed_at = None
    record(events.DiagnosticPutBack(**events.about(actor, diagnostic)))


def _sound(actor: Viewer, kind: DiagnosticKind, title: str, text: str, consent: Consent) -> tuple[str, str]:
    require_clear(actor, {"title": title, "text": text}, consent)
    cleaned = " ".join(title.split())
    if not 3 <= len(cleaned) <= 160:
        raise Invalid("Enter 3 to 160 characters.", "title")
    if len(text) > LONGEST:
        raise Invalid(f"Keep this to {LONGEST} characters.", "text")
    lines = "\n".join(line.rstrip() for line in text.strip("\r\n").splitlines())
    study(kind, cleaned, lines)  # what cannot be read is said now, not when somebody opens the page
    if not lines.strip():
        raise Invalid("Enter at least one line.", "text")
    return cleaned, lines


def _save(actor: Viewer, diagnostic: Diagnostic, title: str, text: str) -> None:
    diagnostic.title, diagnostic.text = title, text
    diagnostic.version += 1
    diagnostic.changed_by_id, diagnostic.changed_at = actor.id, clock.now()
    _keep(actor, diagnostic)


def _keep(actor: Viewer, diagnostic: Diagnostic) -> None:
    db.session.add(
        DiagnosticVersion(
            diagnostic_id=diagnostic.id,
            number=diagnostic.version,
            title=diagnostic.title,
            text=diagnostic.text,
            saved_by_id=actor.id,
            saved_at=clock.now(),
        )
    )
    db.session.flush()
