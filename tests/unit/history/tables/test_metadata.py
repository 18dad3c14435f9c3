"""Column types that every database has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from layerproof.history.tables.metadata import UtcDateTime

EAST = datetime(2026, 11, 21, 17, 30, tzinfo=timezone(timedelta(hours=2)))
DIALECTS: list[Dialect] = [sqlite.dialect(), postgresql.dialect()]  # type: ignore[no-untyped-call]  # SQLAlchemy


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_moments_come_back_in_utc(dialect: Dialect) -> None:
    """A moment of any zone is the same moment when it is read, in UTC."""
    kind = UtcDateTime()
    read = kind.process_result_value(kind.process_bind_param(EAST, dialect), dialect)
    assert read == EAST
    assert read.tzinfo is UTC


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_no_moment_stays_none(dialect: Dialect) -> None:
    """Nothing is nothing, both ways."""
    kind = UtcDateTime()
    there, back = (
        kind.process_bind_param(None, dialect),
        kind.process_result_value(None, dialect),
    )
    assert (there, back) == (None, None)


def test_sqlite_gets_no_zone() -> None:
    """SQLite compares moments as text, so all of them are written alike, in UTC."""
    written = UtcDateTime().process_bind_param(EAST, DIALECTS[0])
    assert written == datetime(2026, 11, 21, 15, 30)  # noqa: DTZ001  (that is the point)
