"""Reasons in the house's form. Every module of ``judge`` that finds a fault writes it here."""

from __future__ import annotations

from collections.abc import Iterable

from layerproof.core.judge.values import Reason, Ruling
from layerproof.core.outcome.values import Part


def unmeasured(
    code: str,
    message: str,
    advice: str = "",
    *,
    suite: str | None = None,
    layer: str | None = None,
    path: str | None = None,
) -> Reason:
    """Return a reason for which the verdict is not measured."""
    return Reason(Ruling.NOT_MEASURED, code, message, advice, suite, layer, path)


def name_some(names: Iterable[str], limit: int = 10) -> str:
    """Return the names with commas; from ``limit`` on they are counted instead."""
    every = tuple(names)
    rest = len(every) - limit
    return ", ".join(every[:limit]) + (f" and {rest} more" if rest > 0 else "")


def count_noun(number: int, noun: str) -> str:
    """Return ``1 test`` or ``2 tests``, ``2 processes``."""
    if number == 1:
        return f"{number} {noun}"
    return f"{number} {noun}{'es' if noun.endswith('s') else 's'}"


def session_of(part: Part) -> str:
    """Return the command that runs the part again."""
    python = f"-{part.python}" if part.python else ""
    return f"run `nox -s {part.suite}{python}`"
