"""The agenda: building it from what waits, its points and their order."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from lhs_community.accounts import current
from lhs_community.communities.queries.communities import get_community_by_id
from lhs_community.foundation import subjects
from lhs_community.foundation.errors import NotThere, Refused
from lhs_community.foundation.limits import limited
from lhs_community.foundation.refs import Ref
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.meetings import forms, policy
from lhs_community.meetings.actions import agenda as actions
from lhs_community.meetings.queries import agenda as queries, meetings
from lhs_community.meetings.views.shared import blueprint, choice, meeting_when, page_of, people_of


@blueprint.route("/meetings/<int:meeting_id>/agenda", methods=["GET", "POST"])
@limited("240 per hour")
@submitted_once
def add_item(meeting_id: int) -> Response:
    """The agenda, as those who run the meeting work on it; a POST adds a point."""
    viewer = current.viewer()
    meeting = meetings.get_meeting(viewer, meeting_id)
    policy.require_run(viewer, meeting)
    form = forms.ItemForm(lead_id=0)
    form.lead_id.choices = forms.people_choices(people_of(meeting), or_nobody=True)
    if form.validate_on_submit():
        with form.refusals():
            actions.add_item(viewer, meeting, form.point(), consent=form.consent())
            return go_to(url_for(".add_item", meeting_id=meeting_id) + "#agenda")
    return form.page(
        "meetings/add_item.html",
        meeting=meeting,
        community=meeting.community,
        cards=queries.cards_of(viewer, meeting),
        waiting=queries.list_waiting(viewer, meeting),
        planned=sum(item.minutes for item in meeting.items),
    )


@blueprint.post("/meetings/<int:meeting_id>/agenda/build")
def build_agenda(meeting_id: int) -> Response:
    """`chosen`: what of what waits comes on the agenda."""
    viewer = current.viewer()
    meeting = meetings.get_meeting(viewer, meeting_id)
    chosen = [Ref.parse(one) for one in request.form.getlist("chosen")[:100]]
    added = actions.build_agenda(viewer, meeting, chosen)
    flash(f"{added} added." if added else "Choose at least one of what waits.", "success" if added else "info")
    return go_to(url_for(".add_item", meeting_id=meeting_id) + "#agenda")


@blueprint.route("/agenda/<int:item_id>/change", methods=["GET", "POST"])
@submitted_once
def change_item(item_id: int) -> Response:
    viewer = current.viewer()
    item = queries.get_item(viewer, item_id)
    policy.require_run(viewer, item.meeting)
    form = forms.ItemForm(title=item.title, minutes=item.minutes, lead_id=item.lead_id or 0, note=item.note)
    lead = [(item.lead.id, item.lead.name)] if item.lead else []
    form.lead_id.choices = forms.people_choices([*people_of(item.meeting), *lead], or_nobody=True)
    if form.validate_on_submit():
        with form.refusals():
            actions.change_item(viewer, item, form.point(), consent=form.consent())
            return go_to(url_for(".add_item", meeting_id=item.meeting_id) + "#agenda")
    return form.page("meetings/change_item.html", item=item, meeting=item.meeting, community=item.meeting.community)


@blueprint.post("/agenda/<int:item_id>/move")
def move_item(item_id: int) -> Response:
    """`do` is up or down."""
    viewer = current.viewer()
    item = queries.get_item(viewer, item_id)
    actions.move_item(viewer, item, is_up=choice("up", "down") == "up")
    return go_to(url_for(".add_item", meeting_id=item.meeting_id) + f"#item-{item.id}")


@blueprint.post("/agenda/<int:item_id>/remove")
def remove_item(item_id: int) -> Response:
    viewer = current.viewer()
    item = queries.get_item(viewer, item_id)
    meeting_id = item.meeting_id
    actions.remove_item(viewer, item)
    flash("Taken off the agenda.", "success")
    return go_to(url_for(".add_item", meeting_id=meeting_id) + "#agenda")


@blueprint.route("/meetings/put-on-agenda", methods=["GET", "POST"])
@submitted_once
def put_on_agenda() -> Response:
    """`about` names the thread or decision; the meetings to choose from are the coming ones of its community."""
    viewer = current.viewer()
    card = subjects.require_card(viewer, Ref.parse(request.args.get("about", "")))
    if card.community_id is None:
        raise NotThere
    coming = meetings.list_to_run(viewer, card.community_id)
    if not coming:
        raise Refused("You run no coming meeting of this community. Ask a convenor to put it on an agenda.")
    form = forms.PutForm(meeting_id=coming[0].id)
    form.meeting_id.choices = [(one.id, f"{one.title}, {meeting_when(one).day}") for one in coming]
    if form.validate_on_submit():
        with form.refusals():
            meeting = meetings.get_meeting(viewer, form.meeting_id.data)
            actions.put_on_agenda(viewer, meeting, card.ref)
            flash("It is on the agenda.", "success")
            return go_to(page_of(meeting, "agenda"))
    community = get_community_by_id(viewer, card.community_id)
    return form.page("meetings/put_on_agenda.html", card=card, community=community)
