"""HTTP clients of an ASGI application in this process, asynchronous and synchronous.

The lifespan is run (``lifespan``), on the library that the project has (``http_library``).
``authentication`` opens further clients beside the first, each of them somebody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layerproof.testing.client_classes import (
    ForeignLoopError,
    Identity,
    Making,
    Step,
    make_async_client_class,
    make_sync_client_class,
)
from layerproof.testing.http_library import LIBRARIES, load_http_library, load_test_client
from layerproof.testing.lifespan import LifespanFailedError, run_lifespan

if TYPE_CHECKING:
    import httpx
    from starlette.testclient import TestClient

__all__ = [
    "BASE_URL",
    "ForeignLoopError",
    "Identity",
    "LifespanFailedError",
    "open_client",
    "open_further_client",
    "open_further_sync_client",
    "open_sync_client",
]

BASE_URL = "http://testserver"


@asynccontextmanager
async def open_client(
    app: Any,
    *,
    base_url: str = BASE_URL,
    headers: Mapping[str, str] | None = None,
    lifespan: bool = True,
    raise_app_exceptions: bool = True,
    before_request: Step | None = None,
    after_request: Step | None = None,
    library: str | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    """Give an asynchronous client of an application; requests run on the running loop.

    :param headers: sent with every request.
    :param lifespan: whether the application is started and stopped around the client.
    :param raise_app_exceptions: whether what the application does not handle is raised in the
        test; otherwise it is an answer with status 500.
    :param before_request: called before each request, awaited if it can be; ``after_request``
        likewise, whatever the answer was.
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
        client = make_async_client_class(http)(
            transport=transport, base_url=base_url, headers=dict(headers or {})
        )
        client.layerproof_making = Making(
            headers=dict(headers or {}),
            before=before_request,
            after=after_request,
            loop=asyncio.get_running_loop(),
        )
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
    before_request: Step | None = None,
    after_request: Step | None = None,
) -> Iterator[TestClient]:
    """Give Starlette's ``TestClient`` of an application, which runs on a loop in a thread.

    Takes and raises what ``open_client`` does; the library is Starlette's choice. Redirects are
    not followed, as with the asynchronous client.
    """
    client = make_sync_client_class(load_test_client())(
        app,
        base_url=base_url,
        headers=dict(headers or {}),
        raise_server_exceptions=raise_app_exceptions,
        follow_redirects=False,
    )
    client.layerproof_making = Making(
        headers=dict(headers or {}),
        raise_app_exceptions=raise_app_exceptions,
        before=before_request,
        after=after_request,
    )
    if lifespan:
        with _started(client):
            yield client
        return
    try:
        yield client
    finally:
        client.close()


@asynccontextmanager
async def open_further_client(
    client: httpx.AsyncClient, identity: Identity
) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client beside another one: the same running application, cookies of its own.

    :param client: any client of ``httpx`` or ``httpx2``, also one that is not from here.
    :param identity: the headers, the cookies and the context that make it somebody.
    """
    making = _read_making(client)
    further = make_async_client_class(load_http_library(_library_of(client)))(
        transport=client._transport,  # noqa: SLF001 - the application that runs, with its state
        base_url=client.base_url,
        headers={**making.headers, **identity.headers},
        cookies=identity.cookies,
    )
    further.layerproof_making = replace(making, context=identity.context)
    # Left open at the end, as the transport is the first client's.
    yield further


@contextmanager
def open_further_sync_client(client: TestClient, identity: Identity) -> Iterator[TestClient]:
    """Give a synchronous client beside another one, which has to stay open."""
    making = _read_making(client)
    further = make_sync_client_class(load_test_client())(
        client.app,
        base_url=str(client.base_url),
        headers={**making.headers, **identity.headers},
        cookies=identity.cookies,
        raise_server_exceptions=making.raise_app_exceptions,
        follow_redirects=client.follow_redirects,
    )
    further.layerproof_making = replace(making, context=identity.context)
    further.portal = client.portal
    further.app_state.update(client.app_state)
    yield further


def _read_making(client: Any) -> Making:
    """Return how a client was made; of one that is not from here nothing is known."""
    making: Making = getattr(client, "layerproof_making", Making())
    return making


def _library_of(client: Any) -> str:
    packages = [kind.__module__.partition(".")[0] for kind in type(client).__mro__]
    return next(each for each in packages if each in LIBRARIES)


@contextmanager
def _started(client: TestClient) -> Iterator[None]:
    """Run the lifespan in the client's thread; say what failed as the asynchronous client does."""
    with _explained("startup"):
        client.__enter__()
    try:
        yield
    except BaseException as error:
        if raised := _stop_quietly(client):
            error.add_note(f"the application did not stop either: {raised!r}")
        raise
    with _explained("shutdown"):
        client.__exit__(None, None, None)


@contextmanager
def _explained(step: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise LifespanFailedError(
            f"the application failed in its lifespan, at {step}: {type(error).__name__}: {error}",
            advice="its own traceback is above; lifespan=False makes a client without it",
        ) from error


def _stop_quietly(client: TestClient) -> Exception | None:
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
