"""Secrets: random, safe to write anywhere, and known again by their hash."""

from __future__ import annotations

import re

import pytest

from layerproof.history.services.secrets import hash_secret, new_secret


@pytest.mark.parametrize("prefix", ["", "lpt_"])
def test_a_new_secret(prefix: str) -> None:
    """A secret has 256 random bits after what it begins with, in letters of an address."""
    secrets = [new_secret(prefix) for _ in range(100)]
    assert all(re.fullmatch(prefix + "[A-Za-z0-9_-]{43}", secret) for secret in secrets)
    assert len(set(secrets)) == 100


def test_a_secret_begins_with_nothing() -> None:
    """Nothing stands before the random part, if nothing is said."""
    assert len(new_secret()) == 43


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        # The examples of FIPS 180-4.
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ],
)
def test_the_hash_of_a_secret(secret: str, expected: str) -> None:
    """What is stored is SHA-256, in hexadecimal digits."""
    assert hash_secret(secret) == expected


def test_any_text_has_a_hash() -> None:
    """What a request shows may be any text, also one that is no UTF-8."""
    assert hash_secret("\ud800") != hash_secret("\udfff")
