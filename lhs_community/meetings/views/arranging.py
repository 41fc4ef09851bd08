"""Arranging, changing and calling off meetings, and answering whether one comes."""

from __future__ import annotations

from flask import Response, flash, url_for

from lhs_community.accounts import current
from lhs_community.communities.queries.communities import get_community
from lhs_community.foundation.limits import limited
from lhs_community.foundation.submissions import submitted_once
from lhs_community.foundation.web.access import go_to
from lhs_community.meetings import forms, policy
from lhs_community.meetings.actions import attendance, meetings as actions
from lhs_community.meetings.models import Answer, Details
from lhs_community.meetings.queries import meetings as queries
from lhs_community.meetings.views.shared import blueprint, choice, members, page_of

SAID = {
    Answer.YES: "You are coming.",
    Answer.WAITING: "All places are taken. You are on the waiting list and hear when one comes free.",
    Answer.MAYBE: "You may come.",
    Answer.NO: "You are not coming.",
}


@blueprint.route("/c/<slug>/meetings/new", methods=["GET", "POST"])
@limited("30 per hour")
@submitted_once
def arrange_meeting(slug: str) -> Response:
    viewer = current.viewer()
    community = get_community(viewer, slug)
    policy.require_arrange(viewer, community)
    form = forms.ArrangeForm(time_zone=viewer.time_zone, host_ids=[viewer.person_id])
    form.host_ids.choices = forms.people_choices(members(community), first=[viewer.person_id])
    if form.validate_on_submit():
        with form.refusals():
            meeting = actions.arrange_meeting(viewer, community, form.plan(), form.repeats(), consent=form.consent())
            return go_to(page_of(meeting))
    return form.page("meetings/arrange_meeting.html", community=community)


@blueprint.route("/meetings/<int:meeting_id>/change", methods=["GET", "POST"])
@submitted_once
def change_meeting(meeting_id: int) -> Response:
    viewer = current.viewer()
    meeting = queries.get_meeting(viewer, meeting_id)
    policy.require_run(viewer, meeting)
    form = forms.ChangeForm(data=forms.details_of(meeting))
    form.show(Details(meeting))
    hosts = [(host.person_id, host.person.name) for host in meeting.hosts]
    form.host_ids.choices = forms.people_choices([*members(meeting.community), *hosts], first=dict(hosts))
    if form.validate_on_submit():
        with form.refusals():
            plan, version = form.plan(), form.read_version()
            actions.change_meeting(viewer, meeting, plan, version=version, consent=form.consent())
            return go_to(page_of(meeting))
    return form.page("meetings/change_meeting.html", meeting=meeting, community=meeting.community)


@blueprint.route("/meetings/<int:meeting_id>/cancel", methods=["GET", "POST"])
@submitted_once
def cancel_meeting(meeting_id: int) -> Response:
    viewer = current.viewer()
    meeting = queries.get_meeting(viewer, meeting_id)
    policy.require_run(viewer, meeting)
    form = forms.CancelForm()
    if form.validate_on_submit():
        with form.refusals():
            why, and_later = form.why.data or "", bool(form.and_later.data)
            actions.cancel_meeting(viewer, meeting, why, and_later=and_later, consent=form.consent())
            return go_to(page_of(meeting))
    return form.page("meetings/cancel_meeting.html", meeting=meeting, community=meeting.community)


@blueprint.post("/meetings/<int:meeting_id>/sign-up")
@limited("60 per minute")
def sign_up(meeting_id: int) -> Response:
    """`do` is yes, maybe or no."""
    viewer = current.viewer()
    meeting = queries.get_meeting(viewer, meeting_id)
    own = attendance.answer_invitation(viewer, meeting, Answer(choice("yes", "maybe", "no")))
    flash(SAID[own.answer], "success")
    return go_to(url_for(".show_meeting", meeting_id=meeting_id))
