"""What pytest calls. Each hook writes lines; none decides anything about a test."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from .fixtures import Definitions
from .log import LOG
from .order import REVERSED, ROOT, SKIP, WATCH, WORKERS, from_root
from .sleeps import Sleeps, count_sleeps
from .stacks import Watchdog
from .touches import watch_touches

_LONGEST = 4_000

#: Options of pytest and of plugins that would disturb the probe, set where they are known.
_QUIETED = {
    "continue_on_collection_errors": True,
    "maxfail": 0,
    "maxworkerrestart": "0",
    "no_cov": True,
    "randomly_reorganize": False,
    "usepdb": False,
}


class _State:
    """This process, the collectors at work with their starts, and the test that runs."""

    def __init__(self) -> None:
        self.process = "main"
        self.test = ""
        self.runs_tests = True
        self.collectors: list[tuple[str, float]] = []
        self.markers: dict[str, list[str]] = {}


_state = _State()
_definitions = Definitions()
_sleeps = Sleeps()
_watchdog = Watchdog()
LOG.write("start", process=_state.process)
# A plugin or a conftest may hang before anything is collected.
_watchdog.start()
count_sleeps(_sleeps)
if WATCH:
    watch_touches(
        lambda kind, detail: LOG.write(
            "touched", kind=kind, detail=detail, process=_state.process, test=_state.test
        ),
        lambda: _state.test,
    )


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: Any) -> Iterator[None]:
    """Keep pytest-cov from starting: it looks at the options before they are complete."""
    _quiet(early_config.known_args_namespace)
    yield


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_cmdline_main(config: Any) -> Iterator[None]:
    """Set the number of workers before xdist reads it; a worker has none of its own."""
    _quiet(config.option)
    if not hasattr(config, "workerinput") and hasattr(config.option, "numprocesses"):
        config.option.numprocesses = WORKERS
    yield


def _quiet(options: Any) -> None:
    for name, value in _QUIETED.items():
        if hasattr(options, name):
            setattr(options, name, value)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: Any) -> None:
    """Tell which process this is."""
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        _state.process = worker["workerid"]
        LOG.write("start", process=_state.process)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: Any) -> None:
    """Tell what markers are registered, now that every plugin is configured."""
    _watchdog.stop()
    _definitions.begin(session)
    _state.runs_tests = not session.config.pluginmanager.hasplugin("dsession")
    lines = session.config.getini("markers")
    LOG.write("markers", names=[line.split(":")[0].split("(")[0].strip() for line in lines])


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path: Any) -> Any:
    """Leave out what is known already, or what hung or ended the process before."""
    return True if SKIP and from_root(collection_path) in SKIP else None


@pytest.hookimpl(tryfirst=True)
def pytest_collectstart(collector: Any) -> None:
    """Start the clock and the watchdog for one collector."""
    path = from_root(getattr(collector, "path", ROOT))
    is_file = os.path.isfile(os.path.join(ROOT, path))  # noqa: PTH113, PTH118 - thousands of them
    LOG.write("enter", path=path, file=is_file)
    _state.collectors.append((path, time.perf_counter()))
    _watchdog.start()


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: Any) -> Iterator[None]:
    """Note what ends pytest itself, such as a module that calls ``sys.exit``."""
    outcome: Any = yield
    if outcome.excinfo is not None and not issubclass(outcome.excinfo[0], Exception):
        kind, error = outcome.excinfo[:2]
        LOG.write("broke", path=from_root(collector.path), error=f"{kind.__name__}: {error}")


@pytest.hookimpl(trylast=True)
def pytest_collectreport(report: Any) -> None:
    """Note how long it took, and what went wrong."""
    if not _state.collectors:
        return
    path, since = _state.collectors.pop()
    _watchdog.stop()
    error = str(report.longreprtext)[-_LONGEST:] if report.failed else ""
    LOG.write("leave", path=path, seconds=time.perf_counter() - since, error=error)
    with suppress(AttributeError):
        _definitions.note_new()
    if _state.collectors:
        _watchdog.start()


def pytest_itemcollected(item: Any) -> None:
    """Note a test as soon as pytest has made it."""
    markers = _list_markers(item)
    _state.markers[item.nodeid] = markers
    where, line = item.location[0], item.location[1]
    # A test that a class inherits stands in another file than the one it is collected from.
    same = line is not None and item.path.name == os.path.basename(where)  # noqa: PTH119 - text
    LOG.write(
        "test",
        id=item.nodeid,
        path=from_root(item.path),
        line=line + 1 if same else 0,
        markers=markers,
        fixtures=sorted(getattr(item, "fixturenames", ())),
        definitions=_definitions.note_used(item),
    )


def _list_markers(item: Any) -> list[str]:
    return sorted({mark.name for mark in item.iter_markers()})


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[Any]) -> Iterator[None]:
    """Turn the order round, once every other plugin has had its say."""
    yield
    if REVERSED:
        items.reverse()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: Any) -> None:
    """Tell what the conftests have made of the tests, and what fixtures nobody used."""
    _watchdog.stop()
    selection = sys.modules.get("layerproof.pytest_plugin.selection")
    left = set()
    for item in session.items:
        left.add(item.nodeid)
        suite = item.stash.get(selection.SUITE, None) if selection is not None else None
        markers = _list_markers(item)
        if suite is not None or markers != _state.markers.get(item.nodeid):
            LOG.write("marked", id=item.nodeid, markers=markers, suite=suite)
    gone = [nodeid for nodeid in _state.markers if nodeid not in left]
    if gone:
        LOG.write("deselected", ids=gone)
    with suppress(AttributeError):
        _definitions.note_all()
    if _state.runs_tests:
        LOG.write("collected")


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: Any) -> Iterator[None]:
    """Know the current test, and how long it slept."""
    _state.test = item.nodeid
    LOG.write("begin", id=item.nodeid, process=_state.process)
    _sleeps.begin()
    yield
    LOG.write("done", id=item.nodeid, slept=_sleeps.seconds)
    _state.test = ""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: Any) -> None:
    """Note one phase of one test, in the process that ran it; xdist tells of a worker that died."""
    if not _state.runs_tests and report.when in ("setup", "call", "teardown"):
        return
    LOG.write(
        "phase",
        id=report.nodeid,
        when=report.when,
        outcome=report.outcome,
        seconds=report.duration,
        expected=hasattr(report, "wasxfail"),
        message=_read_message(report),
    )


def _read_message(report: Any) -> str:
    if report.passed:
        return ""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])[:_LONGEST]
    return str(report.longreprtext)[-_LONGEST:]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(exitstatus: Any) -> None:
    """Say that the end was reached."""
    _watchdog.stop()
    if _state.process == "main":
        LOG.write("end", code=int(exitstatus))
