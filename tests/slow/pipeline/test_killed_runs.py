"""Runs that are killed or interrupted: nothing is left running, and nothing is believed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.plain_shop import write_plain_shop
from tests.support.runs import clean_environment, layerproof, read_outcome

#: A test that says where it runs, starts a child of its own, and waits far longer than anyone.
WAITING = """
    import os
    import subprocess
    import sys
    import time
    from pathlib import Path


    def test_wait():
        code = "import time; time.sleep(600)"
        child = subprocess.Popen([sys.executable, "-c", code])
        Path("running").write_text(f"{os.getpid()} {child.pid}")
        time.sleep(600)
    """

PATIENCE = 40.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with a suite that does not end by itself."""
    return write_plain_shop(tmp_path, **{"tests/integration/test_waiting.py": WAITING})


@contextmanager
def run_in_background(root: Path, *words: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the waiting suite as a shell would, and end it at the latest with the block."""
    command = [sys.executable, "-m", "layerproof", "run", "--suite", "integration", *words]
    with (root / "output.txt").open("wb") as output:
        runner = subprocess.Popen(
            command,
            cwd=root,
            env=clean_environment(**env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield runner
        finally:
            if runner.poll() is None:
                runner.kill()
            runner.wait()


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Return once the condition holds; fail after ``PATIENCE`` seconds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.05)


def wait_until_running(root: Path) -> list[int]:
    """Return the process that runs the test, and the child that the test started."""
    mark = root / "running"
    wait_for(lambda: mark.exists() and len(mark.read_text().split()) == 2, "the test to start")
    return [int(pid) for pid in mark.read_text().split()]


def is_alive(pid: int) -> bool:
    """Return whether the process runs; one that only waits to be read by its parent does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def assert_gone(pids: list[int]) -> None:
    """Hold that all processes end within the time that they are given."""
    wait_for(lambda: not any(map(is_alive, pids)), f"{pids} to end")


def assert_next_run_works(root: Path) -> None:
    """Hold that the suite runs as if nothing had happened."""
    (root / "tests/integration/test_waiting.py").unlink()
    done = layerproof(root, "run", "--suite", "integration")
    assert done.code == 0, done.text


@pytest.mark.parametrize("workers", [(), ("--", "-n", "2")], ids=["alone", "workers"])
def test_interrupt(root: Path, workers: tuple[str, ...]) -> None:
    """Ctrl-C ends everything, exits with 130, and the record says that it was interrupted."""
    with run_in_background(root, *workers) as runner:
        pids = wait_until_running(root)
        runner.send_signal(signal.SIGINT)
        assert runner.wait(PATIENCE) == 130
    assert_gone(pids)
    assert read_outcome(root, "integration")["status"] == "interrupted"
    assert layerproof(root, "gate", "--suite", "integration").code == 3
    assert_next_run_works(root)


def test_terminate(root: Path) -> None:
    """SIGTERM, which CI systems send, is an interruption too."""
    with run_in_background(root) as runner:
        pids = wait_until_running(root)
        runner.terminate()
        assert runner.wait(PATIENCE) == 130
    assert_gone(pids)
    assert read_outcome(root, "integration")["status"] == "interrupted"


@pytest.mark.parametrize("workers", [(), ("--", "-n", "2")], ids=["alone", "workers"])
def test_runner_is_killed(root: Path, workers: tuple[str, ...]) -> None:
    """After ``kill -9`` of the runner its whole tree ends, and the suite is not measured."""
    with run_in_background(root, *workers) as runner:
        pids = wait_until_running(root)
        runner.kill()
        runner.wait()
        assert_gone(pids)
    assert read_outcome(root, "integration")["status"] == "started"
    done = layerproof(root, "coverage")
    assert done.code == 3
    assert "integration started and never came to its end" in done.text
    assert_next_run_works(root)


def test_finished_suites_stay(root: Path) -> None:
    """Killing one suite leaves the record and the data of another as they were."""
    assert layerproof(root, "run", "--suite", "unit").code == 0
    files = sorted((root / ".layerproof/suites/unit").glob("*"))
    before = {path.name: path.read_bytes() for path in files if path.is_file()}
    with run_in_background(root) as runner:
        pids = wait_until_running(root)
        runner.kill()
        runner.wait()
        assert_gone(pids)
    assert {
        name: (root / ".layerproof/suites/unit" / name).read_bytes() for name in before
    } == before
    assert layerproof(root, "gate", "--suite", "unit").code == 0


def test_whoever_started_the_runner_is_killed(root: Path) -> None:
    """A runner that was told to watch its parent ends with it."""
    code = (
        "import os, subprocess, sys\n"
        "command = [sys.executable, '-m', 'layerproof', 'run', '--suite', 'integration']\n"
        "subprocess.run(command, stdin=subprocess.DEVNULL)\n"
    )
    env = clean_environment(LAYERPROOF_WATCH_PARENT="1")
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, env=env) as parent:
        pids = wait_until_running(root)
        parent.kill()
    assert_gone(pids)
    assert read_outcome(root, "integration")["status"] in {"interrupted", "started"}


def test_worker_is_killed(root: Path) -> None:
    """``kill -9`` of an xdist worker breaks the run and names the test that it was running."""
    with run_in_background(root, "--", "-n", "2") as runner:
        worker, child = wait_until_running(root)
        os.kill(worker, signal.SIGKILL)
        assert runner.wait(PATIENCE) == 1
    assert_gone([worker, child])
    assert "test_waiting.py::test_wait" in (root / "output.txt").read_text()
    outcome = read_outcome(root, "integration")
    assert outcome["coverage"]["traced"] < outcome["coverage"]["processes"]
    assert_next_run_works(root)


def test_same_suite_twice_at_once(root: Path) -> None:
    """A second run of a suite that is running is refused and disturbs nothing."""
    with run_in_background(root) as runner:
        wait_until_running(root)
        second = layerproof(root, "run", "--suite", "integration")
        assert second.code == 2
        assert "already running" in second.text
        assert runner.poll() is None
        runner.send_signal(signal.SIGINT)
        runner.wait(PATIENCE)
