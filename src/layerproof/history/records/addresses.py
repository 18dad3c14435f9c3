"""Mail addresses as they are compared: people write theirs in more than one way."""

from __future__ import annotations

import unicodedata


def make_address_key(address: str) -> str:
    """Return what two spellings of one mail address have in common.

    Case does not count. A mail server may tell ``Ann@`` from ``ann@``; hardly one does, and two
    accounts that look the same would be worse. What no database can hold is replaced, so that any
    text may be looked for.
    """
    key = unicodedata.normalize("NFC", address.strip().casefold())
    return key.replace("\x00", "\N{SYMBOL FOR NULL}").encode("utf-8", "replace").decode("utf-8")
