"""Tells those who decide that a request waits, and the author that their post was unsealed."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lhs_community.accounts.models import Person
from lhs_community.accounts.queries import people_by_id
from lhs_community.communities.queries.members import viewer_for
from lhs_community.discussions import policy as discussions, sealing
from lhs_community.discussions.models.posts import Post
from lhs_community.foundation import mail
from lhs_community.foundation.bus import EventRow, StoredEvent, record
from lhs_community.foundation.database import db
from lhs_community.notifications import actions as notifications
from lhs_community.unsealing import events, queries
from lhs_community.unsealing.models import GROUND_LABELS, UnsealingRequest


def _request(happened: StoredEvent) -> UnsealingRequest | None:
    return db.session.scalars(
        select(UnsealingRequest)
        .where(UnsealingRequest.id == happened.subject_id)
        .options(joinedload(UnsealingRequest.post).joinedload(Post.thread), joinedload(UnsealingRequest.asked_by))
    ).first()


def _where(request: UnsealingRequest) -> str:
    return f"{current_app.config['PUBLIC_URL']}/unsealing/{request.id}"


def mail_deciders(happened: StoredEvent) -> None:
    """Nothing of the request stands in the letter. Whoever wrote the post themself gets none."""
    request = _request(happened)
    if request is None:
        return
    for lead in people_by_id(queries.lead_ids() - {request.asked_by_id}).values():
        if not discussions.wrote(viewer_for(lead.id), request.post):
            mail.post(
                lead.email,
                "A request to unseal a name waits for you",
                f"Hello {lead.name},\n\n{request.asked_by.name} asks to learn who wrote a post without a name.\n"
                f"It needs your decision within a week:\n\n{_where(request)}\n",
            )


def tell_author(happened: StoredEvent) -> None:
    """By mail; the notice follows from the event recorded here."""
    request = _request(happened)
    if request is None or _is_told(request):
        return
    author = db.session.get(Person, sealing.author_id(request.post))
    if author is not None and not author.is_disabled:
        mail.post(author.email, "A post you wrote without your name was unsealed", _letter(author, request))
    record(events.AuthorTold(actor_id=None, subject_kind="unsealing", subject_id=request.id))


def _is_told(request: UnsealingRequest) -> bool:
    told = select(EventRow.id).where(
        EventRow.subject_kind == "unsealing",
        EventRow.subject_id == request.id,
        EventRow.name == events.AuthorTold.name,
    )
    return db.session.scalar(told) is not None


def _letter(author: Person, request: UnsealingRequest) -> str:
    """No title and no words of the post: mail can be read by others."""
    return (
        f"Hello {author.name},\n\n"
        "two people have been told, for a serious reason, who wrote one of your posts without a name: a convenor of\n"
        "its community, who asked, and the information-governance lead, who agreed.\n\n"
        f"The ground: {GROUND_LABELS[request.ground]}.\n\n"
        "For everybody else the post stays without your name. Their reason, and when it was decided, is here:\n\n"
        f"{_where(request)}\n\nIf you think that this was wrong, write to the people who run this site.\n"
    )


def write_notice(happened: StoredEvent) -> None:
    """To the author, whom no event names."""
    request = _request(happened)
    if request is not None:
        notifications.tell(happened, [sealing.author_id(request.post)])
