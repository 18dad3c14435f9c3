"""Overriding a FastAPI dependency in a way that the code under test cannot undo by accident.

Projects assign ``app.dependency_overrides = {}`` in the middle of a test, or clear it at the end
of each. What is overridden here lies beneath the application's own overrides: for as long as it
lasts the instance has a subclass of its own, whose ``dependency_overrides`` shows and changes the
project's overrides only, while a look-up that finds none of those falls through to ours. An
override of the project's own for the same dependency therefore wins, made before or after.

``dependency_users`` tells which dependencies an application has; ``sessions`` makes what replaces
one.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any, TypeAlias, get_args, get_origin

from layerproof.database.errors import WiringError
from layerproof.testing.wiring.application_tree import find_applications

Dependency: TypeAlias = Callable[..., Any]

#: Asked at each look-up, in the request's own context; ``None`` leaves the dependency alone.
Choice: TypeAlias = Callable[[], Dependency | None]

_OWN = "dependency_overrides"
_GIVEN = "_layerproof_given"


class Overrides(MutableMapping[Dependency, Dependency]):
    """An application's own overrides, with ours beneath them.

    As a mapping it is the project's: iterating, counting, clearing and popping concern its own
    entries. Only ``get``, which is how FastAPI looks an override up, sees ours.

    :param own: the project's mapping; changes of either are changes of both.
    :param given: ours, the latest last.
    """

    def __init__(
        self,
        own: MutableMapping[Dependency, Dependency],
        given: list[tuple[Dependency, Choice]],
    ) -> None:
        self.own = own
        self.given = given

    def __getitem__(self, key: Dependency) -> Dependency:
        return self.own[key]

    def __setitem__(self, key: Dependency, value: Dependency) -> None:
        self.own[key] = value

    def __delitem__(self, key: Dependency) -> None:
        del self.own[key]

    def __iter__(self) -> Iterator[Dependency]:
        return iter(self.own)

    def __len__(self) -> int:
        return len(self.own)

    def __bool__(self) -> bool:
        """Say whether a look-up is worth while: FastAPI makes none in what is false."""
        return bool(self.own or self.given)

    def __repr__(self) -> str:
        return repr(self.own)

    def __or__(self, other: Any) -> dict[Dependency, Dependency]:
        return {**self.own, **other}

    def get(self, key: Dependency, default: Any = None) -> Any:
        """Return the project's override, else ours, else the default.

        Where a project's own wiring overrides a placeholder with a real dependency, it is the
        real one that ours may replace.
        """
        if key in self.own:
            return self._find_given(self.own[key]) or self.own[key]
        return self._find_given(key) or default

    def copy(self) -> dict[Dependency, Dependency]:
        """Return a copy of the project's own overrides."""
        return dict(self.own)

    def _find_given(self, key: Dependency) -> Dependency | None:
        for dependency, choose in reversed(self.given):
            if dependency == key and (replacement := choose()) is not None:
                return replacement
        return None


@contextmanager
def override_dependency(
    app: Any, dependency: Dependency, replacement: Dependency
) -> Iterator[None]:
    """Replace a dependency in an application and all that is mounted in it, until the block ends.

    Raises ``WiringError`` where the application has no dependencies to override.
    """
    with override_by_choice(app, dependency, lambda: replacement):
        yield


@contextmanager
def override_by_choice(app: Any, dependency: Dependency, choose: Choice) -> Iterator[None]:
    """Replace a dependency by what ``choose`` returns when a request asks for it.

    Raises ``WiringError`` as ``override_dependency`` does.
    """
    applications = find_applications(app)
    if not applications:
        raise WiringError(
            f"a dependency cannot be overridden in an application of the type "
            f"{type(app).__name__}: it has no dependency_overrides, which is FastAPI's",
            advice="name what the code opens its sessions with in session_factories instead",
        )
    with ExitStack() as stack:
        for each in applications:
            stack.enter_context(_give(each, (unwrap_dependency(dependency), choose)))
        yield


def unwrap_dependency(dependency: Any) -> Dependency:
    """Return the callable in ``Annotated[Session, Depends(get_db)]`` or ``Depends(get_db)``.

    Raises ``WiringError`` for what is neither such an alias nor callable.
    """
    if get_origin(dependency) is Annotated:
        marks = [mark for mark in get_args(dependency)[1:] if hasattr(mark, "dependency")]
        return unwrap_dependency(marks[-1] if marks else None)
    inner = getattr(dependency, "dependency", None) or dependency
    if not callable(inner):
        raise WiringError(
            f"{dependency!r} is no dependency: it cannot be called",
            advice="name the function that stands in Depends(...)",
        )
    found: Dependency = inner
    return found


@contextmanager
def _give(app: Any, entry: tuple[Dependency, Choice]) -> Iterator[None]:
    """Lay an override beneath an application's own, and take away exactly that one."""
    if _GIVEN not in vars(app):
        app.__class__ = _make_layered_class(type(app))
        vars(app)[_GIVEN] = []
    given = vars(app)[_GIVEN]
    given.append(entry)
    try:
        yield
    finally:
        given[:] = [each for each in given if each is not entry]
        if not given:
            del vars(app)[_GIVEN]
            app.__class__ = type(app).__bases__[0]


def _make_layered_class(kind: type) -> type:
    """Return a subclass that looks like the class itself but lays its overrides over ours."""

    def show(self: Any) -> Overrides:
        return Overrides(vars(self)[_OWN], vars(self)[_GIVEN])

    def assign(self: Any, value: Any) -> None:
        vars(self)[_OWN] = value.own if isinstance(value, Overrides) else value

    names = {
        "__module__": kind.__module__,
        "__qualname__": kind.__qualname__,
        "__doc__": kind.__doc__,
        _OWN: property(show, assign),
    }
    return types.new_class(kind.__name__, (kind,), {}, lambda space: space.update(names))
