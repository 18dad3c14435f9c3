"""The codes on documents."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from print_shop.repositories.store import Store
from print_shop.services.codes import SALES_ORDER, draw_code


@pytest.mark.usefixtures("may")
def test_codes_follow_each_other(store: Store) -> None:
    """The first code of a year is 0001, and each is one more than the last."""
    assert [draw_code(store, SALES_ORDER) for _ in range(3)] == [
        "SO-2026-0001",
        "SO-2026-0002",
        "SO-2026-0003",
    ]


@pytest.mark.usefixtures("may")
def test_each_kind_counts_by_itself(store: Store) -> None:
    """Quotes do not use up the numbers of orders."""
    assert [draw_code(store, kind) for kind in ("SO", "QU", "SO")] == [
        "SO-2026-0001",
        "QU-2026-0001",
        "SO-2026-0002",
    ]


def test_a_new_year_begins_at_one(store: Store, may: Any) -> None:
    """The last second of a year and the first of the next have sequences of their own."""
    may.move_to(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))
    old = draw_code(store, SALES_ORDER)
    may.shift(1)

    assert (old, draw_code(store, SALES_ORDER)) == ("SO-2026-0001", "SO-2027-0001")


@pytest.mark.usefixtures("may")
def test_a_code_that_was_not_used_is_given_back(store: Store, db: Session) -> None:
    """A transaction that is undone leaves no gap."""
    with db.begin_nested() as savepoint:
        lost = draw_code(store, SALES_ORDER)
        savepoint.rollback()

    assert draw_code(store, SALES_ORDER) == lost
