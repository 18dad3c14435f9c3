"""What fast hashing saves, as a ratio within one run."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from layerproof.testing import fast_passwords


def cost(hash_word: Callable[[str], str], rounds: int) -> float:
    """Return the least processor seconds of one hash."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        hash_word("secret")
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("hasher", [BcryptHasher(), Argon2Hasher()], ids=["bcrypt", "argon2"])
def test_hashing_is_much_faster(hasher: BcryptHasher | Argon2Hasher) -> None:
    """A hash of default cost takes at least twenty times as long as one in the block."""
    full = cost(hasher.hash, 3)
    with fast_passwords():
        fast = cost(hasher.hash, 20)

    name = type(hasher).__name__
    print(f"{name}: {full * 1000:.1f} ms, fast {fast * 1000:.2f} ms: {full / fast:.0f}")
    assert full >= fast * 20
