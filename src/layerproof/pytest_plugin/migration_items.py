"""The ready-made checks of migrations as tests of the suite ``migrations``, without any file.

Registered by ``activation`` where the database's table names migrations. The checks are in
``testing.migrations``; ``selection`` counts them in every run, so that each record knows of the
suite, and runs them where the suite runs.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

from layerproof.core.config.database_table import MIGRATION_CHECKS
from layerproof.core.config.markers import compile_expression
from layerproof.core.config.values import Config
from layerproof.errors import LayerproofError
from layerproof.pytest_plugin.database_start import Teller, read_database_settings
from layerproof.pytest_plugin.selection import SUITE, SuiteSelection
from layerproof.pytest_plugin.server_line import note_server

if TYPE_CHECKING:
    from layerproof.database.ports import Say
    from layerproof.database.values import RunningServer, Settings
    from layerproof.testing.migrations.laboratory import Laboratory

#: The suite that the checks belong to, and the first part of their node ids.
NAME = "migrations"

#: Under this name a test's report says what the test could not look at.
_GAP = "layerproof-not-measured"


def register(config: pytest.Config, settings: Config, selection: SuiteSelection) -> None:
    """Register the checks where the project's table names migrations."""
    if settings.database is not None and settings.database.migrations is not None:
        wanted = _are_wanted(config, selection.chosen)
        items = MigrationItems(settings, selection, wanted=wanted)
        config.pluginmanager.register(items, "layerproof-migrations")


def _are_wanted(config: pytest.Config, chosen: frozenset[str]) -> bool:
    """Whether the run is one of the suite: by our option, by ``-m migrations``, or asked for.

    A plain run of everything does not check migrations, nor does one of single tests.
    """
    if config.getoption("layerproof_migrations"):
        return True
    if any("::" in argument for argument in config.args):
        return False
    if chosen:
        return NAME in chosen
    expression = compile_expression(config.getoption("markexpr", "") or "")
    return not expression.is_open and expression.matches(frozenset({NAME}))


class MigrationItems:
    """The plugin object that adds the checks to what was collected.

    :param wanted: run them; otherwise they are only counted.
    """

    def __init__(self, settings: Config, selection: SuiteSelection, *, wanted: bool) -> None:
        self._settings = settings
        self._selection = selection
        self._wanted = wanted
        self._gaps: dict[str, list[str]] = {}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> Generator[None]:
        """Add the checks before anybody selects."""
        if self._wanted:
            checks = MigrationChecks.make(session, self._settings)
            items += session.genitems(checks)
        else:
            self._selection.collected.census[NAME] += len(MIGRATION_CHECKS)
        return (yield)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a check could not look at."""
        if report.when == "call":
            gaps = [str(value) for name, value in report.user_properties if name == _GAP]
            if gaps:
                self._gaps[report.nodeid] = gaps

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what the checks could not look at; that they passed says nothing of it."""
        if self._gaps:
            terminalreporter.section("migrations: not measured")
        for nodeid, gaps in self._gaps.items():
            for gap in gaps:
                terminalreporter.line(f"{nodeid}: {gap}")


class MigrationChecks(pytest.Collector):
    """All checks of one project; they share the answers that they get."""

    settings: Config
    _laboratory: Laboratory | None = None

    @classmethod
    def make(cls, session: pytest.Session, settings: Config) -> MigrationChecks:
        """Return the checks; the file that they stand for is Alembic's configuration."""
        database = settings.database
        file = session.config.rootpath / (database.migrations or "" if database else "")
        made: MigrationChecks = cls.from_parent(session, name=NAME, path=file, nodeid=NAME)
        made.settings = settings
        return made

    def collect(self) -> Iterator[MigrationItem]:
        """Yield one item a check."""
        for name in MIGRATION_CHECKS:
            item: MigrationItem = MigrationItem.from_parent(self, name=name)
            item.stash[SUITE] = NAME
            item.add_marker(NAME)
            yield item

    @property
    def laboratory(self) -> Laboratory:
        """What answers the checks, made at the first question."""
        if self._laboratory is None:
            from layerproof.testing.migrations.empty_databases import EmptyDatabases
            from layerproof.testing.migrations.laboratory import Laboratory

            say = Teller(self.config).say
            # Not the provision of the tests: the checks need no template, and no asynchronous side.
            settings = read_database_settings(self.config.rootpath, self.settings)
            databases = EmptyDatabases(settings, self._hold_server(settings, say), say)
            self.config.add_cleanup(databases.close)
            self._laboratory = Laboratory(settings, self.settings.source, databases.open, say)
        return self._laboratory

    def _hold_server(self, settings: Settings, say: Say) -> RunningServer | None:
        if settings.engine == "sqlite":
            return None
        from layerproof.database.servers import acquire_server

        lease = acquire_server(settings, say)
        self.config.add_cleanup(lease.release)
        note_server(self.config, lease.server, settings)
        return lease.server


class MigrationItem(pytest.Item):
    """One check."""

    @property
    def checks(self) -> MigrationChecks:
        """The checks that it is one of."""
        parent = self.parent
        assert isinstance(parent, MigrationChecks)  # noqa: S101 - nobody else makes items
        return parent

    def setup(self) -> None:
        """Reach the server, so that its absence is an error of the set-up."""
        _ = self.checks.laboratory

    def runtest(self) -> None:
        """Run the check."""
        from layerproof.testing.migrations.checks import CHECKS
        from layerproof.testing.migrations.faults import NotMeasuredHere

        try:
            gaps = CHECKS[self.name](self.checks.laboratory)
        except NotMeasuredHere as reason:
            pytest.skip(str(reason))
        self.user_properties += [(_GAP, gap.reason) for gap in gaps]

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: None = None) -> str:  # type: ignore[override] # noqa: ARG002
        """Return what was found; where in Layerproof it was raised helps nobody."""
        from layerproof.testing.migrations.faults import MigrationFault

        error = excinfo.value
        if isinstance(error, MigrationFault):
            return str(error)
        if isinstance(error, LayerproofError):
            return error.explain()
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[str, int | None, str]:
        """Return Alembic's configuration as the place, since there is no test file."""
        return str(self.path), None, f"{NAME}::{self.name}"
