"""The classes of clients: the HTTP library's own, with steps around each request.

Made at run time, since the library is the project's choice. ``clients`` opens them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from inspect import isawaitable
from typing import Any, TypeAlias

from layerproof.errors import LayerproofError
from layerproof.testing.lifespan import speak_lifespan

#: Called around each request; what it returns is awaited where it can be.
Step: TypeAlias = Callable[[], Awaitable[None] | None]


class ForeignLoopError(LayerproofError):
    """A client was used on another event loop than the one that its application runs on."""

    slug = "client-loop"


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a client somebody: headers, cookies, and a context around each request.

    ``cookies`` is a jar of the HTTP library, or ``None``.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Any = None
    context: Callable[[], AbstractContextManager[Any]] = nullcontext


@dataclass(frozen=True, slots=True)
class Making:
    """How a client was made, so that a further one can be made beside it.

    ``before`` and ``after`` happen around each request, whatever the answer is. ``context`` is
    open while the application answers. ``loop`` is the one that the application runs on, ``None``
    where that is the client's own business.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    raise_app_exceptions: bool = True
    before: Step | None = None
    after: Step | None = None
    context: Callable[[], AbstractContextManager[Any]] = nullcontext
    loop: asyncio.AbstractEventLoop | None = None


@cache
def make_async_client_class(http: Any) -> Any:
    """Return the asynchronous client of a library, with what its ``Making`` says around requests.

    :param http: the module ``httpx`` or ``httpx2``.
    """

    class AsyncClient(http.AsyncClient):  # type: ignore[misc]  # chosen at run time
        layerproof_making = Making()

        async def send(self, request: Any, **options: Any) -> Any:
            making = self.layerproof_making
            _refuse_foreign_loop(making.loop)
            await _take(making.before)
            try:
                with making.context():
                    return await super().send(request, **options)
            finally:
                await _take(making.after)

    return AsyncClient


@cache
def make_sync_client_class(test_client: Any) -> Any:
    """Return Starlette's client in the same way; its steps are taken and never awaited."""

    class SyncClient(test_client):  # type: ignore[misc]  # Starlette may be missing
        __test__ = False
        layerproof_making = Making()

        async def lifespan(self) -> None:
            """Run the application's lifespan, also of one that knows none."""
            app: Any = vars(self)["app"]

            async def spoken(scope: Any, receive: Any, send: Any) -> None:
                self.app = app
                await speak_lifespan(app, scope, receive, send)

            self.app = spoken
            await super().lifespan()

        def send(self, request: Any, **options: Any) -> Any:
            making = self.layerproof_making
            _take_now(making.before)
            try:
                with making.context():
                    return super().send(request, **options)
            finally:
                _take_now(making.after)

        def websocket_connect(self, *arguments: Any, **options: Any) -> Any:
            """Return a websocket that is in the client's context from its start to its end."""
            session = super().websocket_connect(*arguments, **options)
            session.__class__ = _make_websocket_class(type(session), self.layerproof_making)
            return session

    return SyncClient


def _make_websocket_class(session: Any, making: Making) -> Any:
    """Return Starlette's websocket session, whose application runs from entering it."""

    class WebSocket(session):  # type: ignore[misc]  # Starlette may be missing
        __test__ = False

        def __enter__(self) -> Any:
            with making.context():
                return super().__enter__()

        def __exit__(self, *error: object) -> Any:
            try:
                return super().__exit__(*error)
            finally:
                _take_now(making.after)

    return WebSocket


def _refuse_foreign_loop(home: asyncio.AbstractEventLoop | None) -> None:
    if home is not None and home is not asyncio.get_running_loop():
        raise ForeignLoopError(
            "the client was opened on another event loop than the one that this request runs on",
            advice="give the client's fixture and the test one loop: with pytest-asyncio the "
            "same loop_scope, or leave both at function",
        )


async def _take(step: Step | None) -> None:
    result = step() if step else None
    if isawaitable(result):
        await result


def _take_now(step: Step | None) -> None:
    result = step() if step else None
    if isawaitable(result):
        getattr(result, "close", dict)()
        raise TypeError("a synchronous client cannot await what is to happen around a request")
