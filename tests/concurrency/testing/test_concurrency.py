"""Calls that run at once: together, all accounted for, and never longer than the deadline."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from layerproof.errors import UsageError
from layerproof.testing import count_queries, run_concurrently
from layerproof.testing.concurrency import Outcome, StillRunningError
from tests.support.postgres import running_server, scratch_place

NOTE: ContextVar[str] = ContextVar("note", default="none")


class Shelf:
    """Counts without a lock: two who read before either writes lose one."""

    def __init__(self, readers: int) -> None:
        self.count = 0
        self._all_have_read = threading.Barrier(readers)

    def add(self) -> None:
        """Read, wait until everybody has read, and write."""
        read = self.count
        self._all_have_read.wait(5)
        self.count = read + 1


def fail_if_odd(index: int) -> int:
    """Return ten times the index, or fail."""
    if index % 2:
        raise LookupError(f"no {index}")
    return index * 10


async def fail_if_odd_later(index: int) -> int:
    """Do the same in a task, after the others have had their turn."""
    await asyncio.sleep(0)
    return fail_if_odd(index)


def test_threads_run_at_once() -> None:
    """Every thread is running while every other is, so that a race happens each time."""
    shelf = Shelf(8)
    run_concurrently(8, shelf.add).raise_errors()
    assert shelf.count == 1


def test_no_thread_begins_before_all_are_started() -> None:
    """The first call to begin finds the threads of all others: nobody is through already."""
    found = list[int]()

    def look_around() -> None:
        found.append(sum(one.name.startswith("call ") for one in threading.enumerate()))

    for _ in range(20):
        found.clear()
        run_concurrently(8, look_around).raise_errors()
        assert found[0] == 8


async def test_tasks_run_at_once() -> None:
    """Every task is running while every other is."""
    arrived = asyncio.Barrier(8)

    async def meet() -> int:
        return await arrived.wait()

    outcomes = await run_concurrently(8, meet)
    assert sorted(outcomes.raise_errors().results) == list(range(8))


async def test_every_outcome_is_collected() -> None:
    """Results and exceptions are ordered by index and counted, in threads and in tasks."""
    for outcomes in (
        run_concurrently(4, fail_if_odd),
        await run_concurrently(4, fail_if_odd_later),
    ):
        assert (outcomes.results, len(outcomes), outcomes.count(LookupError)) == ([0, 20], 4, 2)
        assert outcomes.successes == (Outcome(0, 0), Outcome(2, 20))
        assert [(one.index, str(one.error)) for one in outcomes.failures] == [
            (1, "no 1"),
            (3, "no 3"),
        ]
        assert [error.__notes__ for error in outcomes.errors] == [
            ["in concurrent call 1"],
            ["in concurrent call 3"],
        ]
        assert outcomes.count(OSError) == 0
        assert [one.index for one in outcomes] == [0, 1, 2, 3]


def test_errors_are_raised_as_a_group() -> None:
    """All exceptions are raised together; without any, the outcomes are returned."""
    with pytest.raises(ExceptionGroup, match=r"^2 of 4 concurrent calls failed") as caught:
        run_concurrently(4, fail_if_odd).raise_errors()
    assert [str(error) for error in caught.value.exceptions] == ["no 1", "no 3"]
    assert run_concurrently(1, fail_if_odd).raise_errors().results == [0]


def test_failures_of_pytest_are_collected() -> None:
    """``pytest.fail`` in a thread is an error like others, though it is no ``Exception``."""

    def fail() -> None:
        pytest.fail("too late")

    with pytest.raises(BaseExceptionGroup, match="1 of 1") as caught:
        run_concurrently(1, fail).raise_errors()
    assert [str(error) for error in caught.value.exceptions] == ["too late"]


async def test_the_index_goes_to_a_parameter_without_default() -> None:
    """Functions without a parameter, with a bound one, and with defaults are called as they are."""

    def with_default(index: str = "default") -> str:
        return index

    async def pair(word: str, index: int) -> str:
        return f"{word}{index}"

    assert run_concurrently(2, with_default).results == ["default", "default"]
    assert run_concurrently(2, lambda: "none").results == ["none", "none"]
    assert run_concurrently(2, lambda *all_of_them: all_of_them).results == [(), ()]
    assert (await run_concurrently(2, partial(pair, "no"))).results == ["no0", "no1"]


def test_threads_see_the_context_of_the_caller() -> None:
    """Context variables are those of the caller, changes stay in the thread."""

    def change() -> str:
        before = NOTE.get()
        NOTE.set("changed")
        return before

    NOTE.set("mine")
    assert run_concurrently(2, change).results == ["mine", "mine"]
    assert NOTE.get() == "mine"


def test_threads_that_hang_are_named() -> None:
    """At the deadline the calls that still run are named, with the line where each is."""
    lock = threading.Lock()

    def take(index: int) -> None:
        if index != 1:
            lock.acquire(timeout=30)  # waits here

    lock.acquire()
    try:
        with pytest.raises(StillRunningError, match=r"^2 of 3") as caught:
            run_concurrently(3, take, timeout=0.2)
    finally:
        lock.release()
    here = f'  File "{__file__}", line \\d+, in take\n    lock.acquire.*# waits here\n'
    assert re.fullmatch(
        f"2 of 3 concurrent calls are still running after 0.2 s\ncall 0:\n{here}call 2:\n{here}",
        f"{caught.value}\n",
    )


async def test_tasks_that_hang_are_named_and_cancelled() -> None:
    """The stack of a task goes through all coroutines that wait; the task is cancelled."""
    never, ended = asyncio.Event(), list[int]()

    async def wait_inside(index: int) -> None:
        try:
            await never.wait()  # waits here
        finally:
            ended.append(index)

    async def wait(index: int) -> None:
        if index:
            await wait_inside(index)

    with pytest.raises(StillRunningError, match=r"^1 of 2 concurrent calls is still") as caught:
        await run_concurrently(2, wait, timeout=0.1)

    lines = [line.strip() for line in str(caught.value).splitlines()]
    assert lines[1] == "call 1:"
    assert [line.split(", ")[-1] for line in lines if line.startswith("File")] == [
        "in wait",
        "in wait_inside",
        "in wait",
    ]
    assert "await never.wait()  # waits here" in lines
    assert ended == [1]


async def test_cancelling_the_caller_cancels_the_tasks() -> None:
    """Whoever gives up waiting leaves no task behind."""
    started, ended = asyncio.Event(), list[int]()

    async def wait(index: int) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(index)

    caller = asyncio.ensure_future(run_concurrently(2, wait))
    await started.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError, match=r"^$"):
        await caller
    assert sorted(ended) == [0, 1]


def test_wrong_use_is_refused() -> None:
    """No calls, no time, two parameters, and a coroutine from a lambda are told."""
    with pytest.raises(UsageError, match=r"^0 calls in 10 s: at least one call and some time"):
        run_concurrently(0, fail_if_odd)
    with pytest.raises(UsageError, match=r"^1 calls in 0 s: at least one call and some time"):
        run_concurrently(1, fail_if_odd, timeout=0)
    with pytest.raises(UsageError, match=r"given its index at most, and .* needs left, right$"):
        run_concurrently(1, lambda left, right: left + right)
    call: Callable[[], object] = lambda: fail_if_odd_later(0)  # noqa: E731 - as tests are written
    (error,) = run_concurrently(1, call).errors
    assert str(error) == "the function returned a coroutine, and it was called in a thread"


def test_a_unique_constraint_lets_one_of_many_through() -> None:
    """On a real server one insert of five succeeds, and four say why not."""
    with scratch_place(running_server()) as place:
        engine = create_engine(place.url("psycopg"))
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE seat (number integer PRIMARY KEY)"))

        def book() -> None:
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO seat VALUES (1)"))

        with count_queries(engine, scope="block") as counter:
            outcomes = run_concurrently(5, book)
        engine.dispose()

    assert (len(outcomes.successes), outcomes.count(IntegrityError)) == (1, 4)
    assert len(counter.inserts) == 5


async def test_a_hanging_query_is_named_across_the_greenlet() -> None:
    """A task that waits for a lock in the database shows the project's line that asked."""
    with scratch_place(running_server()) as place:
        await _assert_lock_is_named(create_async_engine(place.url("asyncpg")))


async def _assert_lock_is_named(engine: AsyncEngine) -> None:
    async def write() -> None:
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE seat SET number = 2"))  # waits here

    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE seat (number integer)"))
        await connection.execute(text("INSERT INTO seat VALUES (1)"))
    async with engine.begin() as holder:
        await holder.execute(text("UPDATE seat SET number = 3"))
        with pytest.raises(StillRunningError, match="# waits here"):
            await run_concurrently(1, write, timeout=0.3)
    await engine.dispose()
