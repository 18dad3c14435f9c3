"""What log-ins are made of, and what they give."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from layerproof.history.records.people import LoginKind, User
from layerproof.history.records.tenants import Membership


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody shows to log in. ``client`` is the network address that it came from."""

    address: str
    password: str = field(repr=False)
    client: str


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody shows to get an account; ``invitation`` is the secret of one."""

    address: str
    name: str
    password: str = field(repr=False)
    invitation: str | None = field(repr=False)
    client: str


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A log-in that is about to be stored."""

    public_id: str
    user_key: int
    kind: LoginKind
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewRefreshToken:
    """A token of a log-in that is about to be stored: its hash, never itself."""

    login_key: int
    token_hash: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a program gets for logging in; ``expires_in`` are the access token's seconds."""

    access_token: str = field(repr=False)
    expires_in: int
    refresh_token: str = field(repr=False)


class SubjectKind(StrEnum):
    """Whose attempts are counted."""

    PAIR = "address and client"
    ADDRESS = "address"
    CLIENT = "client"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose attempts are counted; ``hash`` is what is stored of it."""

    kind: SubjectKind
    hash: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that failed, or has not ended yet."""

    subject_hash: str
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """An attempt that may be made: the keys of its notes, and whom a success acquits."""

    notes: tuple[int, ...]
    pair_hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a password turned out to be; ``new_hash`` is set where the stored one is outdated."""

    matches: bool
    new_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A person whose password was right, before anything was done about it."""

    user: User
    admission: Admission
    new_hash: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """A person and what they are where."""

    user: User
    memberships: tuple[Membership, ...]
