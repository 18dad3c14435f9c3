"""Time stands still where dates are told, and nowhere else."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from layerproof.errors import EnvironmentUnfitError, UsageError
from layerproof.testing import freeze_time
from layerproof.testing.clock import Moment

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def far_from_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine be where UTC is not the local time."""
    monkeypatch.setenv("TZ", "America/Bogota")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON.replace(tzinfo=None),
        NOON.astimezone(timezone(timedelta(hours=2))),
        NOON.astimezone(ZoneInfo("Asia/Tokyo")),
        "2026-05-01T12:00",
        "2026-05-01T12:00:00Z",
        "2026-05-01 14:00+02:00",
    ],
)
def test_it_is_the_given_moment(moment: Moment) -> None:
    """Each way to say noon is noon, and what has no time zone is UTC."""
    with freeze_time(moment):
        assert datetime.now(UTC) == NOON
        assert time.time() == NOON.timestamp()


@pytest.mark.parametrize("moment", [date(2026, 5, 1), "2026-05-01"])
def test_a_date_is_its_midnight(moment: Moment) -> None:
    """A day begins at midnight UTC, whatever the machine's time zone."""
    with freeze_time(moment):
        assert datetime.now(UTC) == datetime(2026, 5, 1, tzinfo=UTC)
        assert date.today() == date(2026, 5, 1)  # noqa: DTZ011 - what backends call


def test_a_time_zone_of_a_name_is_the_local_one() -> None:
    """A moment in Tokyo makes Tokyo's time the local one, any other makes it UTC."""
    with freeze_time(NOON.astimezone(ZoneInfo("Asia/Tokyo"))):
        assert datetime.now().hour == 21  # noqa: DTZ005 - local time is the point
    with freeze_time("2026-05-01T12:00"):
        assert datetime.now().hour == 12  # noqa: DTZ005 - local time is the point


def test_time_stands_still_and_can_be_moved() -> None:
    """Nothing passes by itself; a test moves it, and it goes on afterwards."""
    before = time.time()
    with freeze_time(NOON) as clock:
        assert time.time() == time.time() == NOON.timestamp()
        clock.shift(60)
        assert datetime.now(UTC) == NOON + timedelta(minutes=1)
        clock.move_to(NOON + timedelta(days=1))
        assert datetime.now(UTC) == NOON + timedelta(days=1)
    assert 0 <= time.time() - before < 60
    assert time.tzname[0] == "-05"


def test_now_and_from_now() -> None:
    """Without a moment it stays now, with a difference it is that far from now."""
    real = datetime.now(UTC)
    with freeze_time():
        assert timedelta() <= datetime.now(UTC) - real < timedelta(minutes=1)
        assert datetime.now(UTC) == datetime.now(UTC)
    with freeze_time(timedelta(days=-2)):
        assert timedelta() <= datetime.now(UTC) - real + timedelta(days=2) < timedelta(minutes=1)


def test_time_can_pass() -> None:
    """With ``tick`` the clock goes on from the moment."""
    with freeze_time(NOON, tick=True):
        first = time.time_ns()
        while time.time_ns() == first:
            pass
        assert NOON.timestamp() <= time.time() < NOON.timestamp() + 60


async def test_the_loop_goes_on() -> None:
    """Sleeping and timeouts of asyncio work while time stands still."""
    async with asyncio.timeout(30):
        async with freeze_time(NOON):
            started = time.monotonic()
            await asyncio.sleep(0.01)
            assert time.monotonic() - started >= 0.009
            with pytest.raises(TimeoutError, match=r"^$"):
                await asyncio.wait_for(asyncio.Event().wait(), 0.01)
            assert datetime.now(UTC) == NOON


@freeze_time(NOON)
def test_it_decorates_functions() -> None:
    """A decorated test runs at the moment."""
    assert datetime.now(UTC) == NOON


@freeze_time(NOON)
async def test_it_decorates_coroutines() -> None:
    """A decorated coroutine runs at the moment, after waiting too."""
    await asyncio.sleep(0)
    assert datetime.now(UTC) == NOON


def test_what_is_no_moment_is_refused() -> None:
    """Text that is no moment is wrong use, with examples."""
    with pytest.raises(UsageError, match=r"^'tomorrow' is no moment in time$"):
        freeze_time("tomorrow")


def test_the_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without time-machine the message says which extra has it."""
    monkeypatch.setitem(sys.modules, "time_machine", None)
    with pytest.raises(EnvironmentUnfitError, match=r"^freezing time needs time-machine") as caught:
        freeze_time(NOON)
    assert caught.value.advice == 'install it: pip install "layerproof[testing]"'
