"""What a suite did: the record that a run leaves behind, one for each part of a suite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """How far a part came. Only ``FINISHED`` is ever measured."""

    STARTED = "started"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"


class Result(StrEnum):
    """How one test ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASSED = "xpassed"


@dataclass(frozen=True, slots=True)
class TestRecord:
    """One test: ``seconds`` is set-up, call and tear-down together; ``line`` counts from 1.

    ``retries`` is how often a plugin tried it again before it ended so.
    """

    __test__ = False

    nodeid: str
    result: Result
    seconds: float
    file: str
    line: int = 0
    message: str = ""
    retries: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One run that a suite is made of: a Python version (or the running one) and a shard."""

    suite: str
    python: str | None = None
    shard: int = 1
    shards: int = 1

    @property
    def label(self) -> str:
        """The part's name in messages and as a folder: ``unit``, ``unit-3.12``, ``unit.2of3``."""
        python = f"-{self.python}" if self.python else ""
        shard = f".{self.shard}of{self.shards}" if self.shards > 1 else ""
        return f"{self.suite}{python}{shard}"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes (SHA-256, hexadecimal) of what the run was made from, by path from the root."""

    source: Mapping[str, str] = field(default_factory=dict)
    tests: Mapping[str, str] = field(default_factory=dict)
    config: str = ""


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """How the part was traced, as seen in the processes that ran the tests.

    ``processes`` counts those that ran tests, ``traced`` those of them that left data with a
    proven probe; ``data`` is the SHA-256 of the packed data file.
    """

    version: str = ""
    core: str = ""
    concurrency: tuple[str, ...] = ()
    branch: bool = False
    processes: int = 0
    traced: int = 0
    data: str = ""


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """Everything that one part of a suite recorded about itself.

    ``selected`` counts the suite's tests over the whole collection, ``assigned`` those of this
    shard; ``narrowed`` says why fewer than ``assigned`` may have run (``-k login``). ``census``
    counts the tests of every suite in the collection, and ``orphans`` those of none;
    ``uncollected`` are files with the name of a test module that pytest did not collect,
    ``misplaced`` those that hold tests and do not count as tests (but as source, or as nothing).
    ``notes`` are worth reading and change nothing.
    ``exit_code`` is pytest's. ``coverage`` is ``None`` where the suite is not traced.
    """

    part: Part
    status: Status
    python_version: str = ""
    started_at: str = ""
    seconds: float = 0.0
    exit_code: int | None = None
    selected: int = 0
    assigned: int = 0
    narrowed: tuple[str, ...] = ()
    tests: tuple[TestRecord, ...] = ()
    census: Mapping[str, int] = field(default_factory=dict)
    orphans: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    uncollected: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    fingerprint: Fingerprint = Fingerprint()
    coverage: CoverageFacts | None = None

    def count(self, result: Result) -> int:
        """Return how many tests ended with that result."""
        return sum(test.result is result for test in self.tests)
