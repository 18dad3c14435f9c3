"""Writing down what a run did, for the runner to judge once every process has ended.

Under xdist the workers collect and run, and the controller hears of results only; so each worker
sends what it collected and whether its tracing was proven (``WorkerRecording``), and the
controller joins it with the results (``ControllerRecording``). Without xdist the controller does
both.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from layerproof.core.outcome.document import test_to_row
from layerproof.pytest_plugin.explanations import UNFIT
from layerproof.pytest_plugin.leftovers import list_notes
from layerproof.pytest_plugin.remarks import list_remarks
from layerproof.pytest_plugin.results import ResultBook
from layerproof.pytest_plugin.selection import SuiteSelection
from layerproof.pytest_plugin.tracing import prove_tracing

#: The key under which a worker's account travels in xdist's ``workeroutput``.
ACCOUNT = "layerproof"

_MOST_NAMED = 50


class WorkerRecording:
    """An xdist worker's side."""

    def __init__(self, config: pytest.Config, selection: SuiteSelection) -> None:
        self._output: dict[str, Any] = config.workeroutput  # type: ignore[attr-defined]
        self._account = _Account(config, selection)

    @pytest.hookimpl
    def pytest_runtest_logstart(self) -> None:
        """Count the tests that this process starts."""
        self._account.tests += 1

    @pytest.hookimpl
    def pytest_sessionfinish(self) -> None:
        """Prove the tracing and send the account to the controller."""
        self._output[ACCOUNT] = json.dumps(self._account.close())


class ControllerRecording:
    """The side of the process that the runner started."""

    def __init__(self, config: pytest.Config, selection: SuiteSelection) -> None:
        self._config = config
        self._path = Path(config.getoption("layerproof_record"))
        self._account = _Account(config, selection)
        self._book = ResultBook(config.rootpath)
        self._accounts: list[dict[str, Any]] = []
        self._faults: list[str] = []
        self._lost = 0

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of one test; one that could not run has not failed."""
        unfit = getattr(report, UNFIT, None)
        if unfit is None:
            self._book.note(report)
        elif unfit not in self._faults:
            self._faults.append(unfit)

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that could not be collected."""
        if report.failed:
            fault = f"{report.nodeid or 'collection'}: {_name_cause(report.longreprtext)}"
            if fault not in self._faults:
                self._faults.append(fault)

    @pytest.hookimpl
    def pytest_internalerror(self, excrepr: object) -> None:
        """Note that pytest itself failed."""
        self._faults.append(f"pytest failed inside: {str(excrepr)[-2_000:]}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take over a worker's account, or note that it died without one."""
        account = getattr(node, "workeroutput", {}).get(ACCOUNT)
        if account is None:
            self._lost += 1
            self._faults.append(f"worker {node.gateway.id} died: {error or 'no account of it'}")
        else:
            self._accounts.append(json.loads(account))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the record in one step, so that a reader sees all of it or nothing."""
        if not self._runs_workers():
            self._account.tests = self._book.started
            self._accounts.append(self._account.close())
        record = {
            "exit_code": int(exitstatus),
            "accounts": self._accounts,
            "lost": self._lost,
            "faults": self._faults,
            "notes": [*list_notes(self._config), *list_remarks(self._config)],
            "tests": [test_to_row(test) for test in self._book.tests()],
        }
        waiting = self._path.with_suffix(".part")
        waiting.write_text(json.dumps(record), encoding="utf-8")
        waiting.replace(self._path)

    def _runs_workers(self) -> bool:
        return self._config.pluginmanager.hasplugin("dsession")


def _name_cause(text: str) -> str:
    """Return the one line of pytest's report on a failure that says why; the rest was printed.

    That is the last one marked as an error, else the first that says anything.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked = [line[1:].strip() for line in lines if line.startswith("E  ")]
    return (marked[-1:] or lines[:1] or ["without a word"])[0][:500].rstrip(":")


class _Account:
    """What one process collected and ran."""

    def __init__(self, config: pytest.Config, selection: SuiteSelection) -> None:
        self._config = config
        self._selection = selection
        self.tests = 0

    def close(self) -> dict[str, Any]:
        """Return the account; proves the tracing, so it is called at the very end."""
        collected = self._selection.collected
        return {
            "pid": os.getpid(),
            "tests": self.tests,
            "greenlet": prove_tracing() if self.tests else False,
            "selected": collected.selected,
            "assigned": len(collected.assigned) + len(collected.skipped),
            "dropped": collected.dropped,
            "left_out": collected.left_out,
            "deselected": collected.deselected,
            "census": dict(collected.census),
            "orphans": collected.orphans[:_MOST_NAMED],
            "orphan_count": len(collected.orphans),
            "modules": sorted(collected.modules),
            "skipped_modules": collected.skipped,
            "homes": sorted(collected.homes),
            "narrowing": _find_narrowing(self._config),
            "patterns": list(self._config.getini("python_files")),
            "skipped_folders": list(self._config.getini("norecursedirs")),
            "testpaths": list(self._config.getini("testpaths")),
        }


def _find_narrowing(config: pytest.Config) -> list[str]:
    """Return what keeps pytest from making tests, wherever it was set; later filters are seen."""
    named = [argument for argument in config.args if "::" in argument]
    return [*named, *(["--lf"] if config.getoption("lf", default=False) else [])]
