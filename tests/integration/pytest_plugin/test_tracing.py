"""The proof of tracing in a process that is traced, and in one that is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from layerproof.adapters.coverage_data import find_pieces
from layerproof.adapters.tracing_file import probe_folder
from tests.support.runs import untraced_environment

#: Says whether there were greenlets, and whether the probe and coverage.py were imported.
ASK = """
import json, sys
from layerproof.pytest_plugin.tracing import prove_tracing
found = prove_tracing()
imported = [name in sys.modules for name in ("layerproof.trace_probe.plain", "coverage")]
print(json.dumps([found, *imported]))
"""
START = """
import coverage
measuring = coverage.Coverage(
    data_file="piece.host.pid7.X", config_file=False, source=[{source!r}], concurrency={how!r}
)
measuring.start()
"""
END = "sys.stdout.flush(); import os; os._exit(0)\n"


def ask(root: Path, before: str = "", after: str = "") -> list[bool]:
    """Put the question in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", f"{before}{ASK}{after}"],
        cwd=root,
        env=untraced_environment(COVERAGE_CORE="ctrace"),
        capture_output=True,
        text=True,
        check=True,
    )
    answer: list[bool] = json.loads(done.stdout)
    return answer


def prove(root: Path, how: list[str], before: str = "") -> tuple[list[bool], list[bool]]:
    """Ask under a measurement whose process ends without saving; return what its data proves."""
    answer = ask(root, before + START.format(source=str(probe_folder()), how=how), END)
    [piece] = find_pieces(root)
    return answer, [piece.proves("plain.py"), piece.proves("switching.py")]


def test_nothing_is_traced(tmp_path: Path) -> None:
    """Where coverage.py is not there, or measures nothing, nothing more is imported."""
    assert ask(tmp_path) == [False, False, False]
    assert ask(tmp_path, "import coverage\n") == [False, False, True]


def test_probe_is_in_the_data(tmp_path: Path) -> None:
    """Every line of the probe is saved at once, greenlets among them."""
    assert prove(tmp_path, ["greenlet", "thread"]) == ([True, True, True], [True, True])


def test_tracing_that_loses_lines(tmp_path: Path) -> None:
    """Under a tracer that does not know greenlets the data proves plain lines alone."""
    assert prove(tmp_path, ["thread"]) == ([True, True, True], [True, False])


def test_without_greenlet(tmp_path: Path) -> None:
    """Where greenlet is not installed, what can be proven is."""
    hide = 'import sys; sys.modules["greenlet"] = None\n'
    assert prove(tmp_path, ["thread"], hide) == ([False, True, True], [True, False])
