"""Every error that Layerproof raises on purpose, and the exit code that each one means.

One base, one class a cause. Only the command line turns an error into an exit;
everything else raises. A ``slug`` leads to the entry in ``docs/troubleshooting.md``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process tells its caller; the contract is in ``docs/report.md``."""

    KEPT = 0
    BROKEN = 1
    WRONG_USE = 2
    NOT_MEASURED = 3
    INTERRUPTED = 130


class LayerproofError(Exception):
    """Something that Layerproof can explain: what was needed, why it failed, what to do.

    :param problem: what was needed and why it failed, as one sentence.
    :param tried: what was tried on the way, in order.
    :param advice: what to do about it.
    """

    slug: ClassVar[str] = "error"
    exit_code: ClassVar[ExitCode] = ExitCode.WRONG_USE

    def __init__(self, problem: str, *, tried: tuple[str, ...] = (), advice: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.tried = tried
        self.advice = advice

    def explain(self) -> str:
        """Return the whole explanation as lines for a terminal, without a trailing newline."""
        lines = [f"error[{self.slug}]: {self.problem}"]
        lines += [f"  tried: {step}" for step in self.tried]
        if self.advice:
            lines.append(f"  do: {self.advice}")
        return "\n".join(lines)


class ConfigError(LayerproofError):
    """The configuration is wrong; every fault is listed in the message."""

    slug = "config"


class UsageError(LayerproofError):
    """A command was called in a way that it cannot follow."""

    slug = "usage"


class EnvironmentUnfitError(LayerproofError):
    """Something that the run needs is not installed, is too old, or does not work here."""

    slug = "environment"
    exit_code = ExitCode.NOT_MEASURED


class DataUnreadableError(LayerproofError):
    """Recorded data (coverage, outcome, report) is missing, truncated or not ours."""

    slug = "data"
    exit_code = ExitCode.NOT_MEASURED


class PushRefusedError(LayerproofError):
    """The results backend did not take the report."""

    slug = "push"
    exit_code = ExitCode.NOT_MEASURED


def find_missing_module(error: BaseException | None) -> str | None:
    """Return the module without which an import failed; ``None`` where it failed otherwise.

    SQLAlchemy says by an error of its own that greenlet is missing, with its own extra to install:
    what that one came from is asked as well.
    """
    missing = None
    while error is not None:
        missing = (error.name if isinstance(error, ModuleNotFoundError) else None) or missing
        error = error.__cause__
    return missing
