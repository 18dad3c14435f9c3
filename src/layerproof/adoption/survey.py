"""The survey: what ``discovery`` found in a project, as frozen values. Read by every command.

Nothing here was imported or run. What is not there is ``None`` or empty, never guessed in silence:
a guess is a ``Found`` whose confidence says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layerproof.adoption.findings import Fault, Found, Place


@dataclass(frozen=True, slots=True)
class Distribution:
    """One installable project of the repository: its folder from the root (``.``) and its name."""

    folder: str
    name: str


@dataclass(frozen=True, slots=True)
class Packaging:
    """Who installs: ``uv poetry pdm hatch pipenv pip``.

    ``lock`` is its lock file. ``requirements`` are requirement files, ``extras`` and ``groups`` the
    names of optional dependencies and dependency groups (PEP 735), ``hidden_groups`` those that
    only Poetry or PDM can see, by name with their requirements as PEP 508 texts.
    """

    manager: str
    lock: str | None = None
    requirements: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    hidden_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_package: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """One declared dependency: its normalised name (PEP 503), its text, where it is for."""

    name: str
    text: str
    scope: str


@dataclass(frozen=True, slots=True)
class LayerFiles:
    """A layer: its name, globs for the table, and the files that they hold today."""

    name: str
    paths: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CiFile:
    """A file of a CI (``github gitlab circleci azure jenkins tox make``) and how it calls tests.

    ``prepares`` are commands before the tests that make a database, such as ``alembic upgrade``.
    ``variables`` are environment variables that it sets for tests.
    """

    system: str
    path: str
    commands: tuple[str, ...] = ()
    prepares: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    uploads_hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class ProjectSurvey:
    """What the repository is. ``source`` are folders to measure, from the root.

    ``commands`` are the authors' own ways to run tests, as words.
    """

    name: str
    distributions: tuple[Distribution, ...] = ()
    packaging: Found[Packaging] | None = None
    python: Found[str] | None = None
    dependencies: tuple[Found[Requirement], ...] = ()
    source: tuple[Found[str], ...] = ()
    layers: tuple[Found[LayerFiles], ...] = ()
    ci: tuple[Found[CiFile], ...] = ()
    commands: tuple[Found[str], ...] = ()


@dataclass(frozen=True, slots=True)
class PytestSettings:
    """pytest's settings: ``origin`` is the file that pytest would take, empty for none.

    ``addopts`` are its words, ``values`` every setting as text or list of texts, as it stands.
    """

    origin: str = ""
    addopts: tuple[str, ...] = ()
    testpaths: tuple[str, ...] = ()
    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    asyncio_mode: str | None = None
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """The project's own settings of coverage.py; ``origin`` is empty where there are none."""

    origin: str = ""
    source: tuple[str, ...] = ()
    omit: tuple[str, ...] = ()
    concurrency: tuple[str, ...] = ()
    core: str | None = None
    branch: bool | None = None
    fail_under: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TestFile:
    """A file of tests: about how many tests (functions, before parameters), what marks them.

    ``fixtures`` are the names that its tests' arguments ask for; ``script`` says that it has a
    ``__main__`` part or tests that print instead of asserting.
    """

    __test__ = False

    path: str
    tests: int
    markers: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()
    asynchronous: int = 0
    unittest_classes: int = 0
    script: bool = False


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture of the project; ``makes`` says what it gives: ``database session client``."""

    name: str
    scope: str = "function"
    autouse: bool = False
    asynchronous: bool = False
    makes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatabaseWay:
    """One way in which the suite makes or empties its database.

    ``way`` is one of ``create_all drop_all migrations create_database drop_database memory file
    container truncate rollback override dependency_override``; ``detail`` is what it names: a
    database, a file, a target. ``fixed`` says that two workers would meet in it.
    """

    way: str
    detail: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that all workers would share. ``kind`` is ``path port sqlite database service``.

    ``frees`` says what would make it safe. ``temporary`` says that it lies where ``tempfile``
    looks, so that the variable ``TMPDIR`` moves it; ``alone`` that one test uses it and no other.
    """

    kind: str
    detail: str
    frees: str
    temporary: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class TestEstate:
    """The project's tests. ``roots`` are the folders that hold them.

    ``markers`` are those registered, ``used`` those that tests carry with how many files do.
    ``plugins`` are pytest plugins that are declared or loaded, ``loops`` ways in which the suite
    sets up an event loop, such as an overridden ``event_loop``.
    """

    __test__ = False

    roots: tuple[str, ...] = ()
    files: tuple[TestFile, ...] = ()
    conftests: tuple[str, ...] = ()
    settings: PytestSettings = PytestSettings()
    coverage: CoverageSettings = CoverageSettings()
    markers: tuple[Found[str], ...] = ()
    used: Mapping[str, int] = field(default_factory=dict)
    plugins: tuple[Found[str], ...] = ()
    fixtures: tuple[Found[Fixture], ...] = ()
    loops: tuple[Found[str], ...] = ()

    @property
    def count(self) -> int:
        """About how many tests there are, before parameters."""
        return sum(file.tests for file in self.files)


@dataclass(frozen=True, slots=True)
class Application:
    """The ASGI application as ``package.module:name``; ``factory`` where that is to be called."""

    target: str
    factory: bool = False
    framework: str = "fastapi"


@dataclass(frozen=True, slots=True)
class Model:
    """A mapped class. ``columns`` are those that a row needs: by name the Python type as text.

    ``references`` are its foreign keys: by column the ``table.column``.
    """

    target: str
    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionSource:
    """Where sessions come from, as ``package.module:name``.

    ``kind`` is ``dependency`` (what routes depend on), ``factory`` (a global sessionmaker) or
    ``engine`` (a global engine).
    """

    target: str
    kind: str
    asynchronous: bool = False


@dataclass(frozen=True, slots=True)
class Authentication:
    """How the API knows who asks: ``kind`` is ``jwt cookie api_key basic``; ``login`` its route."""

    kind: str
    target: str = ""
    login: str = ""


@dataclass(frozen=True, slots=True)
class AddressVariable:
    """An environment variable that carries the database's address, or a part of it.

    ``template`` is its value for ``env`` of the table, such as ``{async_url}`` or ``{host}``;
    ``example`` the value that the project itself gives it. ``for_tests`` says that only tests read
    it (``TEST_DATABASE_URL``).
    """

    name: str
    template: str
    example: str = ""
    for_tests: bool = False


@dataclass(frozen=True, slots=True)
class HardAddress:
    """A database's address that stands in code, without password; ``engine`` as SQLAlchemy's."""

    url: str
    engine: str
    in_tests: bool


@dataclass(frozen=True, slots=True)
class BackendSurvey:
    """The backend itself, and what its tests do with databases.

    ``engine`` is ``postgresql`` or ``sqlite`` (or another, which Layerproof cannot provide).
    ``ways`` and ``shared`` stand in the order of their places.
    """

    application: Found[Application] | None = None
    metadata: Found[str] | None = None
    models: tuple[Found[Model], ...] = ()
    sessions: tuple[Found[SessionSource], ...] = ()
    migrations: Found[str] | None = None
    authentication: tuple[Found[Authentication], ...] = ()
    engine: Found[str] | None = None
    variables: tuple[Found[AddressVariable], ...] = ()
    addresses: tuple[Found[HardAddress], ...] = ()
    ways: tuple[Found[DatabaseWay], ...] = ()
    shared: tuple[Found[Shared], ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """One project, surveyed. ``faults`` are the files that could not be read."""

    root: str
    project: ProjectSurvey
    tests: TestEstate
    backend: BackendSurvey
    faults: tuple[Fault, ...] = ()
