"""A module past 400 lines holds more than one thing."""

from __future__ import annotations

from collections.abc import Iterator

from ci.lint.values import Fault, Module, Rule

LIMIT = 400


def check(module: Module) -> Iterator[Fault]:
    """Yield one fault where the file is too long; blank lines and comments count."""
    length = len(module.text.splitlines())
    if length > LIMIT:
        yield Fault(1, f"{length} lines, at most {LIMIT}: split it by what it holds")


RULE = Rule(
    name="module-length",
    summary=f"a module has at most {LIMIT} lines",
    applies=lambda _module: True,
    check=check,
)
