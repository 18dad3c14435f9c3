"""Runs with two workers: what each touches, and that all are seen."""

from __future__ import annotations

from pathlib import Path

from layerproof.adoption.probing.values import Touched
from tests.support.probed_projects import probe, statuses

_XDIST = {
    "pyproject.toml": """
        [tool.pytest.ini_options]
        addopts = ["-p", "xdist", "-n", "1", "--dist", "each"]
        """
}
_SHARES = """
    import pathlib, shutil, sqlite3, tempfile, socket

    def test_shares(tmp_path):
        pathlib.Path("out.txt").write_text("x")
        (tmp_path / "own.txt").write_text("x")
        sqlite3.connect("shop.db").close()
        folder = pathlib.Path(tempfile.gettempdir(), "probed-work")
        folder.mkdir(exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
    """


def test_both_workers_are_watched(tmp_path: Path) -> None:
    """The project's own number of workers gives way; what each touched has its name and test."""
    run = probe(tmp_path, {**_XDIST, "test_a.py": _SHARES}, workers=2, watch=True)
    test = "test_a.py::test_shares"
    assert statuses(run) == {test: "passed"}
    touched = [each for each in run.touched if each.test]
    for worker in ("gw0", "gw1"):
        seen = [each for each in touched if each.process == worker]
        assert [(each.kind, each.detail.rpartition("/")[2]) for each in seen] == [
            ("write", "out.txt"),
            ("sqlite", "shop.db"),
            ("remove", "probed-work"),
        ]
    assert Touched("write", "out.txt", "gw1", test) in touched


def test_without_workers_the_projects_own_are_not_started(tmp_path: Path) -> None:
    """One process runs the tests, in their order."""
    tests = "import os\ndef test(): assert 'PYTEST_XDIST_WORKER' not in os.environ\n"
    run = probe(tmp_path, {**_XDIST, "test_a.py": tests}, watch=True)
    assert statuses(run) == {"test_a.py::test": "passed"}
    assert {each.process for each in run.touched} <= {"main"}


def test_a_worker_that_dies_fails_its_test(tmp_path: Path) -> None:
    """No other worker takes its place, and what did not run is told."""
    tests = """
        import os, pytest

        @pytest.mark.parametrize("n", range(6))
        def test(n):
            os._exit(1)
        """
    settings = {"pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["-p", "xdist"]\n'}
    run = probe(tmp_path, {**settings, "test_a.py": tests}, workers=2)
    crashed = [ended for ended in run.outcomes.values() if "crashed" in ended.message]
    assert crashed
    assert {ended.status for ended in crashed} == {"failed"}
    assert run.lost.endswith("of 6 tests were collected and did not run")


def test_files_spoil_a_run_with_workers_as_one_without(tmp_path: Path) -> None:
    """Both workers stand in the same file; it is named once and left out."""
    files = {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["-p", "xdist"]\n',
        "test_a.py": "import threading\nthreading.Event().wait()\n",
        "test_b.py": "import os\nos._exit(7)\n",
        "test_c.py": "def test_good(): pass\n",
    }
    run = probe(tmp_path, files, workers=2, file_limit=3.0)
    assert [hang.path for hang in run.hangs] == ["test_a.py"]
    assert list(run.errors) == ["test_b.py"]
    assert statuses(run) == {"test_c.py::test_good": "passed"}
