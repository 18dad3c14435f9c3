"""One line in the log for each request, and an id by which a client's trouble is found there.

Never logged: credentials, cookies, other headers, bodies, queries, and paths as they were asked: a
path can hold what somebody pasted there. The route says enough.
"""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.routing import NoMatchFound, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from layerproof.history.log_lines import new_logger
from layerproof.history.records.access import Actor, LocalActor, UserActor

HEADER = "X-Request-ID"

#: UUIDs, nginx's ``$request_id`` and trace ids; none of the secrets that there are looks like one.
_HARMLESS = re.compile(r"[0-9A-Fa-f-]{8,64}")

#: Asked every few seconds by whatever keeps the server running.
_PROBES = ("/api/v1/health", "/api/v1/ready")

_LOG = new_logger("layerproof.history.requests")


def install_request_log(app: FastAPI) -> None:
    """Put the log around everything that an application does, its answer to what failed included.

    What ``add_middleware`` adds would see neither the headers nor the cause of that answer.
    """
    build = app.build_middleware_stack
    # FastAPI has no other place outside of the answer to what failed.
    app.build_middleware_stack = lambda: RequestLog(build())  # type: ignore[method-assign]


def note_actor(request: Request, actor: Actor) -> None:
    """Remember who asks, for the request's line."""
    request.state.actor = actor


@dataclass(slots=True)
class _Answer:
    status: int | None = None


class RequestLog:
    """ASGI middleware that logs each request when it has ended, and what failed with its place."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an exception ends here, where it was logged."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = choose_id(Headers(scope=scope).get(HEADER))
        scope.setdefault("state", {})["request_id"] = request_id
        answer = _Answer()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
                answer.status = message["status"]
            await send(message)

        began = time.perf_counter()
        with bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception as error:  # noqa: BLE001  (whatever nobody foresaw is logged here)
                _LOG.error("failure", exc_info=error)
            finally:
                _log(scope, answer, time.perf_counter() - began)


def choose_id(given: str | None) -> str:
    """Return the id that a client or proxy gave a request if it is harmless, else a new one."""
    if given is not None and _HARMLESS.fullmatch(given):
        return given
    return str(uuid.uuid4())


def _log(scope: Scope, answer: _Answer, seconds: float) -> None:
    route = find_template(scope)
    status = answer.status
    if status is None or status >= 500:
        write = _LOG.error
    else:
        write = _LOG.debug if route in _PROBES and status == 200 else _LOG.info
    client = scope.get("client")
    write(
        "request",
        method=_method(scope["method"]),
        route=route,
        status=status,
        milliseconds=round(seconds * 1_000, 1),
        who=_who(scope["state"].get("actor")),
        client=client[0] if client else None,
    )


def find_template(scope: Scope) -> str | None:
    """Return the path of a request's route with the names of its variables in place of values.

    The route itself knows only its own part of it, without the prefixes under which it lies.
    """
    route = scope.get("route")
    if not isinstance(route, Route) or "router" not in scope:
        return None
    names = {name: f"{{{name}}}" for name in route.param_convertors}
    try:
        return str(scope["router"].url_path_for(route.name, **names))
    except (NoMatchFound, AssertionError, ValueError):
        return route.path


def _method(given: str) -> str:
    """Return a method as it is logged: HTTP lets a client make up any word."""
    return given if given.isascii() and given.isalpha() and len(given) <= 10 else "OTHER"


def _who(actor: Actor | None) -> str | None:
    if actor is None:
        return None
    if isinstance(actor, LocalActor):
        return "local"
    return f"user:{actor.user_id}" if isinstance(actor, UserActor) else f"token:{actor.token_key}"
