"""What an audit is judged from. Made by ``gather`` and its neighbours; ``assess`` only looks at it.

Whatever was not looked at is ``None`` or carries the reason for that: nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layerproof.adoption.doctor.values import Diagnosis
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import ProbedRun
from layerproof.adoption.survey import Survey
from layerproof.core.config.values import Config
from layerproof.core.judge.values import Verdict
from layerproof.core.outcome.values import PartOutcome


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file of the project. ``lines`` is ``None`` where it is no text, or too large to read."""

    path: str
    size: int
    lines: int | None = None


@dataclass(frozen=True, slots=True)
class WrittenTest:
    """A test as it stands in its file, before parameters.

    ``scope`` are the classes around it with dots, empty for none; ``markers`` and ``fixtures`` are
    those of the text, inherited markers too. ``body`` is a digest of what it does, the same for
    two tests only where they do the same with the same things; empty where it does nothing.
    ``pragma`` says that its text asks SQLite for a PRAGMA.
    """

    __test__ = False

    path: str
    line: int
    name: str
    scope: str = ""
    markers: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()
    asynchronous: bool = False
    unittest: bool = False
    body: str = ""
    asserts: bool = True
    pragma: bool = False

    @property
    def nodeid(self) -> str:
        """Its name as pytest gives it, without parameters."""
        scope = [part for part in self.scope.split(".") if part]
        return "::".join((self.path, *scope, self.name))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What earlier runs of suites left in ``.layerproof``.

    ``fresh`` are the parts that finished on the project as it is now, ``stale`` why others do not
    count. ``why`` says why there is no verdict, where there is none.
    """

    verdict: Verdict | None = None
    fresh: tuple[PartOutcome, ...] = ()
    stale: tuple[str, ...] = ()
    why: str = "no suite has run under Layerproof"


@dataclass(frozen=True, slots=True)
class Installed:
    """The project's interpreter and what is installed for it; ``problem`` is why it is unknown.

    ``packages`` are versions by normalised name. ``latest`` are newer versions of the index by
    name; ``None`` where the index was not asked, ``index_problem`` where it did not answer.
    """

    python: str
    version: str = ""
    implementation: str = ""
    platform: str = ""
    virtual: bool = False
    packages: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    latest: Mapping[str, str] | None = None
    index_problem: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something in the source that runs at once with something else, such as ``asyncio.gather``."""

    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier audit, as far as it is compared.

    ``figures`` are whole numbers by name, ``answers`` those of checks and points by name,
    ``results`` how each test ended, empty where that was not measured.
    """

    created_at: str
    figures: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """When the audit was made, by which version, at which commit; times are ISO 8601 in UTC."""

    created_at: str
    version: str
    commit: str = ""
    branch: str = ""
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class AuditInput:
    """Everything that is known about a test estate.

    ``bodies`` are, by source file, the lines of statements inside functions: they run only when
    somebody calls them. ``signs`` are signs of concurrency in the source. ``used_names``
    are the names that fixtures ask for, and that tests get by their text. ``config`` is ``None``
    without a table; ``config_problem`` says what is wrong with one. ``probe`` is ``None`` where
    pytest was not asked; ``ran`` says that it ran the tests too. ``doctor`` is ``None`` where it
    was not asked, ``doctor_about`` says by name what each of its checks looks at,
    ``doctor_unasked`` names those that an audit leaves to the doctor, since they run code.
    ``earlier`` are earlier audits, the newest first; ``earlier_problems`` those that could not be
    read.
    """

    survey: Survey
    origin: Origin
    files: tuple[FileFact, ...] = ()
    tests: tuple[WrittenTest, ...] = ()
    bodies: Mapping[str, frozenset[int]] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()
    used_names: frozenset[str] = frozenset()
    config: Config | None = None
    config_problem: str = ""
    recorded: Recorded = Recorded()
    probe: ProbedRun | None = None
    ran: bool = False
    doctor: tuple[Diagnosis, ...] | None = None
    doctor_about: Mapping[str, str] = field(default_factory=dict)
    doctor_unasked: tuple[str, ...] = ()
    installed: Installed = Installed("")
    earlier: tuple[Earlier, ...] = ()
    earlier_problems: tuple[str, ...] = ()

    @property
    def how_to_record(self) -> str:
        """What to do so that a run of all suites is recorded."""
        if self.config is None:
            return "set the project up with `layerproof init`, run `nox`, then audit again"
        return "run `nox`, then audit again"
