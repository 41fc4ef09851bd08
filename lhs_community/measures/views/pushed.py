"""Figures that other systems push: the tokens for it, and the address they push to."""

from __future__ import annotations

import json
from datetime import date

from flask import Response, flash, request, session, url_for

from lhs_community.accounts import current
from lhs_community.foundation import limits
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import attempt, submitted_once
from lhs_community.foundation.web import edge
from lhs_community.foundation.web.access import absolute_url, go_to, public
from lhs_community.measures.actions import tokens as actions
from lhs_community.measures.actions.taking import Outcome
from lhs_community.measures.definition import asked_of
from lhs_community.measures.forms.pushed import NO_SUCH, TokenForm, Trouble, read_body, trouble_of
from lhs_community.measures.queries import tokens as queries
from lhs_community.measures.views.measures import blueprint, to_change

FRESH = "fresh_push_token"  # in the browser's own session: the secret is shown once, and then known to nobody here
RATE = "60 per minute"


@blueprint.route("/measures/<int:measure_id>/push", methods=["GET", "POST"])
@limited("30 per hour")
@submitted_once
def show_tokens(measure_id: int) -> Response:
    """Who may push, and how; the POST makes a token."""
    measure = to_change(measure_id)
    form = TokenForm()
    if form.validate_on_submit():
        with form.refusals():
            secret = actions.make_token(current.viewer(), measure, form.name.data or "", form.consent())
            session[FRESH] = {"measure": measure_id, "secret": secret}
            return go_to(url_for(".show_tokens", measure_id=measure_id))
    fresh = session.pop(FRESH, {}) if request.method == "GET" else {}
    return form.page(
        "measures/show_tokens.html",
        measure=measure,
        tokens=queries.list_tokens(current.viewer(), measure),
        secret=fresh.get("secret", "") if fresh.get("measure") == measure_id else "",
        address=absolute_url(".push_readings", measure_id=measure_id),
        is_divided=asked_of(measure).may_divide,
    )


@blueprint.post("/measures/<int:measure_id>/push/<int:token_id>/end")
def revoke_token(measure_id: int, token_id: int) -> Response:
    measure = to_change(measure_id)
    actions.revoke_token(current.viewer(), measure, queries.get_token(current.viewer(), measure, token_id))
    flash("The token is ended. What it brought stays.", "success")
    return go_to(url_for(".show_tokens", measure_id=measure_id))


@blueprint.post("/api/v1/measures/<int:measure_id>/readings")
@public
@edge.without_session  # sent by another system; the secret token is the right, and no cookie is looked at
def push_readings(measure_id: int) -> Response:
    """Documented on the help page “Bringing figures”. The same figures twice change nothing."""
    edge.pause()
    body = request.get_data(cache=False)  # before the turn to write is taken: a slow sender may not hold it
    try:
        if not limits.hit("measures.push", request.remote_addr or "", RATE):
            raise Trouble(429, "Too many", "Send at most 60 times in a minute.")
        return _answer(_taken(measure_id, body), 200)
    except Trouble as trouble:
        edge.keep_changes()  # when the token was used last
        answer = _answer(trouble.told(), trouble.status)
        answer.headers["Content-Type"] = "application/problem+json"
        if trouble.status == 429:
            answer.headers["Retry-After"] = "60"
        return answer


def _taken(measure_id: int, body: bytes) -> dict[str, object]:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    try:
        measure, token = queries.find_pushed_to(measure_id, secret.strip() if scheme.casefold() == "bearer" else "")
    except NotThere as error:
        raise NO_SUCH from error
    actions.note_use(token)
    sent = read_body(request.mimetype, body, token.id, request.args.get("reason", ""))
    try:
        with attempt():
            return _told(actions.push_readings(token, measure, sent.brought))
    except Invalid as refusal:
        raise trouble_of(refusal, is_json=sent.is_json) from refusal


def _told(outcome: Outcome) -> dict[str, object]:
    return {
        "added": outcome.added,
        "corrected": len(outcome.corrections),
        "unchanged": outcome.unchanged,
        "notes": list(outcome.notes),
    }


def _answer(told: dict[str, object], status: int) -> Response:
    def as_text(value: object) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)

    return Response(json.dumps(told, default=as_text), status, content_type="application/json")
