"""Reading diagnostics: for their pages, for the project's, for search and for what links to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.viewer import Viewer
from lhs_community.diagnostics import policy
from lhs_community.diagnostics.models import KIND_LABELS, Diagnostic, DiagnosticKind, DiagnosticVersion
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import NotThere
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.subjects import Card, IndexCard

MOST = 60


def get_diagnostic(viewer: Viewer, diagnostic_id: int) -> Diagnostic:
    """Also one that was taken out, for those who may put it back. Raises NotThere."""
    found = db.session.scalars(
        select(Diagnostic)
        .where(Diagnostic.id == diagnostic_id, policy.readable_by(viewer))
        .options(joinedload(Diagnostic.community), joinedload(Diagnostic.changed_by))
    ).first()
    if found is None or (found.removed_at and not policy.may_change(viewer, found)):
        raise NotThere
    return found


def list_diagnostics(viewer: Viewer, project_id: int, *, removed: bool = False) -> Sequence[Diagnostic]:
    """Those of a project, oldest first; or those taken out of it."""
    is_there = Diagnostic.removed_at.is_not(None) if removed else Diagnostic.removed_at.is_(None)
    return db.session.scalars(
        select(Diagnostic)
        .where(Diagnostic.project_id == project_id, is_there, policy.readable_by(viewer))
        .options(joinedload(Diagnostic.changed_by))
        .order_by(Diagnostic.id)
        .limit(MOST)
    ).all()


def list_versions(viewer: Viewer, diagnostic: Diagnostic, limit: int = 50) -> Sequence[DiagnosticVersion]:
    """Newest first, for those who may change it."""
    if not policy.may_change(viewer, diagnostic):
        raise NotThere
    return db.session.scalars(
        select(DiagnosticVersion)
        .where(DiagnosticVersion.diagnostic_id == diagnostic.id)
        .options(joinedload(DiagnosticVersion.saved_by))
        .order_by(DiagnosticVersion.number.desc())
        .limit(limit)
    ).all()


def get_version(viewer: Viewer, diagnostic: Diagnostic, number: int) -> DiagnosticVersion:
    found = db.session.scalars(
        select(DiagnosticVersion).where(
            DiagnosticVersion.diagnostic_id == diagnostic.id, DiagnosticVersion.number == number
        )
    ).first()
    if found is None or not policy.may_change(viewer, diagnostic):
        raise NotThere
    return found


def may_edit(viewer: Viewer, diagnostic_id: int) -> bool:
    try:
        return policy.may_change(viewer, get_diagnostic(viewer, diagnostic_id))
    except NotThere:
        return False


def diagnostic_cards(viewer: Viewer, ids: Iterable[int]) -> dict[int, Card]:
    found = db.session.scalars(
        select(Diagnostic)
        .where(Diagnostic.id.in_(set(ids)), Diagnostic.removed_at.is_(None), policy.readable_by(viewer))
        .options(joinedload(Diagnostic.community), joinedload(Diagnostic.started_by))
    )
    return {
        one.id: Card(
            ref=Ref("diagnostic", one.id),
            title=one.title,
            url=f"/diagnostics/{one.id}",
            excerpt=", ".join(line.strip() for line in one.text.splitlines() if line.strip())[:240],
            kind_label=KIND_LABELS[one.kind],
            community_id=one.community_id,
            community_name=one.community.name,
            author_id=one.started_by_id,
            author_name=one.started_by.name if one.started_by else "",
            when=one.started_at,
            body=one.text,
        )
        for one in found
    }


def diagnostic_index_card(diagnostic_id: int) -> IndexCard | None:
    one = db.session.get(Diagnostic, diagnostic_id)
    if one is None or one.removed_at:
        return None
    return IndexCard(
        ref=Ref("diagnostic", one.id),
        title=one.title,
        body=one.text,
        community_id=one.community_id,
        kind_label=KIND_LABELS[one.kind],
        when=one.started_at,
    )


def all_diagnostic_ids() -> list[int]:
    """For reindexing."""
    return list(db.session.scalars(select(Diagnostic.id).where(Diagnostic.removed_at.is_(None))))


def project_panel(viewer: Viewer, project_id: int) -> Mapping[str, object] | None:
    """For the project's page; for its team also where there are none yet."""
    found = list_diagnostics(viewer, project_id)
    may_add = policy.may_work_on_project(viewer, project_id)
    if not found and not may_add:
        return None
    removed = list_diagnostics(viewer, project_id, removed=True) if may_add else ()
    return {
        "diagnostics": found,
        "removed": removed,
        "may_add": may_add,
        "project_id": project_id,
        "kinds": KIND_LABELS,
        "order": list(DiagnosticKind),
    }
