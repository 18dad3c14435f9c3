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
from .log import Log
from .order import Order
from .sleeps import Sleeps, count_sleeps
from .stacks import Watchdog
from .touches import Listener

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


class Witness:
    """The hooks, and what they know: this process, the collectors at work, the current test."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._log = Log(order.folder)
        self._process = "main"
        self._test = ""
        self._runs_tests = True
        self._collectors: list[tuple[str, float]] = []
        self._markers: dict[str, list[str]] = {}
        self._definitions = Definitions(order, self._log)
        self._sleeps = Sleeps()
        self._watchdog = Watchdog(order.folder, order.interval)
        self._log.write("start", process=self._process)
        # A plugin or a conftest may hang before anything is collected.
        self._watchdog.start()
        count_sleeps(self._sleeps)
        if order.watch:
            Listener(order, self._note_touched, lambda: self._test).start()

    def _note_touched(self, kind: str, detail: str) -> None:
        self._log.write("touched", kind=kind, detail=detail, process=self._process, test=self._test)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_load_initial_conftests(self, early_config: Any) -> Iterator[None]:
        """Keep pytest-cov from starting: it looks at the options before they are complete."""
        _quiet(early_config.known_args_namespace)
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_cmdline_main(self, config: Any) -> Iterator[None]:
        """Set the number of workers before xdist reads it; a worker has none of its own."""
        _quiet(config.option)
        if not hasattr(config, "workerinput") and hasattr(config.option, "numprocesses"):
            config.option.numprocesses = self._order.workers
        yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: Any) -> None:
        """Tell which process this is."""
        worker = getattr(config, "workerinput", None)
        if worker is not None:
            self._process = worker["workerid"]
            self._log.write("start", process=self._process)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: Any) -> None:
        """Tell what markers are registered, now that every plugin is configured."""
        self._watchdog.stop()
        self._definitions.begin(session)
        self._runs_tests = not session.config.pluginmanager.hasplugin("dsession")
        lines = session.config.getini("markers")
        self._log.write(
            "markers", names=[line.split(":")[0].split("(")[0].strip() for line in lines]
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Any) -> Any:
        """Leave out what is known already, or what hung or ended the process before."""
        skip = self._order.skip
        return True if skip and self._order.from_root(collection_path) in skip else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectstart(self, collector: Any) -> None:
        """Start the clock and the watchdog for one collector."""
        path = self._order.from_root(getattr(collector, "path", self._order.root))
        is_file = os.path.isfile(os.path.join(self._order.root, path))  # noqa: PTH113, PTH118 - thousands of them
        self._log.write("enter", path=path, file=is_file)
        self._collectors.append((path, time.perf_counter()))
        self._watchdog.start()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Iterator[None]:
        """Note what ends pytest itself, such as a module that calls ``sys.exit``."""
        outcome: Any = yield
        if outcome.excinfo is not None and not issubclass(outcome.excinfo[0], Exception):
            kind, error = outcome.excinfo[:2]
            self._log.write(
                "broke",
                path=self._order.from_root(collector.path),
                error=f"{kind.__name__}: {error}",
            )

    @pytest.hookimpl(trylast=True)
    def pytest_collectreport(self, report: Any) -> None:
        """Note how long it took, and what went wrong."""
        if not self._collectors:
            return
        path, since = self._collectors.pop()
        self._watchdog.stop()
        error = str(report.longreprtext)[-_LONGEST:] if report.failed else ""
        self._log.write("leave", path=path, seconds=time.perf_counter() - since, error=error)
        with suppress(AttributeError):
            self._definitions.note_new()
        if self._collectors:
            self._watchdog.start()

    def pytest_itemcollected(self, item: Any) -> None:
        """Note a test as soon as pytest has made it."""
        markers = _list_markers(item)
        self._markers[item.nodeid] = markers
        where, line = item.location[0], item.location[1]
        # A test that a class inherits stands in another file than the one it is collected from.
        same = line is not None and item.path.name == os.path.basename(where)  # noqa: PTH119 - text
        self._log.write(
            "test",
            id=item.nodeid,
            path=self._order.from_root(item.path),
            line=line + 1 if same else 0,
            markers=markers,
            fixtures=sorted(getattr(item, "fixturenames", ())),
            definitions=self._definitions.note_used(item),
        )

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> Iterator[None]:
        """Put the tests in the order that was asked for, once every other plugin had its say."""
        yield
        if self._order.only:
            found = {item.nodeid: item for item in items}
            items[:] = [found[nodeid] for nodeid in self._order.only if nodeid in found]
        if self._order.reversed:
            items.reverse()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: Any) -> None:
        """Tell what the conftests have made of the tests, and what fixtures nobody used."""
        self._watchdog.stop()
        selection = sys.modules.get("layerproof.pytest_plugin.selection")
        left = set()
        for item in session.items:
            left.add(item.nodeid)
            suite = item.stash.get(selection.SUITE, None) if selection is not None else None
            markers = _list_markers(item)
            if suite is not None or markers != self._markers.get(item.nodeid):
                self._log.write("marked", id=item.nodeid, markers=markers, suite=suite)
        gone = [nodeid for nodeid in self._markers if nodeid not in left]
        if gone:
            self._log.write("deselected", ids=gone)
        with suppress(AttributeError):
            self._definitions.note_all()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Know the current test, and how long it slept."""
        self._test = item.nodeid
        self._log.write("begin", id=item.nodeid, process=self._process)
        self._sleeps.begin()
        yield
        self._log.write("done", id=item.nodeid, slept=self._sleeps.seconds)
        self._test = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note one phase of one test where it ran; of a lost worker, what xdist says instead."""
        if not self._runs_tests and report.when in ("setup", "call", "teardown"):
            return
        self._log.write(
            "phase",
            id=report.nodeid,
            when=report.when,
            outcome=report.outcome,
            seconds=report.duration,
            expected=hasattr(report, "wasxfail"),
            message=_read_message(report),
        )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: Any) -> None:
        """Say that the end was reached."""
        self._watchdog.stop()
        if self._process == "main":
            self._log.write("end", code=int(exitstatus))


def _quiet(options: Any) -> None:
    for name, value in _QUIETED.items():
        if hasattr(options, name):
            setattr(options, name, value)


def _list_markers(item: Any) -> list[str]:
    return sorted({mark.name for mark in item.iter_markers()})


def _read_message(report: Any) -> str:
    if report.passed:
        return ""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])[:_LONGEST]
    return str(report.longreprtext)[-_LONGEST:]
