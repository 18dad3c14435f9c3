"""People and their log-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class User:
    """A person. ``key`` is the row's number, ``public_id`` what is shown of it."""

    key: int
    public_id: str
    address: str
    name: str
    password_hash: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person who is about to be stored."""

    public_id: str
    address: str
    address_key: str
    name: str
    password_hash: str


class LoginKind(StrEnum):
    """Whether a log-in is kept up by a program (refresh tokens) or a browser (cookie)."""

    API = "api"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Login:
    """A log-in of a person; ``ended_at`` is when somebody ended it."""

    key: int
    public_id: str
    user: User
    kind: LoginKind
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def is_alive(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A token that prolongs a log-in once; ``used_at`` is when it did."""

    key: int
    login: Login
    expires_at: datetime
    used_at: datetime | None
