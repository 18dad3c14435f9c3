"""A module's name says what it holds. Some names can hold anything, and then they do."""

from __future__ import annotations

from collections.abc import Iterator

from ci.lint.values import Fault, Module, Rule

EMPTY_WORDS = frozenset(
    {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
)


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault where the file, or a folder above it, has a name that says nothing."""
    stem = module.path.stem.removeprefix("test_")
    for word in dict.fromkeys((*module.path.parts[:-1], stem)):
        if word.strip("_").lower() in EMPTY_WORDS:
            yield Fault(1, f"'{word}' says nothing about what is in it: name it for that")


RULE = Rule(
    name="module-name",
    summary="no module or folder is named utils, helpers, common, manager or base",
    applies=lambda _module: True,
    check=check,
)
