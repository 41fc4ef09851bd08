"""Mail that waits in a table until it is sent: written in the transaction that causes it, sent by the worker.

A letter whose words depend on what somebody may read is queued with `post_later` and composed when it is sent, with the
rights of that moment: it may wait for days while the mail server is away.
"""

from __future__ import annotations

import dataclasses
import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from lhs_community.foundation import bus, clock
from lhs_community.foundation.database import Base, db, unit_of_work

log = logging.getLogger(__name__)
GIVE_UP_AFTER = timedelta(days=3)


class Letter(Base):
    __tablename__ = "letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    composer: Mapped[str] = mapped_column(String(40), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids and times for the composer, never words


@dataclasses.dataclass(frozen=True)
class Composed:
    """A letter's words. `headers` are added to the usual ones."""

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)


Composer = Callable[[Mapping[str, Any]], Composed | None]
_composers: dict[str, Composer] = {}


def compose_with(name: str, composer: Composer) -> None:
    """`composer(facts)` makes letters queued under `name`, in a transaction; None: nothing to send any more."""
    _composers[name] = composer


_quiet_until: Callable[[str], datetime | None] = lambda address: None  # noqa: E731  notifications knows


def hold_with(source: Callable[[str], datetime | None]) -> None:
    """`source(address)`: until when mail that can wait is to be held back from there, or None."""
    global _quiet_until
    _quiet_until = source


def post(to: str, subject: str, text: str, *, waits_until: datetime | None = None) -> None:
    """Queue a letter in the present transaction. Line breaks in the subject become spaces.

    `waits_until`: it may be held back for the receiver's protected time, when that ends by then. Without it the letter
    goes at once: what is about somebody's account or a report cannot wait.
    """
    _queue(Letter(to=to, subject=_one_line(subject), text=text), waits_until)


def post_later(to: str, composer: str, facts: Mapping[str, Any], *, waits_until: datetime | None = None) -> None:
    """Queue a letter that its composer writes when it is sent. `waits_until` as for `post`."""
    _queue(Letter(to=to, subject="", text="", composer=composer, facts=dict(facts)), waits_until)


def _queue(letter: Letter, waits_until: datetime | None) -> None:
    letter.created_at = letter.due_at = clock.now()
    if waits_until is not None and (held := _quiet_until(letter.to)) and held <= waits_until:
        # Born at its end: until then nobody has tried to send it.
        letter.created_at = letter.due_at = held
    db.session.add(letter)
    bus.wake.set()


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:200]


def waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(Letter)) or 0


def send_due(limit: int = 50) -> int:
    """Send what is due; how many went. A server that is away is tried again later, for three days."""
    sent = 0
    for _ in range(limit):
        with unit_of_work():
            letter = db.session.scalars(
                select(Letter)
                .where(Letter.due_at <= clock.now())
                .order_by(Letter.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if letter is None:
                break
            # The lease: were the process killed while sending, another tries again in five minutes.
            letter.tries += 1
            letter.due_at = clock.now() + timedelta(minutes=5)
            letter_id, born, tries = letter.id, letter.created_at, letter.tries
            composed = _composed(letter)
            if composed is None:
                db.session.delete(letter)
                continue
            message = _message(letter, composed)
        try:
            _send(message)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail %s not sent (%s), try %s", letter_id, type(error).__name__, tries)
            with unit_of_work():
                if kept := db.session.get(Letter, letter_id):
                    if clock.now() - born > GIVE_UP_AFTER:
                        db.session.delete(kept)
                    kept.due_at = clock.now() + timedelta(seconds=min(3600, 15 * 2**tries))
            break
        with unit_of_work():
            if gone := db.session.get(Letter, letter_id):
                db.session.delete(gone)
        sent += 1
    return sent


def _composed(letter: Letter) -> Composed | None:
    if not letter.composer:
        return Composed(letter.subject, letter.text)
    composer = _composers.get(letter.composer)  # none: its feature is switched off
    return composer(letter.facts) if composer else None


def _message(letter: Letter, composed: Composed) -> EmailMessage:
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = letter.to
    message["Subject"] = _one_line(composed.subject)
    message["Date"] = formatdate(letter.created_at.timestamp())
    message["Message-ID"] = make_msgid(idstring=f"letter-{letter.id}", domain="lhs-community")
    message["Auto-Submitted"] = "auto-generated"
    for name, value in composed.headers.items():
        message[name] = _one_line(value)
    message.set_content(composed.text)
    if composed.html:
        message.add_alternative(composed.html, subtype="html")
    return message


def _send(message: EmailMessage) -> None:
    config = current_app.config
    if not config["MAIL_SERVER"]:
        outbox = Path(config["DATA_FOLDER"]) / "outbox"
        outbox.mkdir(exist_ok=True)
        (outbox / f"{clock.now():%Y%m%d-%H%M%S-%f}.eml").write_bytes(bytes(message))
        return
    with smtplib.SMTP(config["MAIL_SERVER"], int(config["MAIL_PORT"]), timeout=20) as server:
        if config["MAIL_STARTTLS"]:
            server.starttls(context=ssl.create_default_context())
        if config["MAIL_USERNAME"]:
            server.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"])
        server.send_message(message)
