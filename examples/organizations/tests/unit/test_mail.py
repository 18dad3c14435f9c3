"""The senders, and which of them the settings choose."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Self

import pytest

from organizations.mail import LogSender, Message, Sender, SmtpSender
from organizations.main import make_sender
from organizations.settings import Settings

MESSAGE = Message("bob@example.org", "Join Acme", "secret")


def test_development_reads_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Address and token stand in it."""
    with caplog.at_level(logging.WARNING):
        LogSender().send(MESSAGE)

    assert caplog.messages == ["to bob@example.org: Join Acme\n\nYour token: secret\n"]


def test_a_server_gets_the_whole_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sender, receiver, subject and text."""
    sent: list[tuple[str, EmailMessage]] = []

    class Server:
        def __init__(self, host: str) -> None:
            self.host = host

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_error: object) -> None:
            sent.append(("closed", EmailMessage()))

        def send_message(self, mail: EmailMessage) -> None:
            sent.append((self.host, mail))

    monkeypatch.setattr("smtplib.SMTP", Server)

    SmtpSender("mail.example.org", "acme@example.org").send(MESSAGE)

    [(host, mail), (closed, _)] = sent
    assert (host, closed) == ("mail.example.org", "closed")
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "acme@example.org",
        "bob@example.org",
        "Join Acme",
    )
    assert mail.get_content() == "Join Acme\n\nYour token: secret\n"


@pytest.mark.parametrize(
    ("environment", "sender"),
    [
        ({}, LogSender()),
        ({"SMTP_HOST": "mail"}, SmtpSender("mail", "noreply@localhost")),
        ({"SMTP_HOST": "mail", "MAIL_FROM": "a@b.org"}, SmtpSender("mail", "a@b.org")),
    ],
)
def test_the_environment_chooses_the_sender(environment: Mapping[str, str], sender: Sender) -> None:
    """Without a server messages go to the log."""
    assert make_sender(Settings.from_environment(environment)) == sender
