"""Addresses as they are compared."""

from __future__ import annotations

import pytest

from layerproof.history.records.addresses import make_address_key


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Ann@Example.ORG", "ann@example.org"),
        ("  ann@example.org\n", "ann@example.org"),
        ("STRASSE@x", "strasse@x"),
        ("straße@x", "strasse@x"),
        ("e\N{COMBINING ACUTE ACCENT}@x", "\N{LATIN SMALL LETTER E WITH ACUTE}@x"),
        ("E\N{COMBINING ACUTE ACCENT}@x", "\N{LATIN SMALL LETTER E WITH ACUTE}@x"),
        ("a\x00@x", "a\N{SYMBOL FOR NULL}@x"),
        ("a\ud800@x", "a?@x"),
        ("", ""),
    ],
)
def test_spellings(address: str, expected: str) -> None:
    """Case, blanks around and composed letters do not count; any database can hold the key."""
    assert make_address_key(address) == expected


@pytest.mark.parametrize("address", ["Ann@Example.ORG", "ΑΣ@x", "ǰ@x", "İ@x"])
def test_a_key_is_its_own_key(address: str) -> None:
    """Making a key of a key changes nothing."""
    key = make_address_key(address)
    assert make_address_key(key) == key
