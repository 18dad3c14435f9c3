"""Which errors of databases say that the database cannot work at present."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from layerproof.history.database import is_unavailable


class DriverError(Exception):
    """An error with PostgreSQL's five characters, or without, as SQLite's are."""

    def __init__(self, sqlstate: str | None = None) -> None:
        super().__init__("said")
        if sqlstate is not None:
            self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("08006", True),  # the connection failed
        ("25006", True),  # a standby takes no writes
        ("25001", False),
        ("40001", True),  # could not be serialised
        ("40P01", True),  # a deadlock
        ("42P01", True),  # a table is gone
        ("42601", False),  # a syntax error
        ("53300", True),  # too many connections
        ("55P03", True),  # a lock was waited for too long
        ("57P01", True),  # the server is stopped
        ("58030", True),  # the disk failed
        ("22001", False),  # a text is too long
    ],
)
def test_postgresql_says_it_by_its_state(state: str, expected: bool) -> None:
    """The state decides, whichever class the driver's error has."""
    errors = [
        kind("SELECT 1", {}, DriverError(state))
        for kind in (DBAPIError, OperationalError, ProgrammingError)
    ]
    assert [is_unavailable(error) for error in errors] == [expected] * 3


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("SELECT 1", {}, DriverError()), True),
        (IntegrityError("SELECT 1", {}, DriverError()), False),
        (DBAPIError("SELECT 1", {}, DriverError(), connection_invalidated=True), True),
    ],
    ids=["operational", "integrity", "connection lost"],
)
def test_without_a_state_the_class_says_it(error: DBAPIError, expected: bool) -> None:
    """SQLite's errors, and those of connections, have no state."""
    assert is_unavailable(error) == expected
