"""Runs that end suddenly: no process and no database stays, and the next run is green."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.database_projects import ENGINES, Project, find_processes, write_project
from tests.support.leftovers import assert_nothing_left, find_server, wait_until_gone

PATIENCE = 40.0

#: Each of the two waits in the middle of a test that has committed.
WAITING = """
import os
import pathlib
import time

import pytest
from sqlalchemy import func, select
from shop.models import Item

@pytest.mark.parametrize("number", range(2))
@pytest.mark.parametrize("mode", ["reset", "clone"])
def test_waiting(request, mode, number):
    session = request.getfixturevalue("committed_db" if mode == "reset" else "fresh_db")
    session.add(Item(name="left"))
    session.commit()
    pathlib.Path(f"waiting-{os.getpid()}").touch()
    time.sleep(600)
"""


@pytest.fixture(params=ENGINES)
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Project:
    """Return a project whose tests wait, on a server of its own."""
    return write_project(tmp_path, request.param, given=False).write(integration_waiting=WAITING)


@contextmanager
def waiting_run(project: Project, *args: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the tests as a shell would, wait until all processes wait, and end them at last."""
    with (project.root / "output.txt").open("wb") as output:
        runner = subprocess.Popen(
            project.command("-q", *args),
            cwd=project.root,
            env=project.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_for(lambda: len(find_waiting(project)) == (2 if args else 1), "tests to wait")
            yield runner
        finally:
            for pid in {runner.pid, *find_waiting(project)}:
                end(pid)
            runner.wait()


def find_data(project: Project) -> list[Path]:
    """Return the data directory of the project's running PostgreSQL, which processes work in."""
    card = find_server(project.root)
    assert find_processes(project.root)
    if project.engine == "sqlite":
        return []
    assert card
    assert len(find_processes(Path(card.data))) > 2
    return [Path(card.data)]


def find_waiting(project: Project) -> list[int]:
    """Return the processes in which a test waits."""
    return [int(path.name.partition("-")[2]) for path in project.root.glob("waiting-*")]


def end(pid: int) -> None:
    """Kill a process of this test's, unless it has ended."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Return once the condition holds; fail after ``PATIENCE`` seconds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.05)


def assert_next_run_is_green(project: Project) -> None:
    """Hold that nothing is left, and that tests run as if nothing had happened."""
    (project.root / "tests/integration/test_waiting.py").unlink()
    assert_nothing_left(project)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_interrupt(project: Project, workers: tuple[str, ...]) -> None:
    """Ctrl-C, which a terminal sends to all processes, ends everything in order."""
    with waiting_run(project, *workers) as runner:
        data = find_data(project)
        os.killpg(runner.pid, signal.SIGINT)
        assert runner.wait(PATIENCE) == 2
        wait_until_gone(project.root, *data)
    assert_next_run_is_green(project)


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_killed_pytest(project: Project, workers: tuple[str, ...]) -> None:
    """``kill -9`` of all of pytest's processes: PostgreSQL ends by itself, its next run sweeps."""
    with waiting_run(project, *workers) as runner:
        data = find_data(project)
        for pid in {runner.pid, *find_waiting(project)}:
            end(pid)
        runner.wait()
        wait_until_gone(project.root, *data)
    assert_next_run_is_green(project)


def test_killed_server(tmp_path: Path) -> None:
    """``kill -9`` of PostgreSQL fails the tests that use it, and the next run starts another."""
    project = write_project(tmp_path, "postgresql", given=False)
    project.write(integration_waiting=WAITING.replace("time.sleep(600)", BREAKING))
    with waiting_run(project) as runner:
        data, card = find_data(project), find_server(tmp_path)
        assert card
        end(card.postgres)
        (tmp_path / "go").touch()
        assert runner.wait(PATIENCE) == 1
        wait_until_gone(tmp_path, *data)
    assert "Traceback" not in (tmp_path / "output.txt").read_text()
    assert_next_run_is_green(project)


BREAKING = """while not pathlib.Path("go").exists():
        time.sleep(0.05)
    session.scalar(select(func.count()).select_from(Item))"""
