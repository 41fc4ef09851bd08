"""What somebody typed into the box of a channel: something to say, or a command."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from lhs_community.accounts.viewer import Viewer
from lhs_community.chat import commands, policy
from lhs_community.chat.actions.messages import post_message
from lhs_community.chat.actions.peace import set_muted
from lhs_community.chat.actions.pins import pin_message
from lhs_community.chat.commands import Typed
from lhs_community.chat.models.messages import Message
from lhs_community.chat.queries.channels import Talk, get_talk
from lhs_community.chat.queries.messages import get_message
from lhs_community.files.actions import NO_FILES, Chosen
from lhs_community.foundation.bus import unrecorded
from lhs_community.foundation.errors import Invalid
from lhs_community.foundation.refs import Ref
from lhs_community.safety.guard import NO_CONSENT, Consent, require_clear

# The forms that commands lead to, and what they call what was typed.
FORMS = {"decide": "/decisions/new", "lesson": "/lessons/new", "project": "/projects/new"}
WITH_ORIGIN = ("project", "meeting")  # what comes of the talk about such a thing comes of the thing


@dataclass(frozen=True)
class Outcome:
    """Either a message was said, or the reader is led somewhere, perhaps with a word on what was done."""

    message: Message | None = None
    url: str = ""
    words: str = ""


@unrecorded("what it does is recorded where that is done")
def say(
    actor: Viewer,
    subject: Ref,
    body: str,
    *,
    client_id: str = "",
    answers: int | None = None,
    chosen: Chosen = NO_FILES,
    consent: Consent = NO_CONSENT,
) -> Outcome:
    """Commands make nothing that others see: they lead to the form where it is made."""
    typed = commands.read(body)
    if isinstance(typed, str):
        message = post_message(
            actor, subject, typed, client_id=client_id, answers=answers, chosen=chosen, consent=consent
        )
        return Outcome(message)
    if chosen.keys and typed.command.name != "pin":
        raise Invalid("A command takes no files. Leave them out, or say something with them.", "body")
    if typed.command.name == "pin":
        if not policy.may_pin(actor, get_talk(actor, subject).community):
            raise Invalid("Only the convenors of this community pin messages.", "body")
        message = post_message(
            actor, subject, typed.rest, client_id=client_id, answers=answers, chosen=chosen, consent=consent
        )
        pin_message(actor, get_message(actor, message.id))
        return Outcome(message)
    require_clear(actor, {"body": typed.rest}, consent)  # it will stand in an address
    return _do(actor, get_talk(actor, subject), typed)


def _do(actor: Viewer, talk: Talk, typed: Typed) -> Outcome:
    subject, rest = talk.subject.ref, typed.rest
    here = f"/chat/{subject.kind}/{subject.id}"
    match typed.command.name:
        case "help":
            return Outcome(url=f"{here}/commands")
        case "pins":
            return Outcome(url=f"{here}/pins")
        case "search":
            return Outcome(url=f"{here}/search?{urlencode({'q': rest})}")
        case "on":
            return Outcome(url=f"{here}?{urlencode({'on': rest})}")
        case "mute" | "unmute" as name:
            set_muted(actor, subject, is_muted=name == "mute")
            said = "This channel is muted." if name == "mute" else "This channel is not muted any more."
            return Outcome(url=here, words=said)
        case "thread" if talk.community:
            return Outcome(url=_form(f"/c/{talk.community.slug}/ask", talk, rest))
        case "thread":
            return Outcome(url=_form("/ask", talk, rest))
        case name:
            return Outcome(url=_form(FORMS[name], talk, rest))


def _form(path: str, talk: Talk, title: str) -> str:
    known = {"title": title[:200]}
    if talk.subject.ref.kind in WITH_ORIGIN:
        known["from"] = str(talk.subject.ref)
    elif talk.community:
        known["community"] = talk.community.slug
    return f"{path}?{urlencode({name: value for name, value in known.items() if value})}"
