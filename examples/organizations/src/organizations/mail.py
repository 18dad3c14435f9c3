"""Messages, and the ways to send them. Tests put a sender of their own in the place of these."""

from __future__ import annotations

import logging
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail. ``token`` is the secret that its reader is to send back."""

    to: str
    subject: str
    token: str

    @property
    def text(self) -> str:
        """The whole text."""
        return f"{self.subject}\n\nYour token: {self.token}\n"


class Sender(Protocol):
    """Whatever can send a message."""

    def send(self, message: Message) -> None:
        """Send the message, or raise."""


@dataclass(frozen=True, slots=True)
class LogSender:
    """Writes messages to the log: for development, where nobody reads mail."""

    def send(self, message: Message) -> None:
        """Write the message down."""
        logger.warning("to %s: %s", message.to, message.text)


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Hands messages to an SMTP server."""

    host: str
    mail_from: str

    def send(self, message: Message) -> None:
        """Hand over the message."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.mail_from, message.to, message.subject
        mail.set_content(message.text)
        with smtplib.SMTP(self.host) as server:
            server.send_message(mail)
