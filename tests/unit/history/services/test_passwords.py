"""Hashing passwords."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from layerproof.history.records.logins import Verified
from layerproof.history.services import passwords
from layerproof.history.services.passwords import AT_ONCE, Argon2Passwords
from tests.support.cheap_passwords import cheap_passwords

__all__ = ["cheap_passwords"]

WORD = "correct horse battery staple"

#: Of the word, with two passes over 16 KiB.
OUTDATED = (
    "$argon2id$v=19$m=16,t=2,p=1$hvtFRMXaO1Yk6WQHf4b4dQ$tILiEwQAETysno47IwFgDIkEIsGH0WTytEsGCn4CREw"
)


@pytest.mark.usefixtures("cheap_passwords")
class TestHashing:
    """What comes of a password."""

    async def test_a_password_matches_its_hash(self) -> None:
        """A hash is Argon2id's, salted, and matches its password alone."""
        hasher = Argon2Passwords()
        first, second = await hasher.hash(WORD), await hasher.hash(WORD)
        assert first.startswith("$argon2id$")
        assert first != second
        answers = [await hasher.verify(word, first) for word in (WORD, WORD + " ", "")]
        assert answers == [Verified(matches=True), *[Verified(matches=False)] * 2]

    @pytest.mark.parametrize("word", ["", "\x00", "\ud800", "🦉" * 1024, "a\x00b"])
    async def test_any_text_is_a_password(self, word: str) -> None:
        """No text makes hashing fail, and none is cut."""
        hasher = Argon2Passwords()
        made = await hasher.hash(word)
        answers = [(await hasher.verify(one, made)).matches for one in (word, word + "x")]
        assert answers == [True, False]

    async def test_composed_letters_are_the_same(self) -> None:
        """A letter with its accent apart is the letter with its accent."""
        hasher = Argon2Passwords()
        made = await hasher.hash("p\N{LATIN SMALL LETTER E WITH ACUTE}")
        assert (await hasher.verify("pe\N{COMBINING ACUTE ACCENT}", made)).matches

    async def test_a_hash_of_other_cost_is_renewed(self) -> None:
        """A right password with a hash of other parameters comes back with a new hash."""
        hasher = Argon2Passwords()
        verified = await hasher.verify(WORD, OUTDATED)
        assert verified.matches
        assert verified.new_hash is not None
        assert await hasher.verify(WORD, verified.new_hash) == Verified(matches=True)
        assert await hasher.verify("wrong", OUTDATED) == Verified(matches=False)


async def test_without_a_hash_one_is_verified_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unknown address costs one verification, as a known one does, and never matches."""
    seen: list[str] = []

    def verify(self: object, password: bytes, made: str) -> tuple[bool, str | None]:
        seen.append(made)
        return True, None

    monkeypatch.setattr(PasswordHash, "verify_and_update", verify)
    monkeypatch.setattr(passwords, "_make_dummy", lambda: "dummy")
    hasher = Argon2Passwords()
    answers = [await hasher.verify(WORD, known) for known in (None, "known")]
    assert answers == [Verified(matches=False), Verified(matches=True)]
    assert seen == ["dummy", "known"]


def _hash_one() -> Awaitable[object]:
    return Argon2Passwords().hash(WORD)


def _verify_one() -> Awaitable[object]:
    return Argon2Passwords().verify(WORD, OUTDATED)


@pytest.mark.parametrize(
    ("method", "do", "result", "expected"),
    [
        ("hash", _hash_one, "hash", "hash"),
        ("verify_and_update", _verify_one, (True, None), Verified(matches=True)),
    ],
)
@pytest.mark.usefixtures("cheap_passwords")
async def test_few_are_hashed_at_once(
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    do: Callable[[], Awaitable[object]],
    result: object,
    expected: object,
) -> None:
    """However many come, only a few are hashed at one moment, and the loop goes on meanwhile."""
    monkeypatch.setattr(passwords, "_make_dummy", lambda: "dummy")
    loop, full = asyncio.get_running_loop(), asyncio.Event()
    gate, running, most = threading.Event(), threading.Semaphore(0), []

    def wait(self: object, *given: object) -> object:
        running.release()
        most.append(running._value)
        if len(most) == AT_ONCE:
            loop.call_soon_threadsafe(full.set)
        gate.wait(10)
        running.acquire()
        return result

    monkeypatch.setattr(PasswordHash, method, wait)
    hashing = asyncio.gather(*[do() for _ in range(3 * AT_ONCE)])
    await asyncio.wait_for(full.wait(), 10)
    # Time for one too many to begin.
    await asyncio.sleep(0.05)
    begun = len(most)
    gate.set()
    assert await hashing == [expected] * 3 * AT_ONCE
    assert (begun, max(most)) == (AT_ONCE, AT_ONCE)


def test_the_cost_is_the_recommended_one() -> None:
    """RFC 9106, section 4: 64 MiB, three passes, four lanes; four at once take 256 MiB."""
    assert AT_ONCE == 4
    hasher = passwords._HASHER.current_hasher
    assert isinstance(hasher, Argon2Hasher)
    made = hasher._hasher
    assert (made.memory_cost, made.time_cost, made.parallelism) == (65_536, 3, 4)
