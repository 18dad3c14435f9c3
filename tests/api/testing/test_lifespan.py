"""What a client does with the lifespan of its application, in order and when it fails."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from layerproof.testing.clients import LifespanFailedError, open_client, open_sync_client
from tests.support.asgi_apps import (
    BrokenError,
    asks_for_ever,
    ignores_it,
    knows_none,
    make_app,
)


@pytest.mark.parametrize("step", ["startup", "shutdown"])
async def test_a_lifespan_that_fails_is_raised_with_its_cause(step: str) -> None:
    """The error names the step and is caused by the application's own, with its traceback."""
    with pytest.raises(LifespanFailedError, match=f"at {step}: BrokenError: no ") as caught:
        async with open_client(make_app(fail_at=step)) as client:
            await client.get("/headers")

    cause = caught.value.__cause__
    assert isinstance(cause, BrokenError)
    assert _innermost(cause) == "lifespan"


@pytest.mark.parametrize("step", ["startup", "shutdown"])
def test_the_synchronous_client_says_the_same(step: str) -> None:
    """Both clients explain a failing lifespan in one way."""
    with (
        pytest.raises(LifespanFailedError, match=f"at {step}: BrokenError: no ") as caught,
        open_sync_client(make_app(fail_at=step)) as client,
    ):
        client.get("/headers")

    assert _innermost(caught.value.__cause__) == "lifespan"


def _innermost(error: BaseException | None) -> str:
    """Return the name of the function in which an error arose."""
    assert error is not None
    trace = error.__traceback__
    assert trace is not None
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_name


async def test_an_error_of_the_test_stays_when_the_shutdown_fails_too() -> None:
    """The failing shutdown is told beside it."""
    with pytest.raises(KeyError, match="of the test") as caught:
        async with open_client(make_app(fail_at="shutdown")):
            raise KeyError("of the test")

    assert "no brakes" in "".join(caught.value.__notes__)


def test_the_synchronous_client_lets_an_error_of_the_test_stay() -> None:
    """The failing shutdown is told beside it here as well."""
    with (
        pytest.raises(KeyError, match="of the test") as caught,
        open_sync_client(make_app(fail_at="shutdown")),
    ):
        raise KeyError("of the test")

    assert "no brakes" in "".join(caught.value.__notes__)


@pytest.mark.parametrize("app", [knows_none, ignores_it, asks_for_ever])
async def test_an_application_may_treat_its_lifespan_as_the_standard_allows(app: Any) -> None:
    """One without a lifespan, and one that goes on asking, are used as they are."""
    async with open_client(app) as client:
        asynchronous = (await client.get("/")).status_code
    with open_sync_client(app) as sync_client:
        synchronous = sync_client.get("/").status_code

    assert (asynchronous, synchronous) == (204, 204)


async def test_a_startup_that_fails_without_an_error_is_no_start() -> None:
    """The message of the application is the reason."""

    async def refuses(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no fuel"})

    with pytest.raises(LifespanFailedError, match="at startup: no fuel"):
        async with open_client(refuses):
            """Never reached."""


async def test_no_task_is_left_of_a_client() -> None:
    """Whether it ended in order, failed or was interrupted, its lifespan has ended with it."""
    before = asyncio.all_tasks()
    async with open_client(make_app()):
        during = len(asyncio.all_tasks() - before)
    with pytest.raises(LifespanFailedError, match="startup"):
        async with open_client(make_app(fail_at="startup")):
            """Never reached."""
    with pytest.raises(TimeoutError, match=r"^$"):
        async with asyncio.timeout(0), open_client(asks_for_ever):
            await asyncio.sleep(30)

    assert (during, asyncio.all_tasks() - before) == (1, set())
