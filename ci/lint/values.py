"""The values of the lint: a parsed module goes in, findings come out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Module:
    """One parsed source file; ``path`` is relative to the project's root."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    def is_under(self, *folders: str) -> bool:
        """Return whether the file lies in one of ``folders``."""
        return any(self.path.is_relative_to(folder) for folder in folders)

    @property
    def is_test(self) -> bool:
        """Whether pytest would collect this file."""
        return "tests" in self.path.parts and self.path.name.startswith("test_")


class Fault(NamedTuple):
    """What one rule has to say about one line."""

    line: int
    message: str


class Finding(NamedTuple):
    """A fault with its place and the rule that it breaks, in the order that it is printed."""

    path: PurePosixPath
    line: int
    rule: str
    message: str

    def render(self) -> str:
        """Return the finding as one line that editors can follow."""
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule. ``applies`` decides on the file, ``check`` finds the faults in it."""

    name: str
    summary: str
    applies: Callable[[Module], bool]
    check: Callable[[Module], Iterable[Fault]]
