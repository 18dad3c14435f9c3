"""Log-ins and failed attempts, kept in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from layerproof.history.records.logins import Failure, NewLogin, NewRefreshToken
from layerproof.history.records.people import Login, RefreshToken
from tests.support.history_fakes.memory import Memory


class FakeLoginRepository:
    """Fills ``LoginRepository``; goes through the same tests as the one on SQL."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def add(self, login: NewLogin) -> int:
        """Keep a log-in."""
        key = self._memory.next_key()
        user = self._memory.users[login.user_key]
        self._memory.logins[key] = Login(
            key, login.public_id, user, login.kind, login.created_at, login.expires_at, None
        )
        return key

    async def add_token(self, token: NewRefreshToken) -> None:
        """Keep a token."""
        key, login = self._memory.next_key(), self._memory.logins[token.login_key]
        added = RefreshToken(key, login, token.expires_at, None)
        self._memory.tokens[key] = (token.token_hash, added)

    async def find_token(self, token_hash: str) -> RefreshToken | None:
        """Return the token with that hash, with its log-in as it is now."""
        for known_hash, token in self._memory.tokens.values():
            if known_hash == token_hash:
                return replace(token, login=self._memory.logins[token.login.key])
        return None

    async def use_token(self, key: int, *, used_at: datetime) -> bool:
        """Mark a token as used, once."""
        known_hash, token = self._memory.tokens[key]
        if token.used_at is not None:
            return False
        self._memory.tokens[key] = (known_hash, replace(token, used_at=used_at))
        return True

    async def prolong(self, key: int, *, expires_at: datetime) -> bool:
        """Let a log-in live longer, unless it has ended."""
        login = self._memory.logins[key]
        if login.ended_at is not None:
            return False
        self._memory.logins[key] = replace(login, expires_at=expires_at)
        return True

    async def end(self, key: int, *, ended_at: datetime) -> None:
        """End a log-in, unless it has ended."""
        login = self._memory.logins.get(key)
        if login is not None and login.ended_at is None:
            self._memory.logins[key] = replace(login, ended_at=ended_at)

    async def end_of_user(self, user_key: int, public_id: str, *, ended_at: datetime) -> bool:
        """End a living log-in of a person."""
        for login in await self.list_alive(user_key, now=ended_at):
            if login.public_id == public_id:
                await self.end(login.key, ended_at=ended_at)
                return True
        return False

    async def end_all(self, user_key: int, *, ended_at: datetime, but: int) -> None:
        """End every log-in of a person except one."""
        for login in tuple(self._memory.logins.values()):
            if login.user.key == user_key and login.key != but:
                await self.end(login.key, ended_at=ended_at)

    async def list_alive(self, user_key: int, *, now: datetime) -> Sequence[Login]:
        """Return a person's living log-ins, newest first."""
        logins = self._memory.logins.values()
        alive = [one for one in logins if one.user.key == user_key and one.is_alive(now)]
        return sorted(alive, key=lambda one: (one.created_at, one.key), reverse=True)

    async def delete_expired(self, now: datetime) -> int:
        """Forget what has expired or ended by then."""
        over = {
            login.key
            for login in self._memory.logins.values()
            if login.expires_at <= now or (login.ended_at is not None and login.ended_at <= now)
        }
        for key in over:
            del self._memory.logins[key]
        for key, (_, token) in tuple(self._memory.tokens.items()):
            if token.login.key in over or token.expires_at <= now:
                del self._memory.tokens[key]
        return len(over)


class FakeLoginFailureRepository:
    """Fills ``LoginFailureRepository``; goes through the same tests as the one on SQL."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def lock(self, subject_hashes: Iterable[str]) -> None:
        """Do nothing: there is one task."""

    async def list_since(self, subject_hashes: Iterable[str], since: datetime) -> Sequence[Failure]:
        """Return notes after a moment, oldest first."""
        wanted = set(subject_hashes)
        notes = self._memory.notes.values()
        found = [one for one in notes if one.subject_hash in wanted and one.failed_at > since]
        return sorted(found, key=lambda one: one.failed_at)

    async def note(self, subject_hashes: Iterable[str], failed_at: datetime) -> tuple[int, ...]:
        """Keep a note for each."""
        notes = {self._memory.next_key(): Failure(one, failed_at) for one in subject_hashes}
        self._memory.notes |= notes
        return tuple(notes)

    async def forget(self, keys: Iterable[int]) -> None:
        """Forget notes."""
        for key in keys:
            self._memory.notes.pop(key, None)

    async def clear(self, subject_hash: str) -> None:
        """Forget every note of one."""
        await self.forget(
            [k for k, n in self._memory.notes.items() if n.subject_hash == subject_hash]
        )

    async def delete_until(self, moment: datetime) -> None:
        """Forget old notes."""
        await self.forget([k for k, n in self._memory.notes.items() if n.failed_at <= moment])
