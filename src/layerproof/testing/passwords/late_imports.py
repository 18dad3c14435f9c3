"""Noticing that a module has been imported, without importing it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


@contextmanager
def following_imports(names: frozenset[str], call: Callable[[ModuleType], None]) -> Iterator[None]:
    """Call back with each module of these names right after its import, inside the block."""
    finder = _Follower(names, call)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Follower(MetaPathFinder):
    """Finds nothing by itself: it lets the others find a module, and follows its import."""

    def __init__(self, names: frozenset[str], call: Callable[[ModuleType], None]) -> None:
        self._names = names
        self._call = call

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        found = (finder.find_spec(fullname, path, target) for finder in others)
        spec = next((spec for spec in found if spec is not None), None)
        if spec is not None and spec.loader is not None:
            self._follow(spec.loader)
        return spec

    def _follow(self, loader: Any) -> None:
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            self._call(module)

        loader.exec_module = exec_module
