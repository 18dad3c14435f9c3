"""How a probe ends, and that nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.examined_projects import write_project
from tests.support.probed_projects import probe, probing_environment, statuses

_LONG = """
    import os, subprocess, sys, time

    def test_short():
        pass

    def test_long():
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        with open("pids.txt", "w") as stream:
            stream.write(f"{os.getpid()} {child.pid}\\n")
        time.sleep(600)
    """
_PROBE = """
import sys
from pathlib import Path
from layerproof.adoption.probing.suite import probe_suite
from layerproof.adoption.probing.values import ProbeOrder

probe_suite(Path.cwd(), sys.executable, ProbeOrder(), lambda said: None)
"""


def _wait_for(found: Callable[[], object], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.02)


def _read_pids(root: Path) -> list[int]:
    try:
        text = (root / "pids.txt").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()] if text.endswith("\n") else []


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # A process that nobody has waited for is gone as well.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_kill_in_the_middle_loses_nothing_that_was_seen(tmp_path: Path) -> None:
    """What ran before has its outcome, and the test that was cut off has none, and is named."""

    def kill() -> None:
        _wait_for(lambda: _read_pids(tmp_path))
        os.kill(_read_pids(tmp_path)[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    run = probe(tmp_path, {"test_a.py": _LONG})
    killer.join()
    assert statuses(run) == {"test_a.py::test_short": "passed"}
    assert (run.exit_code, run.lost) == (
        None,
        "the process ended by SIGKILL, in test_a.py::test_long",
    )
    _wait_for(lambda: all(map(_is_gone, _read_pids(tmp_path))))


def test_at_the_time_limit_all_is_ended(tmp_path: Path) -> None:
    """The test that was running is named; what it had started goes too."""
    run = probe(tmp_path, {"test_a.py": _LONG}, time_limit=4.0)
    assert statuses(run).get("test_a.py::test_short") == "passed"
    assert run.lost == "did not end within 4 s, in test_a.py::test_long"
    assert run.exit_code is None
    _wait_for(lambda: all(map(_is_gone, _read_pids(tmp_path))))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whoever_ends_the_probe_ends_the_suite(tmp_path: Path, number: signal.Signals) -> None:
    """An interrupt, a termination and even a kill of the probe leave no pytest behind."""
    write_project(tmp_path, {"test_a.py": _LONG})
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", _PROBE],
        cwd=tmp_path,
        # A probe that is killed cannot remove its private folder.
        env={**os.environ, **probing_environment(), "TMPDIR": str(temporary)},
        stderr=subprocess.DEVNULL,
    ) as prober:
        _wait_for(lambda: _read_pids(tmp_path))
        prober.send_signal(number)
        assert prober.wait(20) != 0
    pids = _read_pids(tmp_path)
    # What the tests have started dies with the group, which a killed probe can no longer signal.
    expected = pids[:1] if number is signal.SIGKILL else pids
    _wait_for(lambda: all(map(_is_gone, expected)))
    assert number is signal.SIGKILL or not list(temporary.iterdir())
    for pid in pids:
        if not _is_gone(pid):
            os.kill(pid, signal.SIGKILL)


def test_a_handler_that_ends_the_process_does_not_leave_the_suite(tmp_path: Path) -> None:
    """Where another library would end the process at SIGTERM, the suite ends first all the same."""
    write_project(tmp_path, {"test_a.py": _LONG})
    handler = "import os, signal\nsignal.signal(signal.SIGTERM, lambda *_: os._exit(7))\n"
    with subprocess.Popen(
        [sys.executable, "-c", handler + _PROBE],
        cwd=tmp_path,
        env={**os.environ, **probing_environment()},
        stderr=subprocess.DEVNULL,
    ) as prober:
        _wait_for(lambda: _read_pids(tmp_path))
        prober.terminate()
        assert prober.wait(20) == 128 + signal.SIGTERM
    _wait_for(lambda: all(map(_is_gone, _read_pids(tmp_path))))


def test_progress_is_told(tmp_path: Path) -> None:
    """Somebody who waits reads what the probe is at."""
    from layerproof.adoption.probing.suite import probe_suite
    from layerproof.adoption.probing.values import ProbeOrder

    write_project(
        tmp_path, {"test_a.py": "import sys\nsys.exit(1)\n", "test_b.py": "def test(): 0\n"}
    )
    said: list[str] = []
    order = ProbeOrder(environment=probing_environment())
    probe_suite(tmp_path, sys.executable, order, said.append)
    assert said == [
        "running the tests (given order)",
        "test_a.py ends the process at its import",
        "running the tests of the other files",
    ]
