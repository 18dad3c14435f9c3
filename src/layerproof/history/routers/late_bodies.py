"""Routes that look into a body only after they know who sent it.

FastAPI parses a JSON body before it asks who is there, and refuses one that is broken at once: a
stranger would be told 422 where the answer is 401. Here a body that cannot be parsed is one that
is not valid, and what is not valid is refused last.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

#: Stands for a body that is not JSON; no body's schema takes a text.
BROKEN = "not JSON"


class LateRequest(Request):
    """A request whose broken body is a value that no route takes."""

    async def json(self) -> Any:
        """Return what the body says, or :data:`BROKEN`."""
        try:
            return await super().json()
        except (ValueError, RecursionError):
            return BROKEN


class LateBodyRoute(APIRoute):
    """A route for :class:`fastapi.APIRouter`'s ``route_class``."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def answer_late(request: Request) -> Response:
            return await answer(LateRequest(request.scope, request.receive))

        return answer_late
