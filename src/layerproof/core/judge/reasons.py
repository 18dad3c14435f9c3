"""Reasons in the house's form. Every module of ``judge`` that finds a fault writes it here."""

from __future__ import annotations

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


def session_of(part: Part) -> str:
    """Return the command that runs the part again."""
    python = f"-{part.python}" if part.python else ""
    return f"run `nox -s {part.suite}{python}`"
