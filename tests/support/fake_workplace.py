"""The ports of ``pipeline`` filled from memory: what is asked of them is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from layerproof.core.config.values import Config
from layerproof.core.judge.evidence import DataFault
from layerproof.core.judge.values import Provenance
from layerproof.core.outcome.values import Fingerprint, Part, PartOutcome
from layerproof.core.suites.tracing import Interpreter, Tracing
from layerproof.pipeline.ports import Ended, LinesRead, Packed, RecordedPart

FINGERPRINT = Fingerprint({"src/shop/main.py": "a"}, {"tests/unit/test_a.py": "b"}, "c")
PROVENANCE = Provenance("run-1", "2026-11-21T15:30:00+00:00", "shop", "0.1.0")
PLAIN_PYTHON = Interpreter((3, 11), greenlet=False)
ENDED = Ended(0, interrupted=False, seconds=1.5)
PACKED = Packed("d" * 64, frozenset({10}), frozenset())

#: A session of two tests in one process, as pytest's process writes it.
SESSION: Mapping[str, Any] = {
    "exit_code": 0,
    "lost": 0,
    "faults": [],
    "notes": [],
    "accounts": [
        {
            "pid": 10,
            "tests": 2,
            "greenlet": False,
            "selected": 2,
            "assigned": 2,
            "dropped": 0,
            "left_out": 0,
            "deselected": 0,
            "census": {"unit": 2},
            "orphans": [],
            "orphan_count": 0,
            "modules": ["tests/unit/test_a.py"],
            "homes": ["tests/unit/test_a.py"],
            "skipped_modules": {},
            "narrowing": [],
            "patterns": ["test_*.py"],
            "skipped_folders": ["build", "*.egg"],
            "testpaths": [],
        }
    ],
    "tests": [
        ["tests/unit/test_a.py::test_one", "passed", 0.25, "tests/unit/test_a.py", 3, ""],
        ["tests/unit/test_a.py::test_two", "failed", 0.5, "tests/unit/test_a.py", 7, "no"],
    ],
}


def a_session(*accounts: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the session with changes, of processes that differ from its only one as given."""
    whole = SESSION["accounts"][0]
    return {
        **SESSION,
        "accounts": [{**whole, **account} for account in accounts or ({},)],
        **changes,
    }


@dataclass(slots=True)
class FakeProject:
    """Fills ``Project`` with a configuration and a list of files."""

    config: Config
    source: Sequence[str] = ()
    fingerprint: Fingerprint = FINGERPRINT
    provenance: Provenance = PROVENANCE

    def list_source(self) -> Sequence[str]:
        """Return the files that were given."""
        return self.source

    def take_fingerprint(self) -> Fingerprint:
        """Return what was given."""
        return self.fingerprint

    def describe(self) -> Provenance:
        """Return what was given."""
        return self.provenance


@dataclass(slots=True)
class FakeRecordings:
    """Fills ``Recordings`` with outcomes; ``asked`` holds what lines were read of."""

    outcomes: Sequence[PartOutcome] = ()
    faults: Sequence[DataFault] = ()
    lines: LinesRead = field(default_factory=lambda: LinesRead([], {}, []))
    asked: list[tuple[Sequence[str], list[str]]] = field(default_factory=list)

    def read_parts(self) -> tuple[Sequence[RecordedPart], Sequence[DataFault]]:
        """Return the outcomes, each under its label."""
        return [RecordedPart(one, one.part.label) for one in self.outcomes], self.faults

    def read_lines(self, files: Sequence[str], parts: Sequence[RecordedPart]) -> LinesRead:
        """Return the lines that were given."""
        self.asked.append((files, [part.key for part in parts]))
        return self.lines


@dataclass(slots=True)
class FakeDesk:
    """Fills ``Desk``; ``steps`` holds what was done at it, in order."""

    session: Mapping[str, Any] | None
    ended: Ended
    packed: Packed
    steps: list[Any] = field(default_factory=list)
    record: str = "/shop/session.json"

    def write(self, outcome: PartOutcome) -> None:
        """Keep the record."""
        self.steps.append(outcome)

    def prepare_tracing(self, tracing: Tracing) -> None:
        """Note the tracing."""
        self.steps.append(tracing)

    def run_pytest(self, arguments: Sequence[str], *, traced: bool) -> Ended:
        """Note the arguments and end as was given."""
        self.steps.append(("traced" if traced else "untraced", *arguments))
        return self.ended

    def read_session(self) -> Mapping[str, Any] | None:
        """Return the session that was given."""
        return self.session

    def pack(self, tracing: Tracing) -> Packed:
        """Note it and return what was given."""
        self.steps.append("pack")
        return self.packed


@dataclass(slots=True)
class FakeWorkplace:
    """Fills ``Workplace``: a machine of eight cores on which each run ends as is given."""

    interpreter: Interpreter = PLAIN_PYTHON
    python_version: str = "3.11.7"
    coverage_version: str = "7.17.3"
    installed: frozenset[str] = frozenset({"pytest-xdist"})
    cores: int = 8
    addopts: Sequence[str] = ()
    root: str = "/shop"
    tests: Mapping[str, int] = field(default_factory=dict)
    files: Sequence[str] = ("tests/unit/test_a.py",)
    session: Mapping[str, Any] | None = field(default_factory=a_session)
    ended: Ended = ENDED
    packed: Packed = PACKED
    desks: list[tuple[Part, FakeDesk]] = field(default_factory=list)
    listed: list[list[str]] = field(default_factory=list)
    bare: list[list[str]] = field(default_factory=list)
    counted: int = 0

    @property
    def steps(self) -> list[Any]:
        """What was done at the only desk that was opened."""
        [(_, desk)] = self.desks
        return desk.steps

    def now(self) -> str:
        """Return one moment."""
        return "2026-11-21T15:30:00+00:00"

    def count_tests(self) -> Mapping[str, int]:
        """Return the counts that were given, and note that every test file was read."""
        self.counted += 1
        return self.tests

    def list_tests(self, folders: Iterable[str]) -> Sequence[str]:
        """Note the folders and return the files that were given."""
        self.listed.append(list(folders))
        return self.files

    @contextmanager
    def open_desk(self, part: Part) -> Iterator[FakeDesk]:
        """Give a desk that remembers."""
        desk = FakeDesk(self.session, self.ended, self.packed)
        self.desks.append((part, desk))
        yield desk

    def run_bare(self, arguments: Sequence[str]) -> Ended:
        """Note the arguments and end as was given."""
        self.bare.append(list(arguments))
        return self.ended


def ending(code: int, *, interrupted: bool = False) -> Ended:
    """Return how a run of 1.5 seconds ended."""
    return replace(ENDED, code=code, interrupted=interrupted)
