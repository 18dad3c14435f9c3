"""Putting the plugin's parts together for one pytest run, from its options and the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config
from layerproof.core.config.values import Config
from layerproof.core.suites.sharding import Shard, parse_shard
from layerproof.errors import LayerproofError
from layerproof.pytest_plugin import guarding, migration_items
from layerproof.pytest_plugin.database_start import read_database_settings
from layerproof.pytest_plugin.remarks import Remarks
from layerproof.pytest_plugin.selection import SuiteSelection
from layerproof.pytest_plugin.tracer_threads import let_threads_end


def activate(config: pytest.Config) -> None:
    """Register markers and the selection, and what the options ask for besides.

    :raises pytest.UsageError: when the table is wrong or an option names an unknown suite.
    """
    settings = _read_settings(config.rootpath)
    _register_markers(config, settings)
    let_threads_end()
    selection = SuiteSelection(
        config, settings, _read_chosen(config, settings), _read_shard(config)
    )
    config.pluginmanager.register(selection, "layerproof-selection")
    config.pluginmanager.register(Remarks(config), "layerproof-remarks")
    _register_barriers(config, settings)
    _register_fixtures(config, settings)
    _register_guard(config, settings)
    _register_leftovers(config, settings)
    migration_items.register(config, settings, selection)
    if config.getoption("layerproof_record"):
        _register_recording(config, selection)


def _read_settings(root: Path) -> Config:
    try:
        return read_config(root)
    except LayerproofError as error:
        raise pytest.UsageError(error.explain()) from error


def _register_markers(config: pytest.Config, settings: Config) -> None:
    for suite in settings.suites:
        config.addinivalue_line("markers", f"{suite.name}: a test of the suite {suite.name}")


def _read_chosen(config: pytest.Config, settings: Config) -> frozenset[str]:
    names = config.getoption("layerproof_suites")
    chosen = frozenset(name for name in (names or "").split(",") if name)
    known = {suite.name for suite in settings.suites}
    if unknown := sorted(chosen - known):
        message = (
            f"--layerproof-suites: no suite is named {unknown[0]!r}; there are {sorted(known)}"
        )
        raise pytest.UsageError(message)
    return chosen


def _read_shard(config: pytest.Config) -> Shard | None:
    text = config.getoption("layerproof_shard")
    if not text:
        return None
    try:
        return parse_shard(text)
    except LayerproofError as error:
        raise pytest.UsageError(error.explain()) from error


def _register_barriers(config: pytest.Config, settings: Config) -> None:
    barring = {s.name: s for s in settings.suites if not (s.network and s.database)}
    if barring:
        from layerproof.pytest_plugin.barrier_hooks import BarrierHooks

        config.pluginmanager.register(BarrierHooks(barring), "layerproof-barriers")


def _register_guard(config: pytest.Config, settings: Config) -> None:
    if guarding.is_wanted(settings):
        guard = guarding.Guard(lambda: read_database_settings(config.rootpath, settings))
        config.pluginmanager.register(guard, "layerproof-guard")
        config.add_cleanup(guarding.dismiss)


def _register_fixtures(config: pytest.Config, settings: Config) -> None:
    from layerproof.pytest_plugin.explanations import Explanations
    from layerproof.pytest_plugin.fixtures import clients, databases, tools
    from layerproof.pytest_plugin.isolation_modes import MARKER
    from layerproof.pytest_plugin.loop_sharing import LoopSharing
    from layerproof.pytest_plugin.yielding_fixtures import leave_out_taken

    config.stash[databases.SETTINGS] = settings
    config.addinivalue_line("markers", MARKER)
    config.pluginmanager.register(LoopSharing(), "layerproof-loop-sharing")
    config.pluginmanager.register(Explanations(config.rootpath), "layerproof-explanations")
    for module in (databases, clients, tools):
        config.pluginmanager.register(leave_out_taken(config, module), module.__name__)


def _register_leftovers(config: pytest.Config, settings: Config) -> None:
    table = settings.database
    if table is None:
        return
    from layerproof.pytest_plugin.server_line import ServerLine

    config.pluginmanager.register(ServerLine(config), "layerproof-server-line")
    # Where the suite makes its tables itself, they and their rows are no leftovers.
    if table.migrations or table.metadata:
        from layerproof.pytest_plugin.leftovers import Leftovers

        config.pluginmanager.register(Leftovers(config), "layerproof-leftovers")


def _register_recording(config: pytest.Config, selection: SuiteSelection) -> None:
    from layerproof.pytest_plugin.orphan_guard import watch_runner
    from layerproof.pytest_plugin.overruled_options import OverruledOptions
    from layerproof.pytest_plugin.recording import ControllerRecording, WorkerRecording

    watch_runner()
    if config.pluginmanager.hasplugin("flaky"):
        from layerproof.pytest_plugin.retries import FlakyMarks

        config.pluginmanager.register(FlakyMarks(), "layerproof-flaky-marks")
    if hasattr(config, "workerinput"):
        recording: object = WorkerRecording(config, selection)
    else:
        recording = ControllerRecording(config, selection)
        config.pluginmanager.register(OverruledOptions(), "layerproof-overruled-options")
    config.pluginmanager.register(recording, "layerproof-recording")
