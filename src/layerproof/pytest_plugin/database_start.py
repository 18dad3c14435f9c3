"""The databases of one pytest process: its environment before any conftest, its provision after.

The backend's settings are often read when it is imported, so the variables of the table's ``env``
are set before the first conftest. What needs no variable is provided by the first test that asks
(``fixtures.databases``).
"""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from layerproof.adapters.config_file import read_config
from layerproof.errors import (
    EnvironmentUnfitError,
    ExitCode,
    LayerproofError,
    find_missing_module,
)
from layerproof.pytest_plugin import guarding
from layerproof.pytest_plugin.imported_before import explain_imported
from layerproof.pytest_plugin.process_variables import set_process_variables
from layerproof.pytest_plugin.remarks import list_remarks, remark
from layerproof.pytest_plugin.server_line import note_server, take_over_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerproof.core.config.values import Config
    from layerproof.database.provision import Provision
    from layerproof.database.values import RunningServer, Settings
    from layerproof.pytest_plugin.early_config import EarlyConfig

PROVISION = pytest.StashKey["Provision"]()

#: The database of a process whose tests may not use one: its name says so in the driver's error.
_NOWHERE = "layerproof_provides_no_database_here"


def set_environment(config: pytest.Config | EarlyConfig) -> None:
    """Set the variables of the table's ``env``, and those of its database to this process's own.

    :raises pytest.UsageError: when the table is wrong.
    """
    try:
        settings = read_config(config.rootpath)
        before = dict(os.environ)
        set_process_variables(config, settings.env)
        if settings.database is not None and settings.database.env:
            if config.known_args_namespace.help or config.known_args_namespace.version:
                return
            os.environ.update(_choose_environment(config, settings))
        _remark_imported(config, settings, before)
    except LayerproofError as error:
        _stop(error)


def _remark_imported(
    config: pytest.Config | EarlyConfig, settings: Config, before: Mapping[str, str]
) -> None:
    names = {*settings.env, *(settings.database.env if settings.database else ())}
    after = {name: os.environ[name] for name in names}
    line = explain_imported(config.rootpath, settings.source, before, after)
    if line:
        remark(config, line)


def set_environment_early(early: EarlyConfig) -> None:
    """Do the same while a plugin is imported, where pytest would show a failure as a traceback.

    :raises SystemExit: when the table is wrong; it has been said.
    """
    try:
        set_environment(early)
    except pytest.UsageError as error:
        print(error, file=sys.stderr)  # noqa: T201 - pytest has no terminal yet
        raise SystemExit(int(pytest.ExitCode.USAGE_ERROR)) from error


def take_over(config: pytest.Config, early: EarlyConfig) -> None:
    """Go on with what was started before there was a configuration."""
    take_over_lines(config, early)
    for line in list_remarks(early):
        remark(config, line)
    provision = early.stash.get(PROVISION, None)
    if provision is not None:
        config.stash[PROVISION] = provision
    for cleanup in early.cleanups:
        config.add_cleanup(cleanup)


def provide(config: pytest.Config | EarlyConfig, settings: Config) -> Provision:
    """Return this process's provision, the same at every call.

    Raises ``ConfigError`` where the project's table names no database.
    """
    known = config.stash.get(PROVISION, None)
    if known is not None:
        return known
    try:
        from layerproof.database.provision import Provision
    except ImportError as error:
        missing = find_missing_module(error)
        raise EnvironmentUnfitError(
            f"a database for tests needs {missing}, which is not installed"
            if missing
            else f"what a database for tests needs cannot be imported: {error}",
            advice=f'pip install "layerproof[{_name_extras(settings)}]"',
        ) from error

    values = read_database_settings(config.rootpath, settings)

    def meet(server: RunningServer) -> None:
        note_server(config, server, values)
        if guarding.is_wanted(settings):
            guarding.admit(server)

    provision = Provision(values, Teller(config).say, meet)
    config.stash[PROVISION] = provision
    config.add_cleanup(provision.close)
    return provision


