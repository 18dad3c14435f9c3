"""Errors at addresses of pages: the same problem as the API's, as a page, with the same status."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response

from layerproof.history.pages import addresses
from layerproof.history.pages.problem_page import render_problem
from layerproof.history.problems import MEDIA_TYPE
from layerproof.history.routers.pages.answers import go_to, send_page

_Handler = Callable[[Request, Any], Awaitable[Response]]


def install_page_problems(app: FastAPI) -> None:
    """Make every error of an application a page, where a page was asked for.

    What the error is, and with which status it leaves, is said once, for the API.
    """
    for kind, handler in list(app.exception_handlers.items()):
        app.exception_handlers[kind] = _dressed(handler)


def is_page(path: str) -> bool:
    """Whether an address is a page's and not the API's."""
    return path != "/api" and not path.startswith("/api/")


def _dressed(handler: Any) -> _Handler:
    async def answer(request: Request, error: Any) -> Response:
        answered: Response = await handler(request, error)
        if not is_page(request.url.path) or answered.media_type != MEDIA_TYPE:
            return answered
        return _as_page(request, answered)

    return answer


def _as_page(request: Request, answered: Response) -> Response:
    problem = json.loads(bytes(answered.body))
    log_in = ""
    if problem["code"] == "unauthenticated":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        following = asked if request.method == "GET" else addresses.HOME
        log_in = addresses.login(following)
        if request.method == "GET":
            return go_to(log_in)
    page = send_page(render_problem(problem, log_in=log_in), answered.status_code)
    for name in ("allow", "retry-after", "www-authenticate"):
        if name in answered.headers:
            page.headers[name] = answered.headers[name]
    return page
