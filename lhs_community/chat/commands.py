"""Slash commands: what they are, and what somebody typed. Pure: a text in, a command or the text to say out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lhs_community.foundation.errors import Invalid

_COMMAND = re.compile(r"/([a-z]+)(?:[ \t]+(.*))?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """`takes`: what is typed behind its name. `needs`: what to say where that is missing; "" where it may be."""

    name: str
    takes: str
    words: str
    needs: str = ""


COMMANDS = (
    Command("thread", "title", "Begin a thread with that title. You see the form before anything is posted."),
    Command("decide", "what was decided", "Record a decision, in its form."),
    Command("lesson", "title", "Draft a lesson, in its form."),
    Command("project", "title", "Start an improvement project, in its form."),
    Command("pin", "message", "Say something and pin it to the top.", "Write what to say and pin: /pin words"),
    Command("pins", "", "Show what is pinned here."),
    Command("search", "words", "Search in this channel.", "Write what to look for: /search words"),
    Command("on", "2026-11-20", "Go to what was said on a day.", "Write the day: /on 2026-11-20"),
    Command("mute", "", "No notices of this channel any more."),
    Command("unmute", "", "Notices of this channel again."),
    Command("help", "", "Show this list."),
)
_BY_NAME = {command.name: command for command in COMMANDS}


@dataclass(frozen=True)
class Typed:
    command: Command
    rest: str


def read(body: str) -> Typed | str:
    """What is to be done, or what is to be said. Only a line that begins with one slash and a bare word is meant as a
    command; two slashes say the line with one. Raises Invalid for an unknown command."""
    text = body.strip()
    if text.startswith("//"):
        return text[1:]
    match = _COMMAND.fullmatch(text)
    if match is None:
        return body
    name, rest = match.group(1).lower(), " ".join((match.group(2) or "").split())
    command = _BY_NAME.get(name)
    if command is None:
        known = ", ".join(f"/{one.name}" for one in COMMANDS)
        raise Invalid(f"There is no command /{name}. There are {known}. To say it as it is, write //{name}", "body")
    if command.needs and not rest:
        raise Invalid(command.needs, "body")
    return Typed(command, (match.group(2) or "").strip() if name == "pin" else rest)
