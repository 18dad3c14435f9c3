"""HTTP clients of an ASGI application in this process, asynchronous and synchronous.

The lifespan is run (``lifespan``), on the library that the project has (``http_library``). A
client may be somebody: ``authentication`` makes its ``identity`` count for its own requests only.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass
from functools import cache
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeAlias

from layerproof.errors import LayerproofError
from layerproof.testing.http_library import load_http_library, load_test_client
from layerproof.testing.lifespan import LifespanFailedError, run_lifespan, speak_lifespan

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

BASE_URL = "http://testserver"

#: Called around each request; what it returns is awaited where it can be.
Step: TypeAlias = Callable[[], Awaitable[None] | None]


class ForeignLoopError(LayerproofError):
    """A client was used on another event loop than the one that its application runs on."""

    slug = "client-loop"


@dataclass(frozen=True, slots=True)
class RequestHooks:
    """What happens around each request of a client.

    ``before`` and ``after`` are called whatever the answer is; a synchronous client calls them
    and awaits nothing. ``identity`` opens a context for the time of the request, in which the
    application sees who the client is.
    """

    before: Step | None = None
    after: Step | None = None
    identity: Callable[[], AbstractContextManager[Any]] = nullcontext


@asynccontextmanager
async def open_client(
    app: Any,
    *,
    base_url: str = BASE_URL,
    headers: Mapping[str, str] | None = None,
    lifespan: bool = True,
    raise_app_exceptions: bool = True,
    hooks: RequestHooks | None = None,
    library: str | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    """Give an asynchronous client of an application; requests run on the running loop.

    :param headers: sent with every request.
    :param lifespan: whether the application is started and stopped around the client.
    :param raise_app_exceptions: whether what the application does not handle is raised in the
        test; otherwise it is an answer with status 500.
    :param library: ``httpx`` or ``httpx2``; ``None`` takes the one that Starlette takes.

    Redirects are not followed, cookies are kept. Raises ``LifespanFailedError`` when the
    application does not start or stop, ``EnvironmentUnfitError`` without a library, and from a
    request ``ForeignLoopError``.
    """
    http = load_http_library(library)
    running: AbstractAsyncContextManager[dict[str, Any]]
    running = run_lifespan(app) if lifespan else nullcontext({})
    async with running as state:
        transport = http.ASGITransport(
            _with_state(app, state), raise_app_exceptions=raise_app_exceptions
        )
        client = _async_client_class(http)(
            transport=transport, base_url=base_url, headers=dict(headers or {})
        )
        client.layerproof_hooks = hooks or RequestHooks()
        client.layerproof_loop = asyncio.get_running_loop()
        async with client:
            yield client


@contextmanager
def open_sync_client(
    app: Any,
    *,
    base_url: str = BASE_URL,
    headers: Mapping[str, str] | None = None,
    lifespan: bool = True,
    raise_app_exceptions: bool = True,
    hooks: RequestHooks | None = None,
) -> Iterator[TestClient]:
    """Give Starlette's ``TestClient`` of an application, which runs on a loop in a thread.

    Takes and raises what ``open_client`` does; the library is Starlette's choice. Redirects are
    not followed, as with the asynchronous client.
    """
    client = _sync_client_class(load_test_client())(
        app,
        base_url=base_url,
        headers=dict(headers or {}),
        raise_server_exceptions=raise_app_exceptions,
        follow_redirects=False,
    )
    client.layerproof_hooks = hooks or RequestHooks()
    if not lifespan:
        try:
            yield client
        finally:
            client.close()
        return
    with _started(client):
        yield client


@contextmanager
def _started(client: TestClient) -> Iterator[None]:
    """Run the lifespan in the client's thread; say what failed as the asynchronous client does."""
    step = "startup"
    try:
        client.__enter__()
        step = ""
        yield
        step = "shutdown"
        client.__exit__(None, None, None)
    except BaseException as error:
        if not step and (raised := _close_quietly(client)):
            error.add_note(f"the application did not stop either: {raised!r}")
        if not step or not isinstance(error, Exception):
            raise
        raise LifespanFailedError(
            f"the application failed in its lifespan, at {step}: {type(error).__name__}: {error}",
            advice="its own traceback is above; lifespan=False makes a client without it",
        ) from error


def _close_quietly(client: TestClient) -> Exception | None:
    try:
        client.__exit__(None, None, None)
    except Exception as raised:  # noqa: BLE001 - told beside the error that ended the block
        return raised
    return None


def _with_state(app: Any, state: Mapping[str, Any]) -> Any:
    """Return an application whose requests get a copy of what its lifespan left for them."""

    async def with_state(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return with_state


@cache
def _async_client_class(http: Any) -> Any:
    """Return the library's asynchronous client with hooks around what it sends."""

    class AsyncClient(http.AsyncClient):  # type: ignore[misc]  # chosen at run time
        layerproof_hooks = RequestHooks()
        layerproof_loop: asyncio.AbstractEventLoop | None = None

        async def send(self, request: Any, **options: Any) -> Any:
            _refuse_foreign_loop(self.layerproof_loop)
            hooks = self.layerproof_hooks
            await _take(hooks.before)
            try:
                with hooks.identity():
                    return await super().send(request, **options)
            finally:
                await _take(hooks.after)

    return AsyncClient


@cache
def _sync_client_class(test_client: Any) -> Any:
    """Return Starlette's client with hooks around what it sends."""

    class SyncClient(test_client):  # type: ignore[misc]  # Starlette may be missing
        __test__ = False
        layerproof_hooks = RequestHooks()

        async def lifespan(self) -> None:
            """Run the application's lifespan, also of one that knows none."""
            app: Any = vars(self)["app"]

            async def spoken(scope: Any, receive: Any, send: Any) -> None:
                self.app = app
                await speak_lifespan(app, scope, receive, send)

            self.app = spoken
            await super().lifespan()

        def send(self, request: Any, **options: Any) -> Any:
            hooks = self.layerproof_hooks
            _take_now(hooks.before)
            try:
                with hooks.identity():
                    return super().send(request, **options)
            finally:
                _take_now(hooks.after)

    return SyncClient


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
        getattr(result, "close", _nothing)()
        raise TypeError("a synchronous client cannot await what is to happen around a request")


def _nothing() -> None:
    """Close what cannot be closed."""
