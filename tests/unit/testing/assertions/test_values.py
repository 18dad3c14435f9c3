"""Identifiers and timestamps: what passes, what does not, and what is said then."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from uuid import UUID

import pytest

from layerproof.errors import UsageError
from layerproof.testing.assertions import Timestamps, assert_timestamps, assert_valid_uuid

FOUR = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
SEVEN = "01890a5d-ac96-774b-bcce-b302099a8057"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_uuid_is_returned() -> None:
    """Both forms of an identifier come back as a UUID, capitals included."""
    assert assert_valid_uuid(FOUR) == UUID(FOUR)
    assert assert_valid_uuid(UUID(FOUR), 4) == UUID(FOUR)
    assert assert_valid_uuid(SEVEN.upper(), version=7) == UUID(SEVEN)


@pytest.mark.parametrize("value", ["", "7", FOUR.replace("-", ""), f"{{{FOUR}}}", None, 4, b"x"])
def test_what_is_no_uuid_is_named(value: object) -> None:
    """Anything but the canonical form is refused, though Python reads some of them."""
    with pytest.raises(AssertionError, match=rf"^{re.escape(repr(value))} is not a UUID$"):
        assert_valid_uuid(value)


def test_another_version_is_named() -> None:
    """The version found and the version wanted are both in the message."""
    with pytest.raises(AssertionError, match=rf"^{FOUR} is a UUID of version 4, not 7$"):
        assert_valid_uuid(FOUR, version=7)


def test_timestamps_are_returned() -> None:
    """Rows and documents, aware and naive, text and values come back as they were."""
    later = NOON + timedelta(seconds=3)
    row = SimpleNamespace(created_at=NOON, updated_at=later)
    document = {"made": "2026-05-01T12:00:00Z", "changed": "2026-05-01T14:00:03+02:00"}
    naive = {"created_at": NOON.replace(tzinfo=None), "updated_at": later.replace(tzinfo=None)}

    assert assert_timestamps(row, now=NOON) == Timestamps(NOON, later)
    assert assert_timestamps(document, now=NOON, created="made", updated="changed") == (NOON, later)
    assert assert_timestamps(naive, now=NOON) == tuple(naive.values())
    assert assert_timestamps(row, tolerance=None) == (NOON, later)


def test_now_is_now() -> None:
    """Without a time to compare with, it is that of the clock."""
    now = datetime.now(UTC)
    assert assert_timestamps({"created_at": now, "updated_at": now}).created_at == now


@pytest.mark.parametrize(
    ("created", "updated", "message"),
    [
        (NOON, None, "there is no updated_at in {'created_at': datetime"),
        ("noon", NOON, "created_at is no timestamp: 'noon'"),
        (12, NOON, "created_at is no timestamp: 12"),
        (
            NOON,
            NOON - timedelta(seconds=1),
            "created_at is after updated_at: 2026-05-01T12:00:00+00:00 > 2026-05-01T11:59:59+00:00",
        ),
        (
            NOON.replace(tzinfo=None),
            NOON,
            (
                "one timestamp has a time zone and one has none: "
                "created_at is 2026-05-01T12:00:00, updated_at is 2026-05-01T12:00:00+00:00"
            ),
        ),
        (
            NOON - timedelta(seconds=11),
            NOON,
            (
                "created_at is 11.000 s before now, more than 10 s: "
                "2026-05-01T11:59:49+00:00, now is 2026-05-01T12:00:00+00:00"
            ),
        ),
        (
            "2026-05-01T12:00:00",
            "2026-05-01T14:00:00",
            (
                "updated_at is 7200.000 s after now, more than 10 s: "
                "2026-05-01T14:00:00 (no time zone: read as UTC), now is 2026-05-01T12:00:00+00:00"
            ),
        ),
    ],
)
def test_wrong_timestamps_are_explained(created: object, updated: object, message: str) -> None:
    """A missing, unreadable, reversed, mixed or distant timestamp says what it is."""
    row = {"created_at": created, "updated_at": updated}
    with pytest.raises(AssertionError, match=f"^{re.escape(message)}"):
        assert_timestamps(row, now=NOON)


def test_a_tolerance_is_seconds_or_a_timedelta() -> None:
    """A wider tolerance lets an older row pass; one below zero is wrong use."""
    east = timezone(timedelta(hours=2))
    row = {"created_at": NOON.astimezone(east) - timedelta(minutes=1), "updated_at": NOON}
    assert assert_timestamps(row, now=NOON, tolerance=60) == tuple(row.values())
    assert assert_timestamps(row, now=NOON, tolerance=timedelta(minutes=1)) == tuple(row.values())
    with pytest.raises(UsageError, match=r"^a tolerance is 0 seconds or more, not -1$"):
        assert_timestamps(row, now=NOON, tolerance=-1)
