"""The FastAPI applications within an ASGI application, and the dependencies of their routes.

Wrapped in middleware, mounted in each other, included by routers: all are found. Nothing is
imported but FastAPI, and that only where the application is made of it.

FastAPI builds the routes of included routers late, for each application anew, which takes it
milliseconds a route. So they are read as they were declared first, and built only where that does
not answer: an application that a factory makes for each test is asked in each test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

from layerproof.database.errors import WiringError

#: The attributes under which middleware and adapters keep the application that they wrap.
_INNER = ("app", "application", "other_asgi_app")

#: A way through the routes of an application.
_Walk: TypeAlias = Callable[[Any], Iterator[Any]]


def find_applications(app: Any) -> list[Any]:
    """Return each application with ``dependency_overrides``, the outer ones first."""
    found: list[Any] = []
    seen: set[int] = set()
    waiting = [app]
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        if hasattr(each, "dependency_overrides"):
            found.append(each)
        waiting += _inner_applications(each)
    return found


def _inner_applications(app: Any) -> Iterator[Any]:
    for name in _INNER:
        inner = getattr(app, name, None)
        if inner is not None and callable(inner):
            yield inner
    for route in _iterate_declared_routes(app):
        inner = getattr(getattr(route, "original_route", route), "app", None)
        if hasattr(inner, "routes") or hasattr(inner, "app"):
            yield inner


def find_dependency_users(app: Any, dependency: Callable[..., Any]) -> int:
    """Return how many routes need a dependency, themselves or through another one."""
    needed = _iterate_needed_calls(app, _iterate_routes)
    return sum(any(call == dependency for call in calls) for calls in needed)


def check_dependency_used(app: Any, dependency: Callable[..., Any], name: str) -> None:
    """Raise ``WiringError`` when no route needs a dependency, with the nearest that are needed.

    :param name: how the configuration writes it.

    An application without dependencies is left alone: its routes may be added later.
    """
    if any(dependency in needed for needed in _iterate_needed_calls(app, _iterate_declared_routes)):
        return
    calls = {call for needed in _iterate_needed_calls(app, _iterate_routes) for call in needed}
    if not calls or dependency in calls:
        return
    near = _near_names(dependency, calls)
    raise WiringError(
        f'no route of the application depends on "{name}", so overriding it has no effect',
        advice=f"the nearest that routes depend on: {', '.join(near)}",
    )


def find_dependency_scope(
    app: Any, dependency: Callable[..., Any], *, below: Callable[..., Any]
) -> str | None:
    """Return the scope in which a dependency is asked for, ``None`` where none is said.

    FastAPI keeps one value for each scope: who wants the same value asks in the same one.

    :param below: the dependency whose own way of asking counts, before that of the routes.
    """
    for each in _iterate_ways_of_asking(app, below):
        if each.call == dependency:
            scope: str | None = getattr(each, "scope", None)
            return scope
    return None


def describe_call(call: Callable[..., Any]) -> str:
    """Return ``package.module:name`` of a callable, or of its class."""
    named = call if hasattr(call, "__qualname__") else type(call)
    return f"{named.__module__}:{named.__qualname__}"


def _iterate_ways_of_asking(app: Any, below: Callable[..., Any]) -> Iterator[Any]:
    """Yield what is asked for: by a dependency first, then by all routes."""
    for walk in (_iterate_declared_routes, _iterate_routes):
        for each in _iterate_asked(app, walk):
            if each.call == below:
                yield from _iterate_inner(each)
    yield from _iterate_asked(app, _iterate_routes)


def _near_names(dependency: Callable[..., Any], calls: Iterable[Any]) -> list[str]:
    names = sorted({describe_call(call) for call in calls})
    close = get_close_matches(
        _last_name(describe_call(dependency)), map(_last_name, names), n=3, cutoff=0.5
    )
    near = [name for each in dict.fromkeys(close) for name in names if _last_name(name) == each]
    return near or names[:5]


def _last_name(name: str) -> str:
    return re.split(r"[.:]", name)[-1]


def _iterate_needed_calls(app: Any, walk: _Walk) -> Iterator[set[Any]]:
    """Yield for each route all that it depends on, and what the project overrides that with."""
    for each in find_applications(app):
        own = dict(each.dependency_overrides)
        for dependant in _iterate_dependants(each, walk):
            calls = {inner.call for inner in _iterate_inner(dependant)}
            yield calls | {own[call] for call in calls if call in own}


def _iterate_asked(app: Any, walk: _Walk) -> Iterator[Any]:
    for each in find_applications(app):
        for dependant in _iterate_dependants(each, walk):
            yield from _iterate_inner(dependant)


def _iterate_dependants(app: Any, walk: _Walk) -> Iterator[Any]:
    """Yield for each route of one application what FastAPI knows of its dependencies."""
    for route in walk(app):
        dependant = getattr(route, "dependant", None)
        if dependant is not None:
            yield dependant


def _iterate_inner(dependant: Any) -> Iterator[Any]:
    for inner in dependant.dependencies:
        if inner.call is not None:
            yield inner
        yield from _iterate_inner(inner)


def _iterate_routes(app: Any) -> Iterator[Any]:
    """Yield the routes of an application, with those of routers that are included late."""
    return _build_routes(getattr(app, "routes", None) or ())


def _iterate_declared_routes(app: Any) -> Iterator[Any]:
    """Yield the same routes as their routers declare them: what including adds is not there."""
    for route in getattr(app, "routes", None) or ():
        router = getattr(route, "original_router", None)
        yield from _build_routes((route,)) if router is None else _iterate_declared_routes(router)


def _build_routes(routes: Sequence[Any]) -> Iterator[Any]:
    try:
        from fastapi.routing import iter_route_contexts
    except ImportError:
        yield from routes
    else:
        yield from iter_route_contexts(routes)
