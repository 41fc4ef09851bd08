"""Saying what to ask one about, putting a question to somebody, and saying that one is not the one."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from lhs_community.accounts.policy import require_signed_in
from lhs_community.accounts.viewer import Viewer
from lhs_community.discussions.models.threads import Thread
from lhs_community.expertise import events, policy
from lhs_community.expertise.models import ASK_LENGTH, ExpertiseProfile, Routing
from lhs_community.expertise.queries.people import my_expertise
from lhs_community.expertise.queries.routing import MOST_ASKED, find_my_routing, list_asked, may_be_asked
from lhs_community.foundation import clock
from lhs_community.foundation.bus import record
from lhs_community.foundation.database import db
from lhs_community.foundation.errors import Invalid, NotThere
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear


def describe_expertise(
    actor: Viewer, ask_about: str, *, hides_evidence: bool, takes_questions: bool, consent: Consent = NO_CONSENT
) -> None:
    """The actor's own: what to ask them about, and what the site may show and do."""
    require_signed_in(actor)
    ask_about = " ".join(ask_about.split())
    if len(ask_about) > ASK_LENGTH:
        raise Invalid(f"Write at most {ASK_LENGTH} characters.", "ask_about")
    require_clear(actor, {"ask_about": ask_about}, consent)
    profile = my_expertise(actor)
    if profile is None:
        profile = ExpertiseProfile(person_id=actor.person_id)
        db.session.add(profile)
    profile.ask_about, profile.hides_evidence, profile.takes_questions = ask_about, hides_evidence, takes_questions
    record(events.ExpertiseDescribed(actor_id=actor.id, subject_kind="person", subject_id=actor.person_id))


def route_question(actor: Viewer, thread: Thread, person_id: int, per_week: int) -> None:
    """Put an open question to somebody whose evidence fits. Once a person; at most five a question."""
    policy.require_route(actor, thread)
    asked = list_asked(actor, thread)
    if person_id in {routing.person_id for routing in asked}:
        return
    if len(asked) >= MOST_ASKED:
        raise Invalid(f"This question has been put to {MOST_ASKED} people. Wait for one of them to answer.")
    if not may_be_asked(actor, thread, person_id, per_week):
        raise Invalid("This person cannot be asked just now. Choose somebody else.")
    try:
        with db.session.begin_nested():
            db.session.add(Routing(thread_id=thread.id, person_id=person_id, asked_at=clock.now()))
    except IntegrityError:  # the other of two clicks was faster
        return
    record(
        events.QuestionRouted(
            actor_id=actor.id,
            subject_kind="thread",
            subject_id=thread.id,
            person_id=person_id,
        )
    )


def decline_routing(actor: Viewer, thread: Thread) -> None:
    """ "Not me": no reason is asked for, and it is not suggested for this question again."""
    require_signed_in(actor)
    routing = find_my_routing(actor, thread.id)
    if routing is None:
        raise NotThere
    routing.declined_at = clock.now()
    record(
        events.RoutingDeclined(
            actor_id=actor.id, subject_kind="thread", subject_id=thread.id, person_id=actor.person_id
        )
    )
