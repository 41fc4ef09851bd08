"""The directory, one's own entry in it, and putting a question to somebody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for

from lhs_community.accounts import current
from lhs_community.accounts.models import KIND_LABELS, PersonKind
from lhs_community.discussions.queries.threads import get_thread
from lhs_community.expertise import actions
from lhs_community.expertise.forms import ExpertiseForm
from lhs_community.expertise.queries import people as people_queries
from lhs_community.expertise.queries.evidence import in_words
from lhs_community.foundation import limits
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to

blueprint = Blueprint("expertise", __name__)


def per_week() -> int:
    """How often somebody may be asked in seven days."""
    return int(current_app.config["QUESTIONS_PER_WEEK"])


def _number(name: str) -> int | None:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _wanted() -> people_queries.Wanted:
    fit, _, rest = request.args.get("after", "")[:200].partition("~")
    id_, _, name = rest.partition("~")
    is_place = fit.isdigit() and id_.isdigit() and len(fit) < 3 and len(id_) < 10
    kind = request.args.get("kind", "")
    return people_queries.Wanted(
        typed=request.args.get("q", "")[:100],
        community_id=_number("community"),
        organisation_id=_number("organisation"),
        kind=PersonKind(kind) if kind in set(PersonKind) else None,
        after=(int(fit), name, int(id_)) if is_place else None,
    )


@blueprint.get("/people")
def list_people() -> str:
    viewer = current.viewer()
    wanted = _wanted()
    found = people_queries.list_people(viewer, wanted)
    places, organisations = people_queries.filter_choices(viewer)
    more = _address_after(found.after) if found.after else None
    return render_template(
        "expertise/list_people.html",
        found=found,
        wanted=wanted,
        places=places,
        organisations=organisations,
        kinds=KIND_LABELS,
        in_words=in_words,
        more=more,
    )


def _address_after(after: tuple[int, str, int]) -> str:
    fit, name, id_ = after
    given: dict[str, Any] = {key: request.args.get(key) for key in ("q", "community", "organisation", "kind")}
    return url_for(".list_people", **{key: value for key, value in given.items() if value}, after=f"{fit}~{id_}~{name}")


@blueprint.route("/profile/expertise", methods=["GET", "POST"])
@submitted_once
def describe_expertise() -> Response:
    viewer = current.viewer()
    mine = people_queries.my_expertise(viewer)
    form = ExpertiseForm(
        ask_about=mine.ask_about if mine else "",
        hides_evidence=bool(mine and mine.hides_evidence),
        takes_questions=mine.takes_questions if mine else True,
    )
    if form.validate_on_submit():
        with form.refusals():
            actions.describe_expertise(
                viewer,
                form.ask_about.data or "",
                hides_evidence=bool(form.hides_evidence.data),
                takes_questions=bool(form.takes_questions.data),
                consent=form.consent(),
            )
            flash("Saved.", "success")
            return go_to(url_for("communities.show_person", handle=viewer.handle))
    return form.page("expertise/describe_expertise.html")


@blueprint.post("/threads/<int:thread_id>/people/<int:person_id>")
@limits.limited("60 per hour")
def route_question(thread_id: int, person_id: int) -> Response:
    viewer = current.viewer()
    actions.route_question(viewer, get_thread(viewer, thread_id), person_id, per_week())
    flash("They are told of this question.", "success")
    return go_to(url_for("discussions.show_thread", thread_id=thread_id))


@blueprint.post("/threads/<int:thread_id>/people/not-me")
def decline_routing(thread_id: int) -> Response:
    viewer = current.viewer()
    actions.decline_routing(viewer, get_thread(viewer, thread_id))
    flash("Thank you. You are not asked about this question again.", "success")
    return go_to(url_for("discussions.show_thread", thread_id=thread_id))