def read_database_settings(root: Path, settings: Config) -> Settings:
    """Return the database's settings of this process."""
    from layerproof.database.settings import read_settings
    from layerproof.errors import ConfigError

    if settings.database is None:
        raise ConfigError(
            "a test asks for a database, and the project's table names none",
            advice="add [tool.layerproof.database] to pyproject.toml; docs/databases.md shows how",
        )
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return read_settings(settings.database, root, run=_name_run(), worker=worker)


def _name_extras(settings: Config) -> str:
    """Return the extras of Layerproof that the table's database needs."""
    needs_server = settings.database is not None and settings.database.engine == "postgresql"
    return "postgres,testing" if needs_server else "testing"


def _choose_environment(config: pytest.Config | EarlyConfig, settings: Config) -> dict[str, str]:
    from layerproof.database.errors import TemplateFailedError
    from layerproof.database.templating import fill_environment

    names = _read_chosen(config)
    if _is_barred(config, settings, names):
        return _lead_nowhere(config, settings)
    provision = provide(config, settings)
    try:
        return fill_environment(provision.settings, provision.worker.place)
    except TemplateFailedError:
        # The checks of the migrations themselves say better what is wrong with them.
        if names != ["migrations"]:
            raise
        return _lead_nowhere(config, settings)


def _lead_nowhere(config: pytest.Config | EarlyConfig, settings: Config) -> dict[str, str]:
    """Return an environment for code that is imported and must not reach a database."""
    from layerproof.database.templating import fill_environment
    from layerproof.database.values import PostgresPlace, SqlitePlace

    values = read_database_settings(config.rootpath, settings)
    nowhere = PostgresPlace(_NOWHERE, port=9)
    file = SqlitePlace(values.home / f"{_NOWHERE}.db")
    return fill_environment(values, file if values.engine == "sqlite" else nowhere)


def _read_chosen(config: pytest.Config | EarlyConfig) -> list[str]:
    names = config.known_args_namespace.layerproof_suites or ""
    return [name for name in names.split(",") if name]


def _is_barred(config: pytest.Config | EarlyConfig, settings: Config, names: list[str]) -> bool:
    """Whether every chosen suite runs without a database, or no test runs at all."""
    suites = [settings.suite(name) for name in names]
    none_uses = bool(suites) and all(suite and not suite.database for suite in suites)
    return none_uses or bool(config.known_args_namespace.collectonly)


def _name_run() -> str:
    """Return a word that no other process has, and that shows which belong together."""
    shared = os.environ.get("PYTEST_XDIST_TESTRUNUID", "") or uuid.uuid4().hex
    return f"{shared[:4]}{os.getpid():x}"


def _stop(error: LayerproofError) -> NoReturn:
    """End pytest with the explanation, and with the exit code that the error stands for."""
    if error.exit_code is ExitCode.WRONG_USE:
        raise pytest.UsageError(error.explain()) from error
    print(error.explain(), file=sys.stderr)  # noqa: T201 - pytest has no terminal yet
    raise SystemExit(int(error.exit_code)) from error


class Teller:
    """Tells the user what takes long, past pytest's capturing; workers have nobody to tell."""

    def __init__(self, config: pytest.Config | EarlyConfig) -> None:
        self._plugins = config.pluginmanager if isinstance(config, pytest.Config) else None

    def say(self, line: str) -> None:
        """Tell one line."""
        if "PYTEST_XDIST_WORKER" in os.environ:
            return
        capture = self._plugins.getplugin("capturemanager") if self._plugins else None
        if capture is None:
            print(f"layerproof: {line}", file=sys.stderr, flush=True)  # noqa: T201 - its task
            return
        with capture.global_and_fixture_disabled():
            print(f"\nlayerproof: {line}", file=sys.stderr, flush=True)  # noqa: T201 - its task
