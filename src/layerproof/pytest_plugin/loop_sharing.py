"""Asynchronous fixtures on the loop of the test that asks for them (trap: one made on another).

The ready fixtures are plain coroutines. Whoever drives the test drives them: anyio by the
``anyio_backend`` in the test's fixtures, pytest-asyncio by two attributes that are set here for
the one fixture's set-up, so that its strict mode takes them too and on the test's own loop scope.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from typing import Any, NoReturn, TypeVar

import pytest

from layerproof.errors import EnvironmentUnfitError

_Function = TypeVar("_Function", bound=Callable[..., Any])

_OURS = "_layerproof_async_fixture"
_FORCED = "_force_asyncio_fixture"
_SCOPE = "_loop_scope"
#: What tests ask for, before the names of what is behind it.
_ASKED = ("client", "auth_client", "auth_client_for", "async_db", "async_committed_db")


#: The fixture that a running test asks for, for as long as it is set up.
_LATE = pytest.StashKey[str]()


def ask_late(request: pytest.FixtureRequest, name: str) -> Any:
    """Return the value of a fixture that is asked for while the test runs.

    Raises ``EnvironmentUnfitError`` where the running loop would be needed to set it up.
    """
    request.node.stash[_LATE] = name
    try:
        return request.getfixturevalue(name)
    finally:
        del request.node.stash[_LATE]


def on_test_loop(function: _Function) -> _Function:
    """Mark an asynchronous fixture of ours."""
    setattr(function, _OURS, True)
    return function


class LoopSharing:
    """The hook, registered with the plugin."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        """Give the fixture to whoever runs the test."""
        function = fixturedef.func
        late = request.node.stash.get(_LATE, None)
        if late and _needs_running_loop(function):
            return (yield from _refuse(fixturedef, _explain_late(late)))
        if getattr(function, _OURS, False):
            if not _is_driven(request):
                return (yield from _refuse(fixturedef, _explain_undriven(request)))
            # They stay until the next set-up: pytest-asyncio looks again when the test is called.
            setattr(function, _FORCED, not _is_driven_by_anyio(request))
            setattr(function, _SCOPE, find_loop_scope(request.node))
        return (yield)


def find_loop_scope(item: pytest.Item) -> str:
    """Return the scope of the loop that pytest-asyncio runs the test on."""
    marker = item.get_closest_marker("asyncio")
    named = marker.kwargs.get("loop_scope") or marker.kwargs.get("scope") if marker else None
    try:
        default = item.config.getini("asyncio_default_test_loop_scope")
    except ValueError:
        default = "function"
    return str(named or default or "function")


def _is_driven(request: pytest.FixtureRequest) -> bool:
    """Whether anybody runs asynchronous tests here."""
    return (
        request.config.pluginmanager.hasplugin("asyncio") or "anyio_backend" in request.fixturenames
    )


def _needs_running_loop(function: Callable[..., Any]) -> bool:
    """Whether a fixture is asynchronous while the loop already runs, so that nobody can run it."""
    if not (inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)):
        return False
    from asyncio import _get_running_loop

    return _get_running_loop() is not None


def _refuse(
    fixturedef: pytest.FixtureDef[Any], error: EnvironmentUnfitError
) -> Generator[None, object, object]:
    """Let the fixture itself say what is missing: pytest can set one up that it saw fail."""

    def explain(**_values: object) -> NoReturn:
        raise error

    function = fixturedef.func
    setattr(fixturedef, "func", explain)  # noqa: B010 - pytest declares it as final
    try:
        return (yield)
    finally:
        setattr(fixturedef, "func", function)  # noqa: B010 - see above


def _explain_undriven(request: pytest.FixtureRequest) -> EnvironmentUnfitError:
    asked = next((name for name in request.fixturenames if name in _ASKED), request.fixturename)
    return EnvironmentUnfitError(
        f'the fixture "{asked}" is asynchronous, and no plugin of pytest runs this test so',
        advice='pip install pytest-asyncio and set asyncio_mode = "auto" in '
        "[tool.pytest.ini_options], or mark the test with @pytest.mark.anyio; "
        "sync_client and db need neither",
    )


def _explain_late(name: str) -> EnvironmentUnfitError:
    return EnvironmentUnfitError(
        f'the fixture "{name}" is asynchronous, or builds on one that is, and cannot be set up '
        "while the test runs",
        advice=f'let the test ask for it: add "{name}" to its arguments, or take auth_client',
    )


def _is_driven_by_anyio(request: pytest.FixtureRequest) -> bool:
    """Whether anyio's plugin runs the test; pytest-asyncio's auto mode leaves it nothing."""
    if "anyio_backend" not in request.fixturenames:
        return False
    return str(request.config.getoption("asyncio_mode", None) or _ini_mode(request)) != "auto"


def _ini_mode(request: pytest.FixtureRequest) -> str:
    try:
        return str(request.config.getini("asyncio_mode"))
    except ValueError:
        return "strict"
