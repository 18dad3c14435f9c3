"""Running one function many times at once, in threads or in tasks, behind a barrier.

The barrier is the point. A thread takes longer to start than most code under test takes to run:
without it the first is through before the second begins, and a race never happens. Behind it all
are started, wait for the last, and then run together.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, Generic, Self, TypeVar, cast, overload

from layerproof.errors import LayerproofError, UsageError
from layerproof.testing.call_stacks import show_task_stack, show_thread_stack

T = TypeVar("T")

#: Seconds that cancelled tasks have to end in.
_GRACE = 1.0


class StillRunningError(LayerproofError):
    """Some of the calls had not ended at the deadline; where they were is in the message."""

    slug = "still-running"


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """How one call ended. ``error`` is ``None`` where it returned ``result``."""

    index: int
    result: T | None = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Outcomes(Generic[T]):
    """How all calls ended, by their index."""

    all: tuple[Outcome[T], ...]

    @property
    def successes(self) -> tuple[Outcome[T], ...]:
        """The calls that returned."""
        return tuple(one for one in self.all if one.error is None)

    @property
    def failures(self) -> tuple[Outcome[T], ...]:
        """The calls that raised."""
        return tuple(one for one in self.all if one.error is not None)

    @property
    def results(self) -> list[T]:
        """What the calls returned, without those that raised."""
        return [cast("T", one.result) for one in self.successes]

    @property
    def errors(self) -> list[BaseException]:
        """What the calls raised, without those that returned."""
        return [one.error for one in self.all if one.error is not None]

    def count(self, kind: type[BaseException]) -> int:
        """Return how many calls raised an exception of that kind."""
        return sum(isinstance(error, kind) for error in self.errors)

    def raise_errors(self) -> Self:
        """Return these outcomes; raises an ``ExceptionGroup`` of all errors if there are any."""
        __tracebackhide__ = True
        if self.errors:
            count = f"{len(self.errors)} of {len(self.all)} concurrent calls failed"
            raise BaseExceptionGroup(count, self.errors)
        return self

    def __len__(self) -> int:
        return len(self.all)

    def __iter__(self) -> Iterator[Outcome[T]]:
        return iter(self.all)


@overload
def run_concurrently(  # type: ignore[overload-overlap]  # the first that fits is meant
    n: int, fn: Callable[..., Coroutine[Any, Any, T]], *, timeout: float = 10.0
) -> Awaitable[Outcomes[T]]: ...


@overload
def run_concurrently(n: int, fn: Callable[..., T], *, timeout: float = 10.0) -> Outcomes[T]: ...


def run_concurrently(n: int, fn: Callable[..., Any], *, timeout: float = 10.0) -> Any:
    """Call a function ``n`` times at once and return the outcomes, ordered by index.

    A coroutine function runs in tasks of the running asyncio loop, and the outcomes are to be
    awaited; any other runs in threads, each in a copy of the caller's context. No two calls may
    share a database session.

    :param fn: called with its index, from 0, if it has a parameter without a default.
    :param timeout: seconds for all calls together. ``StillRunningError`` is raised when they
        are over: tasks are cancelled, threads are left behind (Python cannot stop them).

    Raises ``UsageError`` where it cannot be called like that.
    """
    if n < 1 or timeout <= 0:
        raise UsageError(f"{n} calls in {timeout:g} s: at least one call and some time are needed")
    takes_index = _takes_index(fn)
    calls = [partial(fn, index) if takes_index else partial(fn) for index in range(n)]
    if _is_async(fn):
        return _run_tasks(calls, timeout)
    return _run_threads(calls, timeout)


def _run_threads(calls: Sequence[Callable[[], T]], timeout: float) -> Outcomes[T]:
    __tracebackhide__ = True
    barrier = threading.Barrier(len(calls))
    outcomes: dict[int, Outcome[T]] = {}

    def run(index: int, call: Callable[[], T]) -> None:
        try:
            barrier.wait(timeout)
            outcomes[index] = Outcome(index, result=_settled(call()))
        except BaseException as error:  # noqa: BLE001 - every exception is collected
            outcomes[index] = _failed(index, error)

    threads = [
        threading.Thread(
            target=copy_context().run, args=(run, index, call), name=f"call {index}", daemon=True
        )
        for index, call in enumerate(calls)
    ]
    deadline = monotonic() + timeout
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - monotonic()))
    hanging = {
        index: show_thread_stack(one, __file__)
        for index, one in enumerate(threads)
        if one.is_alive()
    }
    if hanging:
        raise _still_running(hanging, len(calls), timeout)
    return Outcomes(tuple(outcomes[index] for index in range(len(calls))))


async def _run_tasks(calls: Sequence[Callable[[], Awaitable[T]]], timeout: float) -> Outcomes[T]:  # noqa: ASYNC109 - the deadline is part of the report
    __tracebackhide__ = True
    barrier = asyncio.Barrier(len(calls))

    async def run(index: int, call: Callable[[], Awaitable[T]]) -> Outcome[T]:
        try:
            await barrier.wait()
            return Outcome(index, result=await call())
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - every exception is collected
            return _failed(index, error)

    tasks = [asyncio.create_task(run(index, call)) for index, call in enumerate(calls)]
    try:
        await asyncio.wait(tasks, timeout=timeout)
        hanging = {
            index: show_task_stack(one, __file__)
            for index, one in enumerate(tasks)
            if not one.done()
        }
    finally:
        left = [task for task in tasks if not task.done()]
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=_GRACE)
    if hanging:
        raise _still_running(hanging, len(calls), timeout)
    return Outcomes(tuple(task.result() for task in tasks))


def _takes_index(fn: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return False
    needed = [
        one
        for one in parameters
        if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    ]
    if len(needed) > 1 or any(one.kind is one.KEYWORD_ONLY for one in needed):
        names = ", ".join(one.name for one in needed)
        raise UsageError(
            f"a concurrent call is given its index at most, and {fn!r} needs {names}",
            advice="bind the others: functools.partial, or a lambda with defaults",
        )
    return bool(needed)


def _is_async(fn: Callable[..., Any]) -> bool:
    call = getattr(fn, "__call__", None)  # noqa: B004 - an object may have an async __call__
    return inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(call)


def _settled(result: T) -> T:
    """Return the result, unless it is a coroutine that nobody would ever run."""
    if inspect.iscoroutine(result):
        result.close()
        raise UsageError(
            "the function returned a coroutine, and it was called in a thread",
            advice="give an 'async def', or functools.partial of one, instead of a lambda",
        )
    return result


def _failed(index: int, error: BaseException) -> Outcome[Any]:
    error.add_note(f"in concurrent call {index}")
    return Outcome(index, error=error)


def _still_running(hanging: dict[int, str], count: int, timeout: float) -> StillRunningError:
    verb = "is" if len(hanging) == 1 else "are"
    stacks = "".join(f"\ncall {index}:\n{stack.rstrip()}" for index, stack in hanging.items())
    return StillRunningError(
        f"{len(hanging)} of {count} concurrent calls {verb} still running after {timeout:g} s"
        f"{stacks}",
        advice="look for a lock that they wait for, or give a longer timeout",
    )
