"""Runs that are recorded at one moment, and one that is killed while it records."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from layerproof.adapters.local_records import read_records
from tests.support.runs import clean_environment

#: Records runs of its own name until it is killed, or so many; keeps few, so that all remove.
RECORDING = """
import sys
from pathlib import Path
from layerproof.adapters import local_records

local_records.KEPT = int(sys.argv[4])
folder, name, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for count in range(number):
    moment = f"20261121T{count:06}Z"
    record = {"id": f"{name}-{count}", "filling": "x" * 50_000}
    local_records.write_record(folder, f"{moment}-{name}-{count}", record, b"y" * 100_000)
    print(count, flush=True)
"""


def start(folder: Path, name: str, number: int, *, kept: int) -> subprocess.Popen[str]:
    """Start a process that records so many runs."""
    command = [sys.executable, "-c", RECORDING, str(folder), name, str(number), str(kept)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean_environment())


def read_all(folder: Path) -> list[str]:
    """Return the ids of all runs that are there, having seen that each is whole."""
    found: list[str] = []
    for name, record in read_records(folder):
        assert record is not None, name
        assert len(record["filling"]) == 50_000
        report = folder / name.replace(".json", ".report.json.gz")
        try:
            packed = report.read_bytes()
        except FileNotFoundError:
            continue  # both files of an old run go, one after the other
        assert len(gzip.decompress(packed)) == 100_000
        found.append(record["id"])
    return found


def test_many_at_once(tmp_path: Path) -> None:
    """Four that record at once lose nothing of what is kept, and a reader sees whole runs only."""
    writers = [start(tmp_path, f"w{number}", 25, kept=200) for number in range(4)]
    while any(writer.poll() is None for writer in writers):
        read_all(tmp_path)
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0] * 4
    assert len(read_all(tmp_path)) == 100


def test_many_that_remove_at_once(tmp_path: Path) -> None:
    """Those that remove the same old runs do not trip over each other."""
    writers = [start(tmp_path, f"w{number}", 25, kept=3) for number in range(3)]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0] * 3
    assert len(read_all(tmp_path)) == 3


def test_a_kill_leaves_no_half_run(tmp_path: Path) -> None:
    """After ``kill -9`` at any moment, what was said to be recorded is there, and all is whole."""
    for number in range(8):
        folder = tmp_path / str(number)
        writer = start(folder, "w", 100_000, kept=200)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.01 * number)
        os.kill(writer.pid, signal.SIGKILL)
        said = len(writer.communicate(timeout=60)[0].split()) + 1
        assert len(read_all(folder)) >= min(said, 200)
