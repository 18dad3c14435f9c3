"""The frozen values that a ``[tool.layerproof]`` table becomes. Made by ``parse``; read by all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Thresholds are kept as hundredths of a percent, so that gates compare whole numbers.
FULL = 10_000

#: As many runs as are kept of a checkout, and as a ratchet can look at.
MOST_RUNS = 200

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

    ``select`` is a marker expression; ``fixtures`` are names of fixtures, ``folders`` and
    ``files`` globs, that apply to tests without a suite's marker (``files`` match the file's name
    alone). ``workers`` is a number
    of xdist workers, ``"auto"``, or 0 for none; below ``parallel_from`` tests none are started.
    ``timeout`` is seconds a test may take, 0 for no limit; ``budget_ms`` lists slower tests.
    ``isolation`` is the mode of its tests' databases, ``None`` for that of the database's table.
    ``declared`` says that the project's own table names the suite; ``required`` that the
    verdict cannot be kept without it.
    """

    name: str
    select: str
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()
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
    isolation: str | None = None


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
    """The ``[tool.layerproof.database]`` table; templates in ``env`` are filled later.

    ``providers`` are tried in order; empty means the order that ``database.settings`` has.
    ``migrations`` is an ``alembic.ini``; ``metadata`` the models' ``MetaData``; ``seed`` a
    function that fills a fresh template. ``inputs`` are globs of further files that the schema
    depends on. ``driver`` and ``async_driver`` are SQLAlchemy's names of drivers, such as
    ``psycopg``; ``None`` takes what is installed. ``begin`` is how a transaction on SQLite
    takes its lock. ``server_per_worker`` gives each process of tests a PostgreSQL server of its
    own, for a suite that makes databases by fixed names. ``session_dependency`` is what the
    application's routes depend on for a session, ``session_factories`` are factories that the
    code under test opens sessions with. ``isolation`` is the mode of every test without one
    of its own, ``isolation_paths`` that of the tests below a glob. ``statement_timeout`` and
    ``lock_timeout`` are seconds, 0 for no limit. ``scenarios`` are named functions that build
    a whole world. ``guard`` refuses connections to databases that are not of the tests.
    ``lock_threshold`` is for how many seconds a migration may lock a table with rows, and
    ``migration_exceptions`` give, by check and revision, reasons for what is known of them.
    """

    engine: str = "sqlite"
    providers: tuple[str, ...] = ()
    migrations: str | None = None
    metadata: str | None = None
    seed: str | None = None
    inputs: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    driver: str | None = None
    async_driver: str | None = None
    image: str = "postgres:18"
    pragmas: Mapping[str, str] = field(default_factory=dict)
    begin: str = "deferred"
    server_settings: Mapping[str, str] = field(default_factory=dict)
    server_per_worker: bool = False
    session_dependency: str | None = None
    session_factories: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    isolation: str = "rollback"
    isolation_paths: Mapping[str, str] = field(default_factory=dict)
    statement_timeout: float = 30.0
    lock_timeout: float = 10.0
    keep_failed: bool = False
    scenarios: Mapping[str, str] = field(default_factory=dict)
    guard: bool = True
    lock_threshold: float = 1.0
    migration_exceptions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Login:
    """How a test logs in over HTTP: the endpoint, how it is asked, where the answer is.

    ``form`` says that the body is a form, else it is JSON. ``token_path`` leads to the token in
    the answer, dots between keys; ``None`` means that the answer sets a cookie.
    """

    url: str
    form: bool = True
    username_field: str = "username"
    password_field: str = "password"  # noqa: S105 - the name of a field
    token_path: str | None = "access_token"  # noqa: S105 - a path in an answer


@dataclass(frozen=True, slots=True)
class Auth:
    """The ``[tool.layerproof.auth]`` table: one of three ways to be somebody in a test.

    ``login`` asks an endpoint, ``token`` is a function from a user to a token,
    ``user_dependency`` is what the routes depend on for the current user and is overridden.
    ``header`` and ``scheme`` say how a token is sent. ``username`` and ``password`` are those of
    the ready user of ``auth_client``; ``user`` is a fixture's name that gives one instead.
    ``fast_passwords`` lowers the cost of password hashing while tests run.
    """

    login: Login | None = None
    token: str | None = None
    user_dependency: str | None = None
    header: str = "Authorization"
    scheme: str = "Bearer"
    username: str | None = None
    password: str | None = None
    user: str | None = None
    fast_passwords: bool = False


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
    ``ignored_tests`` are globs of files that are named as test modules and are none; ``deselect``
    is a marker expression of the tests that the project leaves out on purpose, empty for none.
    ``env`` are environment variables of every process of tests.
    ``pythons`` are versions such as ``3.12``; empty means the running one. ``ratchet`` is the
    number of runs of ``main_branch`` below whose best no layer may fall, 0 for none; without a
    ``main_branch`` it is that of the history server, or ``main``.
    """

    project: str
    source: tuple[str, ...]
    layers: tuple[Layer, ...]
    suites: tuple[Suite, ...]
    gate: Gate = Gate(fail_under=8_000)
    app: str | None = None
    tests: tuple[str, ...] = ("tests",)
    ignored_tests: tuple[str, ...] = ()
    deselect: str = ""
    default_suite: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    pythons: tuple[str, ...] = ()
    fast: tuple[str, ...] = ("unit", "integration", "api")
    coverage: CoverageChoices = CoverageChoices()
    database: Database | None = None
    auth: Auth | None = None
    install: Install = Install()
    ratchet: int = 0
    main_branch: str | None = None
    origin: str = "pyproject.toml"

    def suite(self, name: str) -> Suite | None:
        """Return the suite of that name, or ``None``."""
        return next((suite for suite in self.suites if suite.name == name), None)

    def layer(self, name: str) -> Layer | None:
        """Return the layer of that name, or ``None``."""
        return next((layer for layer in self.layers if layer.name == name), None)
