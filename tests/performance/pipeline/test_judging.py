"""Judging 2,000 source files from eight suites, against coverage.py on the same data.

Both sides are whole commands in one test; ours writes its report in every format besides. They
are compared on the clock, where parsing in two processes counts.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.support.costs import Cost, measure_cost
from tests.support.large_run import SUITES, record_runs, write_large_project
from tests.support.runs import read_report

FILES = 2_000


def _measure_coverage(root: Path) -> Cost:
    """Return what ``coverage combine`` and ``coverage json`` cost together."""
    data = root / "combine"
    data.mkdir()
    for suite in SUITES:
        source = root / ".layerproof" / "suites" / suite / "coverage.data"
        shutil.copy(source, data / f".coverage.{suite}")
    settings = root / "coveragerc"
    settings.write_text(f"[run]\nrelative_files = true\ndata_file = {data}/.coverage\n")
    coverage = [sys.executable, "-m", "coverage"]
    rcfile = f"--rcfile={settings}"
    combine = measure_cost([*coverage, "combine", rcfile, "--keep", "-q", str(data)], root)
    report = measure_cost([*coverage, "json", rcfile, "-q", "-o", "out.json"], root)
    return Cost(combine.processor + report.processor, combine.clock + report.clock)


def test_judging_costs_less_than_coverage(tmp_path: Path) -> None:
    """Merging, judging and reporting cost less than ``coverage combine`` and ``json``."""
    root = write_large_project(tmp_path, files=FILES)
    record_runs(root, tests=1_000)
    ours = measure_cost([sys.executable, "-m", "layerproof", "coverage"], root)
    assert len(read_report(root)["files"]) == FILES
    theirs = _measure_coverage(root)
    print(
        f"judging {FILES} files: {ours.processor:.2f} s ({ours.clock:.2f} s on the clock), "
        f"coverage.py {theirs.processor:.2f} s ({theirs.clock:.2f} s)"
    )
    assert ours.clock < theirs.clock
