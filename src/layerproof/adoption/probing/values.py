"""What a probe of a foreign suite saw: its tests, how each ended, and what it touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Order(StrEnum):
    """In which order tests run: as pytest has them, or wholly the other way round."""

    GIVEN = "given"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class ProbeOrder:
    """What to run with the project's own pytest and its own settings.

    ``arguments`` go to pytest last; ``time_limit`` is seconds for the whole, ``file_limit`` for the
    import of one file of tests; ``watch`` records what files and ports are written and bound.
    ``skip`` are files and folders, from the root, that are not collected: known to hang, say.
    ``only`` are node ids; where there are some, these alone run, in the order in which they stand.
    """

    collect_only: bool = False
    order: Order = Order.GIVEN
    workers: int = 0
    time_limit: float = 600.0
    file_limit: float = 20.0
    watch: bool = False
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbedTest:
    """A collected test. ``fixtures`` is its whole closure, ``path`` from the root.

    ``deselected`` says that the project's own settings, or ours, left it out of the run.
    """

    nodeid: str
    path: str
    line: int
    markers: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()
    suite: str | None = None
    deselected: bool = False


@dataclass(frozen=True, slots=True)
class ProbedFixture:
    """A fixture as pytest knows it: where it is defined, how many tests have it in their closure.

    ``path`` is empty for one of an installed plugin; ``overrides`` says that another of that name
    is defined further out.
    """

    name: str
    path: str
    line: int
    scope: str
    autouse: bool
    used_by: int
    overrides: bool = False


@dataclass(frozen=True, slots=True)
class ProbedOutcome:
    """How a test ended (``passed failed error skipped xfailed xpassed``), and its seconds by phase.

    ``slept`` are the seconds it spent in ``time.sleep`` and ``asyncio.sleep``.
    """

    status: str
    setup: float = 0.0
    call: float = 0.0
    teardown: float = 0.0
    slept: float = 0.0
    message: str = ""

    @property
    def seconds(self) -> float:
        """All phases together."""
        return self.setup + self.call + self.teardown


@dataclass(frozen=True, slots=True)
class Touched:
    """What a process of tests wrote or bound; ``kind`` is ``write remove bind sqlite``."""

    kind: str
    detail: str
    process: str
    test: str = ""


@dataclass(frozen=True, slots=True)
class Hang:
    """A file whose import did not end in time, and the frame in which it stood, innermost first."""

    path: str
    seconds: float
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbedRun:
    """One run. ``exit_code`` is pytest's, ``None`` where it did not end by itself.

    ``collection`` are the seconds that each file took to be collected, ``errors`` what pytest said
    of a file that it could not collect; ``lost`` is why there is no whole answer, if there is none.
    """

    exit_code: int | None
    seconds: float
    tests: tuple[ProbedTest, ...] = ()
    outcomes: Mapping[str, ProbedOutcome] = field(default_factory=dict)
    collection: Mapping[str, float] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    fixtures: tuple[ProbedFixture, ...] = ()
    registered_markers: tuple[str, ...] = ()
    touched: tuple[Touched, ...] = ()
    hangs: tuple[Hang, ...] = ()
    lost: str = ""
    output: str = ""


class ImportStatus(StrEnum):
    """What became of an import: done, an error raised, the process ended by it, or no end."""

    OK = "ok"
    ERROR = "error"
    EXIT = "exit"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class ProbedImport:
    """One module, imported in a process of its own.

    ``seconds`` are what it took beyond libraries that were loaded already; ``frames`` are where it
    stood or failed, the project's innermost first, as in ``Hang``.
    """

    module: str
    seconds: float
    status: ImportStatus
    message: str = ""
    frames: tuple[str, ...] = ()
