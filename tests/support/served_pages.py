"""A history that a browser can reach: served by uvicorn in a thread of this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import uvicorn

from layerproof.history.app import create_app
from layerproof.history.settings import HistorySettings
from tests.factories.reports import make_report, make_test
from tests.support.history import push, running_app
from tests.support.history_world import SECRET, running_world
from tests.support.page_runs import push_story
from tests.support.page_visits import browsing

#: A name of the greatest length that there can be, with markup in it.
LONGEST = "tests/test_" + "<b>é_" * 3_997

HOSTILE = "<script>document.title='broken in'</script>\"'><img src=/x onerror=alert(1)>"


@dataclass(frozen=True, slots=True)
class Served:
    """A server: where it is."""

    url: str

    def __truediv__(self, path: str) -> str:
        """Return the address of a path."""
        return f"{self.url}{path}"


@contextmanager
def serving(settings: HistorySettings) -> Iterator[Served]:
    """Serve a history that has its data until the end of the block."""
    config = uvicorn.Config(create_app(settings), port=0, log_config=None, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server has not started"
            thread.join(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join()


def fill_with_accounts(settings: HistorySettings) -> HistorySettings:
    """Put a world of people and tenants into a new database; return how it is served."""

    async def fill() -> None:
        async with running_world(settings):
            pass

    asyncio.run(fill())
    return replace(settings, accounts=True, secret=SECRET)


def fill_without_accounts(settings: HistorySettings) -> None:
    """Put a week of runs into a new database, and one run that is as hostile as can be."""
    hostile = make_report(
        run_id="hostile",
        project="hostile",
        branch=HOSTILE,
        ruling="broken",
        tests=[
            make_test(1, nodeid=LONGEST, result="failed", message=HOSTILE * 20),
            make_test(2, nodeid=HOSTILE, result="failed", seconds=1e8),
        ],
    )

    async def fill() -> None:
        async with running_app(settings) as app, browsing(app) as client:
            await push_story(client)
            answer = await push(client, hostile)
            assert answer.status_code == 201, answer.text

    asyncio.run(fill())
