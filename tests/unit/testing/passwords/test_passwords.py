"""Fast hashing reaches every hasher, however it came about, and is over with the block."""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Callable

import argon2
import bcrypt
import pytest
from argon2 import low_level
from bcrypt import gensalt
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from layerproof.testing import fast_passwords

with warnings.catch_warnings():
    # Passlib 1.7.4 imports a module of Python that is on its way out.
    warnings.simplefilter("ignore", DeprecationWarning)
    from passlib.context import CryptContext  # type: ignore[import-untyped]  # it has none

# Passlib 1.7.4 looks up the version of argon2-cffi in the old way.
pytestmark = pytest.mark.filterwarnings("ignore:Accessing argon2.__version__")

# As backends have them: made at import, at what it costs to be safe.
ARGON2 = argon2.PasswordHasher()
PWDLIB = PasswordHash((Argon2Hasher(), BcryptHasher(rounds=10)))
PWDLIB_BCRYPT = PasswordHash((BcryptHasher(rounds=10),))
PASSLIB = CryptContext(["pbkdf2_sha256"], pbkdf2_sha256__rounds=2_000)
PASSLIB_ARGON2 = CryptContext(["argon2"], argon2__memory_cost=2_048)

HASHERS: list[tuple[Callable[[str], str], str]] = [
    (ARGON2.hash, "$argon2id$v=19$m=8,t=1,p=1$"),
    (lambda word: argon2.PasswordHasher(time_cost=2).hash(word), "$argon2id$v=19$m=8,t=1,p=1$"),
    (
        lambda word: low_level.hash_secret(
            word.encode(), b"8 or more", 3, 2_048, 2, 32, low_level.Type.I
        ).decode(),
        "$argon2i$v=19$m=8,t=1,p=1$",
    ),
    (lambda word: bcrypt.hashpw(word.encode(), bcrypt.gensalt(12)).decode(), "$2b$04$"),
    (lambda word: bcrypt.hashpw(word.encode(), gensalt(prefix=b"2a")).decode(), "$2a$04$"),
    (PWDLIB.hash, "$argon2id$v=19$m=8,t=1,p=1$"),
    (PWDLIB_BCRYPT.hash, "$2b$04$"),
    (PASSLIB.hash, "$pbkdf2-sha256$1$"),
    (lambda word: CryptContext(["sha512_crypt"]).hash(word), "$6$rounds=1000$"),
    (PASSLIB_ARGON2.hash, "$argon2id$v=19$m=8,t=1,p=1$"),
]


@pytest.mark.parametrize(("hash_word", "start"), HASHERS)
def test_hashes_are_made_at_the_least_cost(hash_word: Callable[[str], str], start: str) -> None:
    """Whichever library makes it, and whenever its hasher was made, a hash names the least cost."""
    with fast_passwords():
        assert hash_word("secret")[: len(start)] == start


@pytest.mark.parametrize(("hash_word", "start"), HASHERS)
def test_blocks_within_each_other(hash_word: Callable[[str], str], start: str) -> None:
    """A hash is made at the least cost in the inner of two blocks, and after it in the outer."""
    with fast_passwords():
        with fast_passwords():
            inside = hash_word("secret")
        assert [made[: len(start)] for made in (inside, hash_word("secret"))] == [start, start]


def test_hashes_of_either_cost_are_verified_and_stay() -> None:
    """Inside the block, full and least cost verify, wrong words do not, and no hash is renewed."""
    for hasher in (PWDLIB, PWDLIB_BCRYPT):
        full = hasher.hash("secret")
        with fast_passwords():
            fast = hasher.hash("secret")
            assert hasher.verify_and_update("secret", full) == (True, None)
            assert hasher.verify_and_update("secret", fast) == (True, None)
            assert hasher.verify("wrong", fast) is False
        assert hasher.verify("secret", fast) is True


def test_passlib_verifies_and_renews_nothing() -> None:
    """A context with rounds of its own takes hashes of the least cost as current."""
    for context in (PASSLIB, PASSLIB_ARGON2):
        full = context.hash("secret")
        with fast_passwords():
            fast = context.hash("secret")
            assert context.verify_and_update("secret", full) == (True, None)
            assert context.verify_and_update("secret", fast) == (True, None)
            assert context.verify("wrong", fast) is False
        assert context.verify("secret", fast) is True
        assert context.needs_update(fast) is True


def test_everything_is_restored() -> None:
    """After the outer of two blocks, each function and method is the one that it was."""
    rounds = sys.modules["passlib.utils.handlers"].HasRounds

    def watched() -> list[object]:
        return [
            bcrypt.gensalt,
            gensalt,
            low_level.hash_secret,
            vars(argon2.PasswordHasher)["check_needs_rehash"],
            vars(BcryptHasher)["check_needs_rehash"],
            vars(rounds)["_generate_rounds"],
            list(sys.meta_path),
        ]

    before = watched()
    with fast_passwords():
        with fast_passwords():
            pass
        assert all(one is not other for one, other in zip(watched(), before, strict=True))
    assert watched() == before


def test_an_error_in_the_block_restores_too() -> None:
    """An exception leaves nothing fast behind."""
    original = bcrypt.gensalt
    with pytest.raises(LookupError, match="oops"), fast_passwords():
        raise LookupError("oops")
    assert bcrypt.gensalt is original


def test_modules_that_come_in_the_block_are_restored() -> None:
    """A name that was taken inside the block is the original afterwards."""
    late = types.ModuleType("late_backend")
    sys.modules["late_backend"] = late
    try:
        with fast_passwords():
            exec("from bcrypt import gensalt", vars(late))
            kept = vars(late)["gensalt"]
        assert vars(late)["gensalt"] is gensalt
        assert kept(5).startswith(b"$2b$05$")
    finally:
        del sys.modules["late_backend"]
