"""What the ready fixtures give, as types for a project's annotations.

They say what may be used and import nothing; ``pytest_plugin.fixtures`` gives what they describe.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from starlette.testclient import TestClient

#: ``httpx.AsyncClient`` or ``httpx2.AsyncClient``: which one is the project's choice.
Client_co = TypeVar("Client_co", covariant=True)


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """Where the test's database is.

    ``mode`` is how it is kept apart, ``provider`` is who gave its server.
    """

    __test__ = False

    url: str
    async_url: str
    name: str
    mode: str
    provider: str
    fields: dict[str, str]


class ClientFor(Protocol[Client_co]):
    """What ``auth_client_for`` gives: a function that makes a client somebody."""

    def __call__(
        self, user: Any = None, *, role: Any = None, again: bool = False
    ) -> Awaitable[Client_co]:
        """Return a client that is this user; without one, the table's."""
        ...


class SyncClientFor(Protocol):
    """What ``auth_sync_client_for`` gives: the same without waiting."""

    def __call__(self, user: Any = None, *, role: Any = None, again: bool = False) -> TestClient:
        """Return a client that is this user; without one, the table's."""
        ...


class ScenarioBuilder(Protocol):
    """What ``scenario`` gives; in an asynchronous test its result is awaited."""

    def __call__(self, which: str | Callable[..., Any]) -> Any:
        """Build a world by its name or function; return what that returns."""
        ...


class FrozenTime(Protocol):
    """What ``frozen_time`` gives."""

    def move_to(self, destination: datetime | date | timedelta | float | str, /) -> None:
        """Let it be another moment."""

    def shift(self, delta: timedelta | float, /) -> None:
        """Let so much time pass, in seconds where it is a number."""
