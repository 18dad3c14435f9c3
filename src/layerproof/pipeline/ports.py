"""What the pipeline needs from outside, as small interfaces; ``wiring`` fills them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from layerproof.core.config.values import Config
from layerproof.core.judge.evidence import DataFault
from layerproof.core.judge.values import Provenance
from layerproof.core.linedata.values import ParsedSource, RawLines
from layerproof.core.outcome.values import Fingerprint, Part, PartOutcome
from layerproof.core.suites.tracing import Interpreter, Tracing


@dataclass(frozen=True, slots=True)
class RecordedPart:
    """A part's record, and the key under which its lines can be read."""

    outcome: PartOutcome
    key: str


@dataclass(frozen=True, slots=True)
class LinesRead:
    """The parsed source, what the parts of each suite ran, and what could not be read."""

    sources: Sequence[ParsedSource]
    raw: Mapping[str, Sequence[RawLines]]
    faults: Sequence[DataFault]


class Project(Protocol):
    """The project's files, configuration and identity, as they are now."""

    @property
    def config(self) -> Config:
        """The configuration, whole and valid."""
        ...

    def list_source(self) -> Sequence[str]:
        """Return every Python file of the source folders."""
        ...

    def take_fingerprint(self) -> Fingerprint:
        """Return what source, tests and settings hash to now."""
        ...

    def describe(self) -> Provenance:
        """Return a new run's identity."""
        ...


class Recordings(Protocol):
    """What finished runs left behind."""

    def read_parts(self) -> tuple[Sequence[RecordedPart], Sequence[DataFault]]:
        """Return every part that is recorded, and what could not be read."""
        ...

    def read_lines(self, files: Sequence[str], parts: Sequence[RecordedPart]) -> LinesRead:
        """Return the parsed source, and what the parts of each suite ran."""
        ...


@dataclass(frozen=True, slots=True)
class Ended:
    """How pytest ended: its exit code, negative for a signal."""

    code: int
    interrupted: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Packed:
    """The packed data of a part: its hash, and the processes whose tracing it proves."""

    data: str
    proven_plain: frozenset[int]
    proven_switching: frozenset[int]
    fault: str = ""


class Desk(Protocol):
    """The folder of one part while it runs."""

    @property
    def record(self) -> str:
        """Where pytest's process is to write its record."""
        ...

    def write(self, outcome: PartOutcome) -> None:
        """Write the part's record."""
        ...

    def prepare_tracing(self, tracing: Tracing) -> None:
        """Make everything ready that the tracer starts with."""
        ...

    def run_pytest(self, arguments: Sequence[str], *, traced: bool) -> Ended:
        """Run pytest to its end."""
        ...

    def read_session(self) -> Mapping[str, Any] | None:
        """Return what pytest's process wrote about itself, or ``None``."""
        ...

    def pack(self, tracing: Tracing) -> Packed:
        """Join what all processes of the part traced."""
        ...


class Workplace(Protocol):
    """The machine and the environment in which a suite runs."""

    @property
    def interpreter(self) -> Interpreter:
        """What decides the tracing."""
        ...

    @property
    def python_version(self) -> str:
        """The full version of this Python."""
        ...

    @property
    def coverage_version(self) -> str:
        """The version of coverage.py, empty when there is none."""
        ...

    @property
    def installed(self) -> frozenset[str]:
        """Which of the distributions that matter are installed."""
        ...

    @property
    def addopts(self) -> Sequence[str]:
        """The words of the project's own ``addopts``."""
        ...

    @property
    def cores(self) -> int:
        """How many processors there are."""
        ...

    @property
    def root(self) -> str:
        """The project's root, absolute."""
        ...

    def now(self) -> str:
        """Return the time in UTC, as ISO 8601."""
        ...

    def count_tests(self) -> Mapping[str, int]:
        """Return about how many tests each suite has."""
        ...

    def list_tests(self, folders: Iterable[str]) -> Sequence[str]:
        """Return every Python file of those folders."""
        ...

    def open_desk(self, part: Part) -> AbstractContextManager[Desk]:
        """Hold and clear the part's folder until the block ends."""
        ...

    def run_bare(self, arguments: Sequence[str]) -> Ended:
        """Run pytest to its end, without tracing."""
        ...
