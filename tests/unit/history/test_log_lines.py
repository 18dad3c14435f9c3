"""Lines of the log: places and codes of exceptions, and none of their words."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import sqlite3

import pytest

from layerproof.history.log_lines import FRAMES_TOLD, new_logger, show_exception
from tests.support.history_log import caught_log

SECRET = "hunter2-and-more"


def _raised(error: BaseException) -> BaseException:
    try:
        raise error  # noqa: TRY301  (it has to be raised to have a place)
    except BaseException as caught:  # noqa: BLE001  (any kind is given)
        return caught


def _chained() -> BaseException:
    try:
        try:
            raise ValueError(SECRET)  # noqa: TRY301  (it has to be raised to have a place)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        return error


def test_an_exception_without_its_words() -> None:
    """An exception and its cause are told by their kinds and places, oldest first."""
    told = show_exception(_chained()).splitlines()
    assert [line for line in told if not line.startswith(" ")] == [
        "builtins.ValueError",
        "which led to:",
        "builtins.RuntimeError",
    ]
    assert "    raise RuntimeError(SECRET) from error" in told
    assert SECRET not in "\n".join(told)


def test_what_is_not_told_on_purpose() -> None:
    """A context that was suppressed stays so, and one that was not is told."""

    def suppressed() -> None:
        try:
            raise ValueError(SECRET)  # noqa: TRY301  (it has to be raised to have a place)
        except ValueError:
            raise RuntimeError(SECRET) from None

    def kept() -> None:
        try:
            raise ValueError(SECRET)  # noqa: TRY301  (it has to be raised to have a place)
        except ValueError:
            raise RuntimeError(SECRET)  # noqa: B904  (a context and no cause is what is tested)

    with pytest.raises(RuntimeError, match=SECRET) as caught:
        suppressed()
    assert "ValueError" not in show_exception(caught.value).replace("(ValueError", "")
    with pytest.raises(RuntimeError, match=SECRET) as caught:
        kept()
    assert "builtins.ValueError" in show_exception(caught.value)


def test_codes_are_told() -> None:
    """Codes of the system and of databases are no secrets, and are told."""
    locked = sqlite3.OperationalError(SECRET)
    locked.sqlite_errorname = "SQLITE_BUSY"
    assert show_exception(locked) == "sqlite3.OperationalError (sqlite_errorname SQLITE_BUSY)"
    full = OSError(errno.ENOSPC, SECRET, SECRET)
    assert show_exception(full) == f"builtins.OSError (errno {errno.ENOSPC})"


def test_groups_and_circles() -> None:
    """Each exception of a group is told, and one that leads to itself once."""
    group = ExceptionGroup(SECRET, [ValueError(SECRET), TypeError(SECRET)])
    assert show_exception(group).splitlines() == [
        "builtins.ExceptionGroup",
        "of which:",
        "builtins.ValueError",
        "of which:",
        "builtins.TypeError",
    ]
    first, second = ValueError(SECRET), TypeError(SECRET)
    first.__cause__, second.__cause__ = second, first
    assert show_exception(first).splitlines() == [
        "builtins.TypeError",
        "which led to:",
        "builtins.ValueError",
    ]


def test_a_long_way_down() -> None:
    """Of a deep recursion the frames nearest to the fault are told."""

    def descend(depth: int) -> None:
        if depth == 0:
            raise RuntimeError(SECRET)
        descend(depth - 1)

    with pytest.raises(RuntimeError, match=SECRET) as caught:
        descend(200)
    told = show_exception(caught.value).splitlines()
    assert len(told) == FRAMES_TOLD * 2 + 1
    assert told[-2] == "    raise RuntimeError(SECRET)"


def test_loggers_of_others() -> None:
    """Uvicorn's lines are ours, and what other libraries tell below a warning is not written."""
    with caught_log() as log:
        logging.getLogger("uvicorn.error").info("Started %s", "server")
        logging.getLogger("aiosqlite").debug("executing %s", SECRET)
        logging.getLogger("python_multipart.multipart").info("Calling on_field_data %s", SECRET)
        logging.getLogger("httpx").info("GET https://example.org/?token=%s", SECRET)
        logging.getLogger("sqlalchemy.pool").error("Gone", exc_info=_raised(ValueError(SECRET)))
    assert [(event["event"], event["level"]) for event in log.events] == [
        ("Started server", "info"),
        ("Gone", "error"),
    ]
    assert log.events[1]["exception"].endswith("builtins.ValueError")
    assert SECRET not in log.text


def test_a_task_that_nobody_waited_for() -> None:
    """What asyncio says of a task that failed is cut before the words of its exception."""

    async def leave_behind() -> None:
        async def fail() -> None:
            raise ValueError(SECRET)

        task = asyncio.get_running_loop().create_task(fail())
        await asyncio.sleep(0)
        del task
        gc.collect()

    with caught_log() as log:
        asyncio.run(leave_behind())
    assert [event["event"] for event in log.events] == ["Task exception was never retrieved"]
    assert log.events[0]["exception"].endswith("builtins.ValueError")
    assert SECRET not in log.text


def test_nothing_begins_a_line_but_a_line() -> None:
    """As text, values with blanks, quotes and line ends are quoted, and a traceback is indented."""
    with caught_log("text") as log:
        new_logger("layerproof.test").info(
            "a\nb", plain="x/y", blank="a b", end="a\r\nb", none=None, exc_info=_chained()
        )
    first, *rest = log.text.splitlines()
    assert first.split(" ", 1)[1] == ('info "a\\nb" plain=x/y blank="a b" end="a\\r\\nb" none=-')
    assert rest[0].startswith('      File "')
    assert {line[:4] for line in rest} == {"    "}


def test_an_exception_that_is_being_handled() -> None:
    """`exc_info=True` means the one that is being handled, and nothing if there is none."""
    with caught_log() as log:
        logger = new_logger("layerproof.test")
        try:
            raise ValueError(SECRET)  # noqa: TRY301  (it has to be raised to have a place)
        except ValueError:
            logger.error("one", exc_info=True)
        logger.error("none", exc_info=True)
    assert ["exception" in event for event in log.events] == [True, False]
