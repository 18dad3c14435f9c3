"""What pytest's process really writes about itself, beside what other tests make up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from layerproof.pipeline.session_record import Account, read_session_record
from tests.support.fake_workplace import SESSION


def kinds(record: Mapping[str, Any]) -> dict[str, type]:
    """Return the type of each value."""
    return {key: type(value) for key, value in record.items()}


def read_session(root: Path, part: str) -> Any:
    """Return what the pytest process of a part wrote."""
    return json.loads((root / ".layerproof" / "suites" / part / "session.json").read_text())


def test_made_up_session_is_like_a_real_one(shop: Path) -> None:
    """Both have the same keys with values of the same types, and so have their processes."""
    real = read_session(shop, "unit")
    assert kinds(real) == kinds(SESSION)
    assert kinds(real["accounts"][0]) == kinds(SESSION["accounts"][0])
    assert [type(value) for value in real["tests"][0]] == [
        type(value) for value in SESSION["tests"][0]
    ]


def test_real_session_is_read(shop: Path) -> None:
    """The process, its tests and the module that holds them are in the record."""
    record = read_session_record(read_session(shop, "unit"))
    [account] = record.accounts
    assert account == Account(account.pid, 3, greenlet=True)
    assert (record.selected, record.assigned, record.dropped, record.lost) == (3, 3, 0, 0)
    assert record.modules >= {"tests/unit/test_prices.py"}
    assert len(record.tests) == 3
