"""What the fakes of accounts and log-ins keep, and the clock that they are told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from layerproof.history.records.logins import Failure
from layerproof.history.records.people import Login, RefreshToken, User
from layerproof.history.records.tenants import Invitation, Membership

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class SetClock:
    """A clock that stands until somebody moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment that was set."""
        return self.now

    def pass_by(self, time: timedelta) -> None:
        """Move the clock on."""
        self.now += time


@dataclass
class Memory:
    """What the fakes keep; a block that fails puts the former one back."""

    users: dict[int, User] = field(default_factory=dict)
    logins: dict[int, Login] = field(default_factory=dict)
    tokens: dict[int, tuple[str, RefreshToken]] = field(default_factory=dict)
    notes: dict[int, Failure] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    keys: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def next_key(self) -> int:
        """Return a key that no row has."""
        return next(self.keys)
