"""What a response of httpx, httpx2, Starlette's test client or requests has in common."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Protocol

_LONGEST_BODY = 1_000


class Response(Protocol):
    """An answer of a backend, from whatever client."""

    @property
    def status_code(self) -> int:
        """The status, such as 404."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, whose names are looked up in any case."""

    @property
    def text(self) -> str:
        """The body."""

    def json(self) -> Any:
        """Return the body decoded; raises ``ValueError`` where it is no JSON."""


def read_json(response: Response) -> Any:
    """Return the body decoded. Raises ``AssertionError`` where it is no JSON."""
    __tracebackhide__ = True
    try:
        return response.json()
    except ValueError:
        raise AssertionError(explain("the body should be JSON", response)) from None


def explain(problem: str, response: Response) -> str:
    """Return the problem, then what was asked and answered, with the body cut."""
    body = response.text
    shown = body if len(body) <= _LONGEST_BODY else f"{body[:_LONGEST_BODY]} ..."
    return f"{problem}\n  {_ask(response)}answered {_status(response)}\n  {shown or '(no body)'}"


def _status(response: Response) -> str:
    code = response.status_code
    with suppress(ValueError):
        return f"{code} {HTTPStatus(code).phrase}"
    return str(code)


def _ask(response: Any) -> str:
    # A response that was made by hand has no request, and httpx raises when asked for it.
    with suppress(AttributeError, RuntimeError):
        return f"{response.request.method} {response.request.url} "
    return ""
