"""Loading the ASGI application that the configuration names: an object, or a factory.

``targets`` finds it; ``clients`` sends requests to it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from layerproof.database.errors import WiringError
from layerproof.testing.wiring.targets import resolve_target

#: What an ASGI application is called with: scope, receive, send.
_ASGI_ARGUMENTS = 3


def load_app(target: str) -> Any:
    """Return the ASGI application that a target names, made anew if the target is a factory.

    A factory is a function or class that can be called without arguments. Raises
    ``WiringError`` for one that needs arguments or a running loop, one that fails, and for what
    is neither.
    """
    found = resolve_target(target)
    if not callable(found):
        raise _explain_stranger(target, found)
    if not (inspect.isroutine(found) or inspect.isclass(found)):
        return found
    needed = _needed_arguments(found)
    if inspect.iscoroutinefunction(found) and len(needed) == _ASGI_ARGUMENTS:
        return found
    if needed:
        raise _explain_arguments(target, needed)
    return _make_app(target, found)


def _make_app(target: str, factory: Callable[[], Any]) -> Any:
    if inspect.iscoroutinefunction(factory):
        raise WiringError(
            f'"{target}" is an asynchronous factory, which belongs on the loop of the test',
            advice=_show_fixture(target, "", awaits=True),
        )
    try:
        app = factory()
    except Exception as error:
        raise WiringError(
            f'the factory "{target}" raised {type(error).__name__}: {error}',
            advice="call it with the environment that the tests have, or override the fixture "
            '"app"',
        ) from error
    if not callable(app) or inspect.isclass(app):
        raise _explain_stranger(f"{target}()", app)
    return app


def _needed_arguments(found: Callable[..., Any]) -> list[str]:
    """Return the names of the arguments without which a callable cannot be called."""
    try:
        parameters = inspect.signature(found).parameters.values()
    except (TypeError, ValueError):
        return []
    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [
        parameter.name
        for parameter in parameters
        if parameter.default is inspect.Parameter.empty and parameter.kind not in optional
    ]


def _explain_stranger(what: str, found: object) -> WiringError:
    return WiringError(
        f'"{what}" is no ASGI application but of the type {type(found).__name__}',
        advice='let "app" name the application, or a function without arguments that makes it',
    )


def _explain_arguments(target: str, needed: list[str]) -> WiringError:
    return WiringError(
        f'the factory "{target}" needs {", ".join(needed)}, which only the project can give',
        advice=_show_fixture(target, ", ".join(f"{name}=..." for name in needed), awaits=False),
    )


def _show_fixture(target: str, arguments: str, *, awaits: bool) -> str:
    """Return the text that overrides the fixture ``app`` in the project's conftest."""
    module, _, path = target.partition(":")
    name = path.partition(".")[0]
    call = f"await {path}({arguments})" if awaits else f"{path}({arguments})"
    hint = (
        'override the fixture "app" in conftest.py; database.url and database.async_url are '
        "those of the test's database"
    )
    return "\n".join(
        (
            hint,
            "      import pytest",
            f"      from {module} import {name}",
            "",
            "      @pytest.fixture",
            f"      {'async ' if awaits else ''}def app(database):",
            f"          return {call}",
        )
    )
