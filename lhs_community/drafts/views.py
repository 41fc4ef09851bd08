"""Saving while one types, the list of drafts, and what each form's sending does to its draft.

Every form that has a `draft_key` among its fields takes part: nothing else has to be done for it.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.drafts import actions, queries
from lhs_community.drafts.models import KeptDraft
from lhs_community.foundation import limits
from lhs_community.foundation.errors import Conflict, Invalid
from lhs_community.foundation.text import excerpt
from lhs_community.foundation.web.access import go_to, safe_next
from lhs_community.safety.forms import kept_by

blueprint = Blueprint("drafts", __name__)
NOT_KEPT = frozenset({"csrf_token", "submission_token", "save_draft", "is_anonymous"})
KINDS = {
    "reply": "Reply", "ask": "Question", "edit": "Edit of a post", "summary": "Summary", "close": "Outcome",
    "lesson": "Lesson", "lesson-edit": "Edit of a lesson", "lesson-review": "Review", "project": "Project",
    "decision": "Decision", "decision-note": "Note on a decision", "adopt": "Adoption", "adoption": "Adoption",
}  # fmt: skip


def _typed() -> dict[str, str]:
    return {
        name: text.replace("\x00", "")
        for name, text in request.form.items()
        if name not in NOT_KEPT and not name.startswith(("guard_", "draft_")) and text.strip()
    }


def _keep(version: int | None) -> KeptDraft:
    if request.form.get("is_anonymous"):
        raise Invalid("What you write without your name is kept in your browser only, never here.")
    page = safe_next(request.form.get("draft_page"), "/")
    return actions.keep_draft(current.viewer(), request.form.get("draft_key", ""), page, _typed(), version=version)


@blueprint.post("/drafts")
@limits.limited("120 per minute")
def keep_draft() -> tuple[dict[str, Any], int]:
    """From the page, while somebody types. 409 tells of another device's draft, 422 why it is not kept."""
    known = request.form.get("draft_version", "")
    try:
        kept = _keep(int(known) if known.isascii() and known.isdigit() and len(known) < 9 else None)
    except Conflict:
        theirs = queries.find_draft(current.viewer(), request.form.get("draft_key", ""))
        return (_shown(theirs) if theirs else {"version": 0}), 409
    except Invalid as refusal:
        return {"error": refusal.message}, 422
    return {"version": kept.version, "id": kept.id}, 200


def _shown(kept: KeptDraft) -> dict[str, Any]:
    return {"id": kept.id, "version": kept.version, "at": kept.saved_at.isoformat(), "fields": kept.fields}


@blueprint.get("/drafts")
def list_drafts() -> str:
    drafts = queries.list_drafts(current.viewer())
    return render_template("drafts/list_drafts.html", drafts=drafts, kind_of=_kind, excerpt=excerpt, link_to=_link)


def _kind(kept: KeptDraft) -> str:
    return KINDS.get(kept.key.partition(":")[0], "Draft")


def _link(kept: KeptDraft) -> str:
    """The page with the form, filled in from the draft also where no script does it."""
    path, _, query = kept.page.partition("#")[0].partition("?")
    others = [part for part in query.split("&") if part and not part.startswith(("draft=", "quote="))]
    return f"{path}?{'&'.join([*others, f'draft={kept.id}'])}"


@blueprint.post("/drafts/<int:draft_id>/discard")
def discard_draft(draft_id: int) -> Response:
    viewer = current.viewer()
    actions.discard_draft(viewer, queries.get_draft(viewer, draft_id))
    flash("Discarded.", "success")
    return go_to(url_for(".list_drafts"))


@blueprint.before_app_request
def save_instead_of_sending() -> Response | None:
    """The button "Save draft" of a form, for browsers without scripts. Saving twice is saving once."""
    if request.method != "POST" or "save_draft" not in request.form or current.viewer().is_guest:
        return None
    kept = _keep(None)
    flash("Your draft is kept. Only you can see it.", "success")
    return go_to(url_for("drafts.list_drafts", _anchor=f"draft-{kept.id}"))


@blueprint.after_app_request
def forget_what_was_sent(response: Response) -> Response:
    """A form that was taken (303) needs its draft no more; in the same transaction as what it became."""
    key = request.form.get("draft_key") if request.method == "POST" and response.status_code == 303 else None
    if key and "save_draft" not in request.form and not current.viewer().is_guest:
        actions.forget_sent(current.viewer(), key)
    return response


def kept_draft(key: str) -> KeptDraft | None:
    """For `form_start` in components/forms.html: what is kept of the form being shown."""
    viewer = current.viewer()
    return None if viewer.is_guest else queries.find_draft(viewer, key)


def draft_json(kept: KeptDraft) -> str:
    return json.dumps(_shown(kept))


@kept_by
def _fields_to_open() -> dict[str, str]:
    """What `?draft=5` puts into the form of a page; nothing for a draft that is not the viewer's own."""
    number = request.args.get("draft", "")
    if request.method != "GET" or not (number.isascii() and number.isdigit() and len(number) < 12):
        return {}
    viewer = current.viewer()
    if viewer.is_guest:
        return {}
    return queries.get_draft(viewer, int(number)).fields
