"""The door for end-to-end tests: scenarios over HTTP, in test mode only.

Plain ASGI around any application. Without test mode the application is returned as it is: no
code of this module runs in a request.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from hmac import compare_digest
from typing import Any, TypeAlias
from urllib.parse import unquote

from layerproof.errors import LayerproofError
from layerproof.testing.scenarios import ScenarioError, find_scenario
from layerproof.testing.seeding.drivers import read_url
from layerproof.testing.seeding.world import empty_database, seed_database_async

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Test mode is on where this is ``1`` when the application is made.
MODE_VARIABLE = "LAYERPROOF_TEST_MODE"
#: What a request has to bring in the header ``X-Layerproof-Token``.
TOKEN_VARIABLE = "LAYERPROOF_TEST_TOKEN"  # noqa: S105 - the name of a variable
#: A shorter token could be guessed.
SHORTEST_TOKEN = 16

_PREFIX = "/__layerproof__/"
_HEADER = b"x-layerproof-token"


def with_seeding(
    app: Application,
    *,
    database: str | Callable[[], str],
    scenarios: Mapping[str, str] | None = None,
    keep: Iterable[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Application:
    """Return the application with an endpoint for scenarios, or unchanged outside of test mode.

    ``POST /__layerproof__/scenarios/NAME`` builds a world and answers with the rows that it
    created and what its function returned; ``POST /__layerproof__/reset`` empties all tables.
    Both only where ``LAYERPROOF_TEST_MODE`` is ``1`` now, and for requests whose header
    ``X-Layerproof-Token`` is ``LAYERPROOF_TEST_TOKEN``, of at least 16 characters.

    :param database: the address of the application's database, or what gives it at a request.
    :param scenarios: the names of the table; read from the project's own when ``None``.
    :param keep: tables that a reset leaves as they are.
    :param environment: the variables that count; the process's own when ``None``.

    Raises ``ScenarioError`` in test mode without a token that is long enough.
    """
    variables = os.environ if environment is None else environment
    if variables.get(MODE_VARIABLE) != "1":
        return app
    token = variables.get(TOKEN_VARIABLE, "")
    if not token:
        return app
    if len(token) < SHORTEST_TOKEN:
        raise ScenarioError(
            f"{TOKEN_VARIABLE} has fewer than {SHORTEST_TOKEN} characters",
            advice="draw one for each run: python -c 'import secrets; print(secrets.token_hex())'",
        )
    return _Seeding(app, token, database, scenarios, tuple(keep))


class _Seeding:
    def __init__(
        self,
        app: Application,
        token: str,
        database: str | Callable[[], str],
        scenarios: Mapping[str, str] | None,
        keep: tuple[str, ...],
    ) -> None:
        self._app = app
        self._token = token.encode()
        self._database = database
        self._scenarios = scenarios
        self._keep = keep
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or not path.startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        status, answer = await self._answer(scope, path.removeprefix(_PREFIX))
        await _send_json(send, status, answer)

    def __getattr__(self, name: str) -> Any:
        """Stand for the application in all else, such as ``dependency_overrides``."""
        return getattr(self._app, name)

    async def _answer(self, scope: Scope, what: str) -> tuple[int, dict[str, Any]]:
        # Whoever has no token learns nothing, not even which paths there are.
        if not self._is_allowed(scope):
            return 403, {"error": "X-Layerproof-Token is missing or wrong"}
        if scope["method"] != "POST":
            return 405, {"error": "only POST"}
        kind, _, name = what.partition("/")
        try:
            async with self._turn:
                if kind == "scenarios" and name:
                    return await self._seed(unquote(name))
                if what == "reset":
                    return await self._reset()
        except LayerproofError as error:
            return 422, {"error": error.explain()}
        return 404, {"error": "there are scenarios/NAME and reset"}

    def _is_allowed(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name.lower() == _HEADER]
        return len(given) == 1 and compare_digest(given[0], self._token)

    async def _seed(self, name: str) -> tuple[int, dict[str, Any]]:
        # A request may only name what the project has named, no function of its choice.
        if ":" in name:
            raise ScenarioError("a scenario is asked for by its name, not by where it is")
        found = find_scenario(name, self._scenarios)
        seeded = await seed_database_async(found, read_url(self._address()))
        return 201, {
            "scenario": name,
            "created": dict(seeded.created),
            "result": _as_data(seeded.result),
        }

    async def _reset(self) -> tuple[int, dict[str, Any]]:
        url = read_url(self._address())
        return 200, {"emptied": await asyncio.to_thread(empty_database, url, self._keep)}

    def _address(self) -> str:
        return self._database if isinstance(self._database, str) else self._database()


def _as_data(result: Any) -> Any:
    """Return what can be sent of a result: plain data, ids and dates as text, no rows."""
    if isinstance(result, Mapping):
        return {str(key): _as_data(value) for key, value in result.items()}
    if isinstance(result, list | tuple | set):
        return [_as_data(value) for value in result]
    if result is None or isinstance(result, str | int | float | bool):
        return result
    return None if hasattr(result, "__mapper__") else str(result)


async def _send_json(send: Send, status: int, answer: dict[str, Any]) -> None:
    body = json.dumps(answer).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
