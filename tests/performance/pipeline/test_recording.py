"""What recording a run costs, against judging it: 2,000 source files from eight suites."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from layerproof.adapters.local_records import KEPT, list_records, records_folder, write_record
from layerproof.core.config.values import Config
from layerproof.core.judge.floor import FloorOrder, find_floor
from layerproof.core.report.past_run import read_past_run
from tests.support.costs import measure_cost
from tests.support.large_run import record_runs, write_large_project

FILES = 2_000


def _fill(folder: Path, record: dict[str, object]) -> None:
    """Put as many runs there as are kept."""
    for number in range(KEPT):
        name = f"20200101T{number:06}Z-run-{number}"
        write_record(folder, name, {**record, "branch": "main", "dirty": False}, b"{}")


def _time(work: Callable[[], None]) -> float:
    """Return the least seconds of three calls."""
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def test_recording_costs_a_fraction_of_judging(tmp_path: Path) -> None:
    """Writing a run beside 200 others, and finding the best of all, are each under a tenth."""
    root = write_large_project(tmp_path, files=FILES)
    record_runs(root, tests=1_000)
    judging = measure_cost(
        [sys.executable, "-m", "layerproof", "coverage"], root, allowed=(0, 1, 3)
    )
    folder = records_folder(root / ".layerproof")
    (path,) = list_records(folder)
    record = json.loads(path.read_bytes())
    report = (root / ".layerproof/report/report.json").read_bytes()
    _fill(folder, record)
    writing = _time(lambda: write_record(folder, "20300101T000000Z-new", record, report))

    order = FloorOrder(KEPT, "main", Config("", (), (), ()).coverage.branch)

    def look() -> None:
        runs = (read_past_run(json.loads(one.read_bytes())) for one in list_records(folder))
        find_floor(runs, order, origin="")

    looking = _time(look)
    print(
        f"judging {FILES} files: {judging.clock:.2f} s; recording {len(report) / 1e6:.1f} MB: "
        f"{writing * 1e3:.0f} ms ({writing / judging.clock:.1%}); looking through {KEPT} records: "
        f"{looking * 1e3:.0f} ms ({looking / judging.clock:.1%})"
    )
    assert writing < judging.clock / 10
    assert looking < judging.clock / 10
