"""Mail against a real SMTP server on this machine: sent once, kept while the server is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from lhs_community.foundation import clock, mail
from lhs_community.foundation.database import db
from tests.support.ports import free_port


class Sink:
    """Keeps what it is sent; refuses it while `is_away`."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.is_away = False

    async def handle_DATA(self, _server, _session, envelope) -> str:
        if self.is_away:
            return "451 try again later"
        self.letters.append(message_from_bytes(envelope.content))
        return "250 kept"


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    kept = {key: app.config[key] for key in ("MAIL_SERVER", "MAIL_PORT", "MAIL_STARTTLS")}
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=controller.port, MAIL_STARTTLS=False)
    yield sink
    app.config.update(kept)
    controller.stop()


def test_a_letter_is_sent_once(sink):
    mail.post("sam@demo.example", "Two\r\nBcc: everybody@demo.example", "Hello – ünïcode")
    db.session.commit()
    assert (mail.send_due(), mail.send_due()) == (1, 0)
    (letter,) = sink.letters
    assert letter["To"] == "sam@demo.example"
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Two Bcc: everybody@demo.example"
    assert "ünïcode" in letter.get_payload(decode=True).decode()


def test_a_letter_of_a_change_that_was_undone_is_never_sent(sink):
    mail.post("sam@demo.example", "Hello", "Hello")
    db.session.rollback()
    assert mail.send_due() == 0


def test_a_server_that_is_away_gets_it_later_once(sink):
    sink.is_away = True
    mail.post("sam@demo.example", "Hello", "Hello")
    db.session.commit()
    assert mail.send_due() == 0
    assert mail.waiting() == 1
    sink.is_away = False
    assert mail.send_due() == 0  # not yet due again
    with clock.at(clock.now() + timedelta(minutes=10)):
        assert mail.send_due() == 1
    assert len(sink.letters) == 1


def test_after_three_days_a_letter_is_given_up(sink):
    sink.is_away = True
    mail.post("sam@demo.example", "Hello", "Hello")
    db.session.commit()
    with clock.at(clock.now() + timedelta(days=4)):
        mail.send_due()
    assert mail.waiting() == 0


def test_without_a_server_letters_lie_in_the_outbox(app):
    mail.post("sam@demo.example", "Hello", "Hello")
    db.session.commit()
    assert mail.send_due() == 1
