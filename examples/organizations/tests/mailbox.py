"""The sender of the tests: it keeps what it is given."""

from __future__ import annotations

from dataclasses import dataclass, field

from organizations.mail import Message


@dataclass(slots=True)
class Mailbox:
    """A ``Sender`` whose messages tests can read."""

    messages: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        """Keep the message."""
        self.messages.append(message)

    def token_for(self, address: str) -> str:
        """Return the token that was sent to an address last."""
        return [message.token for message in self.messages if message.to == address][-1]
