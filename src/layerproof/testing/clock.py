"""Standing still in time, through time-machine.

The clocks that tell the date stand still, for the whole process with its threads. Those that
measure do not: ``time.monotonic``, ``perf_counter`` and with them asyncio's loop, its timeouts and
those of drivers and pools go on (time-machine 3 leaves them alone). A database server has a clock
of its own: ``now()`` and ``CURRENT_TIMESTAMP`` in SQL, and so ``server_default=func.now()``, tell
the real time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from layerproof.errors import EnvironmentUnfitError, UsageError

if TYPE_CHECKING:
    import time_machine

Moment: TypeAlias = datetime | date | timedelta | str


def freeze_time(moment: Moment | None = None, *, tick: bool = False) -> time_machine.travel:
    """Return what holds the time: for ``with``, ``async with``, or as a decorator.

    ``with`` gives an object with ``move_to(moment)`` and ``shift(seconds)``.

    :param moment: when it is: a ``datetime``, a ``date`` (its midnight), ISO 8601 text, or a
        ``timedelta`` from now; now where none is given. What has no time zone is UTC. Meanwhile
        local time is UTC too, or that of a ``ZoneInfo`` that the moment has.
    :param tick: let time pass from there on.

    Raises ``EnvironmentUnfitError`` where time-machine is not installed, ``UsageError`` for text
    that is no moment.
    """
    try:
        import time_machine
    except ImportError as error:
        raise EnvironmentUnfitError(
            "freezing time needs time-machine, which is not installed",
            advice='install it: pip install "layerproof[testing]"',
        ) from error
    return time_machine.travel(_as_datetime(moment), tick=tick)


def _as_datetime(moment: Moment | None) -> datetime:
    if moment is None or isinstance(moment, timedelta):
        return datetime.now(UTC) + (moment or timedelta())
    if isinstance(moment, str):
        moment = _read(moment)
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is no moment in time",
            advice="write it as in ISO 8601: 2026-05-01, 2026-05-01T12:00, 2026-05-01T12:00+02:00",
        ) from None
