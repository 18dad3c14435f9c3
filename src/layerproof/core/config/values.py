"""The frozen values that a ``[tool.layerproof]`` table becomes. Made by ``parse``; read by all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Thresholds are kept as hundredths of a percent, so that gates compare whole numbers.
FULL = 10_000

#: The name that a gate uses for the whole source instead of one layer.
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Gate:
    """What one layer must reach in one scope. ``None`` means "not asked for".

    ``fail_under`` and ``each_file`` are hundredths of a percent (``9_000`` is 90 %);
    ``max_missing`` is a number of statements (plus branches, when branches are measured).
    """

    fail_under: int | None = None
    each_file: int | None = None
    max_missing: int | None = None

    @property
    def asks_nothing(self) -> bool:
        """Whether this gate holds nothing to anything."""
        return self.fail_under is None and self.each_file is None and self.max_missing is None


@dataclass(frozen=True, slots=True)
class Layer:
    """A named set of source globs, relative to the project's root, in POSIX form."""

    name: str
    paths: tuple[str, ...]
    measured: bool = True
    gate: Gate = Gate()


@dataclass(frozen=True, slots=True)
class Suite:
    """A named selection of tests with its settings; one session, environment and CI job.

    ``select`` is a marker expression; ``folders`` and ``files`` are globs that apply to tests
    without a suite's marker (``files`` match the file's name alone). ``workers`` is a number
    of xdist workers, ``"auto"``, or 0 for none; below ``parallel_from`` tests none are started.
    ``timeout`` is seconds a test may take, 0 for no limit; ``budget_ms`` lists slower tests.
    ``declared`` says that the project's own table names the suite; ``required`` that the
    verdict cannot be kept without it.
    """

    name: str
    select: str
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    workers: int | str = 0
    parallel_from: int = 50
    timeout: float = 60.0
    network: bool = True
    database: bool = True
    budget_ms: int | None = None
    args: tuple[str, ...] = ()
    coverage: bool = True
    gates: Mapping[str, Gate] = field(default_factory=dict)
    required: bool = True
    declared: bool = False
    shards: int | None = None


@dataclass(frozen=True, slots=True)
class CoverageChoices:
    """What the project's own coverage.py settings say, as far as they change what is counted.

    ``exclude`` holds the complete exclusion patterns (regular expressions), ``partial`` those
    of partial branches; empty means coverage.py's own defaults. ``omit`` holds patterns in
    coverage.py's language from the project's root (``omit`` matches them). ``source`` is what
    coverage.py itself would measure, folders or packages, and only compared. ``notes`` say
    which of the settings do not count here.
    """

    branch: bool = False
    omit: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_also: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    partial_also: tuple[str, ...] = ()
    origin: str = ""
    source: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Database:
    """The ``[tool.layerproof.database]`` table; templates in ``env`` are filled later."""

    engine: str = "sqlite"
    migrations: str | None = None
    metadata: str | None = None
    session_dependency: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Install:
    """What a session installs next to Layerproof itself.

    ``None`` for ``extras`` or ``groups`` means: those of the project that are named
    ``test``, ``tests``, ``testing`` or ``dev``.
    """

    project: bool = True
    extras: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    requirements: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """One whole, valid configuration.

    ``suites`` stands in order of precedence: a test goes to the first suite that takes it.
    ``ignored_tests`` are globs of files that are named as test modules and are none.
    ``pythons`` are versions such as ``3.12``; empty means the running one.
    """

    project: str
    source: tuple[str, ...]
    layers: tuple[Layer, ...]
    suites: tuple[Suite, ...]
    gate: Gate = Gate(fail_under=8_000)
    app: str | None = None
    tests: tuple[str, ...] = ("tests",)
    ignored_tests: tuple[str, ...] = ()
    default_suite: str | None = None
    pythons: tuple[str, ...] = ()
    fast: tuple[str, ...] = ("unit", "integration", "api")
    coverage: CoverageChoices = CoverageChoices()
    database: Database | None = None
    install: Install = Install()
    origin: str = "pyproject.toml"

    def suite(self, name: str) -> Suite | None:
        """Return the suite of that name, or ``None``."""
        return next((suite for suite in self.suites if suite.name == name), None)

    def layer(self, name: str) -> Layer | None:
        """Return the layer of that name, or ``None``."""
        return next((layer for layer in self.layers if layer.name == name), None)
