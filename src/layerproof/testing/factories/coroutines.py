"""Running a coroutine where it is met, step by step.

In this way its own code runs in the greenlet of the factory's call and may read other fields,
whose values may have to be waited for as well.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from types import coroutine
from typing import Any


def run_coroutine(
    started: Coroutine[Any, Any, Any], wait: Callable[[Coroutine[Any, Any, Any]], Any]
) -> Any:
    """Return what the coroutine returns.

    :param wait: waits for one thing that the coroutine waits for, which it gets as a coroutine.
    """
    try:
        pending = started.send(None)
        while True:
            try:
                value = wait(_pass_on(pending))
            except BaseException as error:  # noqa: BLE001 - a cancellation is the coroutine's as well
                pending = started.throw(error)
            else:
                pending = started.send(value)
    except StopIteration as result:
        return result.value


@coroutine
def _pass_on(pending: Any) -> Generator[Any, Any, Any]:
    """Wait for what another coroutine waits for: a future, or the loop's next turn."""
    return (yield pending)
