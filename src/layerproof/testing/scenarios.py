"""Scenarios: named functions that each build a whole world of rows.

One function serves a test (``build_scenario``), ``layerproof db seed`` and the endpoint for
end-to-end tests; the latter two stand on ``seeding``. It may take a ``Session``, an
``AsyncSession`` or nothing, and then works through factories, which are bound.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar, get_type_hints

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from layerproof.adapters.config_file import find_root, read_config
from layerproof.database.templates.targets import load_target
from layerproof.errors import ConfigError, LayerproofError
from layerproof.testing.factories.binding import (
    bind_factories,
    find_async_binding,
    find_sync_binding,
    has_async_binding,
    has_sync_binding,
)

Build = TypeVar("Build", bound=Callable[..., Any])

#: What a scenario's function takes.
Wanted: TypeAlias = Literal["nothing", "session", "async_session"]


class ScenarioError(LayerproofError):
    """There is no such scenario, or its function cannot be called."""

    slug = "scenario"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name, the function that builds the world, and how it is to be called."""

    name: str
    function: Callable[..., Any]
    wants: Wanted
    is_async: bool

    def call(self, session: Session | AsyncSession | None) -> Any:
        """Call the function with what it wants; an asynchronous one gives a coroutine."""
        return self.function() if self.wants == "nothing" else self.function(session)


_declared: dict[str, Callable[..., Any]] = {}


def scenario(name: str) -> Callable[[Build], Build]:
    """Give a function that builds a world its name; the function stays as it is.

    The name is known once the module has been imported. ``scenarios`` in the database's table
    makes it known everywhere.
    """

    def declare(function: Build) -> Build:
        _declared[name] = function
        return function

    return declare


def build_scenario(
    which: str | Callable[..., Any], *, scenarios: Mapping[str, str] | None = None
) -> Any:
    """Build a world in the running test's database; return what its function returns.

    :param which: a name, a ``package.module:function``, or the function itself.
    :param scenarios: the names of the table; read from the project's own when ``None``.

    Raises ``ScenarioError`` for one that does not exist or is asynchronous, and
    ``FactoryUnboundError`` where the test has no session.
    """
    found = find_scenario(which, scenarios)
    if found.is_async or found.wants == "async_session":
        raise ScenarioError(
            f'the scenario "{found.name}" is asynchronous',
            advice="await build_scenario_async(...), with `async_db` or `async_committed_db`",
        )
    if found.wants == "nothing" and not has_sync_binding():
        return found.call(None)
    binding = find_sync_binding(_user(found))
    with binding.lock:
        made = found.call(binding.sync)
        binding.sync.flush()
        if binding.commit:
            binding.sync.commit()
    return made


async def build_scenario_async(
    which: str | Callable[..., Any], *, scenarios: Mapping[str, str] | None = None
) -> Any:
    """Build a world with the running test's asynchronous session, from a function of any kind.

    The parameters, the result and the errors are those of ``build_scenario``.
    """
    found = find_scenario(which, scenarios)
    if found.wants == "nothing" and not has_async_binding():
        return await finish_call(found.call(None))
    binding = find_async_binding(_user(found))
    made = await run_on(found, binding.asynchronous)
    await binding.asynchronous.flush()
    if binding.commit:
        await binding.asynchronous.commit()
    return made


async def run_on(found: Scenario, session: AsyncSession) -> Any:
    """Call a scenario with an asynchronous session, a plain function in its greenlet."""
    if found.is_async or found.wants == "async_session":
        return await finish_call(found.call(session))

    def call(plain: Session) -> Any:
        with bind_factories(sync=lambda: plain):
            return found.call(plain)

    return await session.run_sync(call)


async def finish_call(made: Any) -> Any:
    """Return what a scenario's function gave, awaited if it has to be."""
    return await made if isinstance(made, Awaitable) else made


def find_scenario(
    which: str | Callable[..., Any], scenarios: Mapping[str, str] | None = None
) -> Scenario:
    """Return the scenario of a name, a target or a function.

    Raises ``ScenarioError`` that lists what there is, and for a function with other parameters.
    """
    if callable(which):
        return _describe(getattr(which, "__name__", "scenario"), which)
    if ":" in which:
        return _load(which, which)
    if which in _declared:
        return _describe(which, _declared[which])
    configured = _read_configured() if scenarios is None else scenarios
    if which in configured:
        return _load(which, configured[which])
    raise _miss(which, sorted({*_declared, *configured}))


def list_scenarios(scenarios: Mapping[str, str]) -> dict[str, str]:
    """Return each known name with where its function is."""
    declared = {
        name: f"{function.__module__}:{function.__qualname__}"
        for name, function in _declared.items()
    }
    return dict(sorted({**scenarios, **declared}.items()))


def _read_configured() -> Mapping[str, str]:
    """Return the names of the table of the project that the process works in, if it has one."""
    try:
        database = read_config(find_root(Path.cwd())).database
    except ConfigError:
        return {}
    return database.scenarios if database else {}


def _miss(name: str, known: list[str]) -> ScenarioError:
    near = get_close_matches(name, known, n=1)
    there_are = f"; there are: {', '.join(known)}" if known else ", nor any other"
    return ScenarioError(
        f'there is no scenario "{name}"{there_are}',
        advice=f'did you mean "{near[0]}"?'
        if near
        else 'write scenarios = { demo = "tests.scenarios:demo" } in [tool.layerproof.database],'
        " or name a function as package.module:function",
    )


def _load(name: str, target: str) -> Scenario:
    try:
        function = load_target(target)
    except ModuleNotFoundError as error:
        raise ScenarioError(
            f'the scenario "{name}" is in {target}, and there is no module {error.name}',
            advice="name it from the project's folder, as in tests.scenarios:demo",
        ) from error
    if not callable(function):
        raise ScenarioError(f'the scenario "{name}": {target} is not a function')
    return _describe(name, function)


def _describe(name: str, function: Callable[..., Any]) -> Scenario:
    is_async = inspect.iscoroutinefunction(function)
    parameters = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    if not parameters:
        return Scenario(name, function, "nothing", is_async)
    wants = _read_wanted(function, parameters[0], is_async=is_async)
    if len(parameters) > 1 or wants is None or (is_async and wants == "session"):
        raise ScenarioError(
            f'the scenario "{name}" takes {", ".join(map(str, parameters))}',
            advice="let it take one Session, in an asynchronous function one AsyncSession,"
            " or nothing",
        )
    return Scenario(name, function, wants, is_async)


def _read_wanted(
    function: Callable[..., Any], parameter: inspect.Parameter, *, is_async: bool
) -> Wanted | None:
    """Return which session the parameter is for: as annotated, else as the function is."""
    try:
        hint = get_type_hints(function).get(parameter.name)
    except NameError:  # an annotation that only a type checker imports
        hint = {"Session": Session, "AsyncSession": AsyncSession}.get(
            str(parameter.annotation).rpartition(".")[2]
        )
    if hint is None:
        return "async_session" if is_async else "session"
    if not isinstance(hint, type):
        return None
    if issubclass(hint, AsyncSession):
        return "async_session"
    return "session" if issubclass(hint, Session) else None


def _user(found: Scenario) -> str:
    return f'the scenario "{found.name}"'
