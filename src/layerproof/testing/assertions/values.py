"""Assertions on single values of a row or a document: identifiers and timestamps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from layerproof.errors import UsageError


class Timestamps(NamedTuple):
    """When a row was made and last changed."""

    created_at: datetime
    updated_at: datetime


def assert_valid_uuid(value: object, version: int | None = None) -> UUID:
    """Return the UUID that ``value`` is, or writes out with hyphens as RFC 9562 does.

    :param version: the version that it must have, such as 4 or 7; any where none is given.
    """
    __tracebackhide__ = True
    found = value if isinstance(value, UUID) else _read_uuid(value)
    if found is None:
        raise AssertionError(f"{value!r} is not a UUID")
    if version is not None and found.version != version:
        raise AssertionError(f"{found} is a UUID of version {found.version}, not {version}")
    return found


def assert_timestamps(
    row: object,
    *,
    tolerance: timedelta | float | None = 10.0,
    now: datetime | None = None,
    created: str = "created_at",
    updated: str = "updated_at",
) -> Timestamps:
    """Return both timestamps of a row; they are in order, and close to now.

    :param row: an object with attributes or a mapping; values are ``datetime`` or ISO 8601 text.
        Naive ones are read as UTC; one naive and one aware is a fault.
    :param tolerance: seconds or a ``timedelta`` that either may be away from now, forward or
        back; ``None`` asks for their order only.
    :param now: the time to compare with, that of the clock where none is given. A database that
        writes timestamps itself does not know of ``freeze_time``.
    """
    __tracebackhide__ = True
    first, last = _read_time(row, created), _read_time(row, updated)
    if (first.tzinfo is None) != (last.tzinfo is None):
        raise AssertionError(
            f"one timestamp has a time zone and one has none: "
            f"{created} is {first.isoformat()}, {updated} is {last.isoformat()}"
        )
    found = Timestamps(_in_utc(first), _in_utc(last))
    if found.created_at > found.updated_at:
        raise AssertionError(
            f"{created} is after {updated}: {first.isoformat()} > {last.isoformat()}"
        )
    if tolerance is not None:
        seconds = tolerance.total_seconds() if isinstance(tolerance, timedelta) else tolerance
        _assert_close({created: first, updated: last}, seconds, _in_utc(now or datetime.now(UTC)))
    return Timestamps(first, last)


def _read_uuid(value: object) -> UUID | None:
    if not isinstance(value, str):
        return None
    try:
        found = UUID(value)
    except ValueError:
        return None
    # Python also reads braces, a URN, and no hyphens at all.
    return found if str(found) == value.lower() else None


def _read_time(row: object, name: str) -> datetime:
    __tracebackhide__ = True
    value: Any = row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
    if value is None:
        raise AssertionError(f"there is no {name} in {row!r}")
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise AssertionError(f"{name} is no timestamp: {value!r}") from None


def _in_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _assert_close(times: Mapping[str, datetime], tolerance: float, now: datetime) -> None:
    __tracebackhide__ = True
    if tolerance < 0:
        raise UsageError(f"a tolerance is 0 seconds or more, not {tolerance:g}")
    for name, value in times.items():
        away = (_in_utc(value) - now).total_seconds()
        if abs(away) > tolerance:
            direction = "after" if away > 0 else "before"
            naive = " (no time zone: read as UTC)" if value.tzinfo is None else ""
            raise AssertionError(
                f"{name} is {abs(away):.3f} s {direction} now, more than {tolerance:g} s: "
                f"{value.isoformat()}{naive}, now is {now.isoformat()}"
            )
