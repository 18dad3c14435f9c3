"""Replacing a function wherever the project holds it, and putting back exactly that.

For ``factories``: who imported a function by name holds the function, not the name.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})


@contextmanager
def replace_everywhere(target: str, old: Any, new: Any) -> Iterator[None]:
    """Put ``new`` in the place of ``old`` in the project's modules, until the block ends.

    That is: names of modules, attributes of their classes, defaults of arguments. Modules of
    the standard library and of installed packages are passed over, except those of the target's
    own package. What was imported inside the block is restored as well.

    :param target: ``package.module:name``, where ``old`` was found.
    """
    package = target.partition(":")[0].partition(".")[0]
    _swap(package, old, new)
    try:
        yield
    finally:
        _swap(package, new, old)


def _swap(package: str, old: Any, new: Any) -> None:
    for module in _project_modules(package):
        for name, value in list(vars(module).items()):
            if value is old:
                setattr(module, name, new)
            elif getattr(value, "__module__", None) == module.__name__:
                _swap_inside(value, old, new)


def _swap_inside(value: Any, old: Any, new: Any) -> None:
    """Look into a class or a function that a module defines."""
    if isinstance(value, type):
        for name, inner in list(vars(value).items()):
            plain = inner.__func__ if isinstance(inner, staticmethod | classmethod) else inner
            if plain is old:
                kind = type(inner) if plain is not inner else _itself
                setattr(value, name, kind(new))
            elif isinstance(plain, FunctionType):
                _swap_defaults(plain, old, new)
    elif isinstance(value, FunctionType):
        _swap_defaults(value, old, new)


def _swap_defaults(function: FunctionType, old: Any, new: Any) -> None:
    defaults = function.__defaults__ or ()
    if any(each is old for each in defaults):
        function.__defaults__ = tuple(new if each is old else each for each in defaults)
    named = getattr(function, "__kwdefaults__", None) or {}
    for name in [name for name, each in named.items() if each is old]:
        named[name] = new


def _project_modules(package: str) -> list[ModuleType]:
    loaded: dict[str, Any] = dict(sys.modules)
    return [
        module
        for name, module in loaded.items()
        if isinstance(module, ModuleType)
        and (name.partition(".")[0] == package or _is_projects(getattr(module, "__file__", None)))
    ]


@cache
def _is_projects(file: str | None) -> bool:
    return file is not None and not file.startswith(_LIBRARIES)


def _itself(value: Callable[..., Any]) -> Callable[..., Any]:
    return value
