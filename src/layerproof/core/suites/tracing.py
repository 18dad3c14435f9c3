"""How a suite is traced: which coverage core and which concurrency, never left to the default.

Async SQLAlchemy runs its driver in greenlets. coverage.py's C tracer with plain thread
concurrency loses the lines after an ``await`` into one (coveragepy issues 1082 and 1216), so a
fully tested repository can read 63 %. The table that decides is in ``docs/coverage.md``; the
proof is in ``tests/slow/coverage/test_true_coverage.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

#: The oldest coverage.py whose data can be trusted: 7.13.1 to 7.16 could delete a parallel file
#: as a false duplicate (coveragepy issue 2338) and 7.17.1 broke combining (2356, 2364).
COVERAGE_FLOOR = (7, 17, 3)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What decides the tracing: the Python that runs the tests, and what is installed there."""

    version: tuple[int, int]
    greenlet: bool


@dataclass(frozen=True, slots=True)
class Tracing:
    """The choice: coverage.py's ``core`` and ``concurrency`` by their own names."""

    core: str
    concurrency: tuple[str, ...]
    branch: bool


def choose_tracing(interpreter: Interpreter, *, branch: bool) -> Tracing:
    """Return the tracing that sees every line on that interpreter.

    ``sys.monitoring`` sees through greenlets by itself and costs least, but measures lines
    alone before Python 3.14, and must never be combined with greenlet concurrency.
    """
    first_sysmon = (3, 14) if branch else (3, 12)
    if interpreter.version >= first_sysmon:
        return Tracing("sysmon", ("thread",), branch)
    concurrency = ("greenlet", "thread") if interpreter.greenlet else ("thread",)
    return Tracing("ctrace", concurrency, branch)
