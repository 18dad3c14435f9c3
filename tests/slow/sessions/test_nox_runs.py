"""Whole Nox runs on a small layered project, with real environments and real installs."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from layerproof.errors import ExitCode
from tests.support.session_projects import (
    BUILD,
    SHOP,
    Finished,
    clean_environment,
    run_tool,
    write_files,
)

#: Installs from its own build backend, which waits for ever while a file named ``hang`` is there.
HANGING = """
import pathlib
import time

from hatchling.build import *
from hatchling.build import build_editable as _build


def build_editable(*args, **kwargs):
    pathlib.Path("building").touch()
    while pathlib.Path("hang").exists():
        time.sleep(0.05)
    return _build(*args, **kwargs)
"""
OWN_BACKEND = BUILD.replace('"hatchling.build"', '"backend"\nbackend-path = ["."]')
FAILING = {"tests/unit/test_sums.py": "def test_it():\n    assert False\n"}
WAITING = {
    "tests/unit/test_sums.py": (
        "import pathlib, time\n\n\ndef test_it():\n"
        "    pathlib.Path('waiting').touch()\n    time.sleep(100)\n"
    )
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with tests in two suites. It cannot be built, so that installs are quick."""
    return write_files(tmp_path, SHOP)


def _commands(ended: Finished) -> list[str]:
    """Return what Nox ran, without the interpreter and the installs' arguments."""
    said = [line.removeprefix("nox > ") for line in ended.output.splitlines() if "nox > " in line]
    runs = [line.partition(" -m layerproof ")[2] for line in said if " -m layerproof " in line]
    installs = ["install" for line in said if line.startswith(("uv pip", "python -m pip"))]
    return [*installs, *[run for run in runs if "failed with" not in run]]


def _events(ended: Finished) -> str:
    """Return the starts and ends of the sessions of a parallel run, a line each."""
    found = re.finditer(r"^(Starting) session (\w+)|^=+ \S (\w+): ", ended.output, re.MULTILINE)
    return "\n".join(f"{match[1] or 'ended'} {match[2] or match[3]}" for match in found)


def _ruling(root: Path) -> str:
    report = json.loads((root / ".layerproof/report/report.json").read_text(encoding="utf-8"))
    return str(report["verdict"]["ruling"])


def test_plain_nox_ends_in_a_verdict_and_installs_once(shop: Path) -> None:
    """Suites and coverage run in environments of their own, which are not installed twice."""
    write_files(shop, {"pyproject.toml": SHOP["pyproject.toml"] + BUILD})
    first = run_tool(shop, "nox")
    assert (first.code, _ruling(shop)) == (ExitCode.KEPT, "kept"), first.output
    assert _commands(first) == [
        *["install"] * 3,
        *("run --suite unit", "run --suite api", "coverage"),
    ]

    again = run_tool(shop, "nox", "-s", "unit", "--", "-k", "add", "-x")
    assert _commands(again) == ["run --suite unit -- -k add -x"], again.output
    assert "1 passed" in again.output

    text = (shop / "pyproject.toml").read_text(encoding="utf-8")
    changed = text.replace('version = "0.1"', 'version = "0.2"')
    (shop / "pyproject.toml").write_text(changed, encoding="utf-8")
    assert _commands(run_tool(shop, "nox", "-R", "-s", "unit")) == ["run --suite unit"]
    assert _commands(run_tool(shop, "nox", "-s", "unit")) == ["install", "run --suite unit"]


def test_a_killed_install_is_done_again(shop: Path) -> None:
    """An environment whose install was cut off by ``kill -9`` counts as installed for nothing."""
    pyproject = SHOP["pyproject.toml"] + OWN_BACKEND
    write_files(shop, {"pyproject.toml": pyproject, "backend.py": HANGING})
    assert run_tool(shop, "nox", "-s", "unit").code == ExitCode.KEPT
    (shop / "building").unlink()
    changed = pyproject.replace('version = "0.1"', 'version = "0.2"')
    write_files(shop, {"pyproject.toml": changed, "hang": ""})
    _start_and_stop(shop, signal.SIGKILL, "-s", "unit", until=(shop / "building").exists)
    (shop / "hang").unlink()
    ended = run_tool(write_files(shop, {"pyproject.toml": pyproject}), "nox", "-s", "unit")
    assert (ended.code, _commands(ended)) == (ExitCode.KEPT, ["install", "run --suite unit"])


def test_an_environment_that_is_not_whole_is_made_anew(shop: Path) -> None:
    """What a kill left of an environment neither stays nor has to be removed by hand."""
    write_files(shop, {".nox/unit/bin/left-over": ""})
    ended = run_tool(shop, "nox", "-s", "unit")
    assert (ended.code, (shop / ".nox/unit/bin/left-over").exists()) == (ExitCode.KEPT, False)


def test_a_failed_install_leaves_no_record_of_the_suite(shop: Path) -> None:
    """A suite that ran yesterday is not measured when today's packages cannot be installed."""
    before = run_tool(shop, "nox", "--no-venv")
    assert before.code == ExitCode.KEPT, before.output
    text = (shop / "pyproject.toml").read_text(encoding="utf-8")
    table = '\n[tool.layerproof.install]\npackages = ["layerproof==99"]\n'
    (shop / "pyproject.toml").write_text(text + table, encoding="utf-8")
    ended = run_tool(shop, "nox", "-s", "unit")
    assert (ended.code, "run --suite unit" in ended.output) == (1, False), ended.output
    run_tool(shop, "nox", "--no-venv", "-s", "coverage")
    assert _ruling(shop) == "not measured"


def test_without_environments_nothing_is_installed(shop: Path) -> None:
    """``--no-venv`` runs in the interpreter that runs Nox, whatever ``python`` is on the path."""
    ended = run_tool(shop, "nox", "--no-venv", "-s", "unit", PATH="/usr/bin:/bin")
    assert (ended.code, _commands(ended)) == (ExitCode.KEPT, ["run --suite unit"])
    assert not (shop / ".nox").exists()


def test_a_failing_suite_stops_neither_the_others_nor_the_report(shop: Path) -> None:
    """Plain Nox goes on after a failure, writes the report, and fails."""
    ended = run_tool(write_files(shop, FAILING), "nox", "--no-venv")
    assert _commands(ended) == ["run --suite unit", "run --suite api", "coverage"]
    assert (ended.code, _ruling(shop)) == (1, "broken")


def test_parallel_suites_share_the_machine_and_coverage_comes_last(shop: Path) -> None:
    """Under ``nox -j 2`` suites know of each other, timed ones run alone, coverage at the end."""
    more = {"tests/performance/test_speed.py": "def test_speed(): ...\n"}
    ended = run_tool(write_files(shop, FAILING | more), "nox", "--no-venv", "-j", "2")
    assert sorted(_commands(ended)) == [
        "coverage",
        "run --suite api --jobs 2",
        "run --suite performance",
        "run --suite unit --jobs 2",
    ]
    assert re.fullmatch(
        r"Starting unit\nStarting api\nended \w+\nended \w+\n"
        r"Starting performance\nended performance\nStarting coverage\nended coverage",
        _events(ended),
    )
    assert (ended.code, _ruling(shop)) == (1, "broken")


def test_coverage_alone_runs_no_suite(shop: Path) -> None:
    """``nox -s coverage`` judges what is there, and here nothing is."""
    ended = run_tool(shop, "nox", "--no-venv", "-s", "coverage")
    assert (ended.code, _commands(ended)) == (1, ["coverage"])
    assert _ruling(shop) == "not measured"


def test_each_python_has_its_environment(shop: Path) -> None:
    """With several Pythons a suite runs in each, and the verdict asks for all of them."""
    other = _find_python("3.12")
    if other is None:
        pytest.skip("needs a second Python, 3.12")
    pythons = sorted({f"{sys.version_info.major}.{sys.version_info.minor}", "3.12"})
    text = SHOP["pyproject.toml"].replace(
        'source = ["src/shop"]', f'source = ["src/shop"]\npythons = {json.dumps(pythons)}'
    )
    write_files(shop, {"pyproject.toml": text})
    shutil.rmtree(shop / "tests/api")
    path = f"{other.parent}{os.pathsep}{os.environ['PATH']}"
    run_tool(shop, "nox", PATH=path)
    report = json.loads((shop / ".layerproof/report/report.json").read_text(encoding="utf-8"))
    [unit] = report["suites"]
    ran = [(part["label"], part["python_version"].rpartition(".")[0]) for part in unit["parts"]]
    assert ran == [(f"unit-{python}", python) for python in pythons]
    assert report["verdict"]["ruling"] == "kept"


def test_a_python_that_is_missing_is_no_success(shop: Path) -> None:
    """Nox would skip the session, and a skipped session counts as passed."""
    text = SHOP["pyproject.toml"].replace(
        'source = ["src/shop"]', 'source = ["src/shop"]\npythons = ["3.99"]'
    )
    write_files(shop, {"pyproject.toml": text})
    ended = run_tool(shop, "nox", "-s", "unit", NOX_DOWNLOAD_PYTHON="never")
    assert (ended.code, "Python interpreter 3.99 not found" in ended.output) == (1, True)


@pytest.mark.parametrize("jobs", [(), ("-j", "2")])
def test_an_interrupted_suite_is_not_measured_and_nothing_is_left_running(
    shop: Path, jobs: tuple[str, ...]
) -> None:
    """Ctrl-C ends pytest too; what had finished stays, and what had not is not measured."""
    before = run_tool(shop, "nox", "--no-venv")
    assert before.code == ExitCode.KEPT, before.output
    write_files(shop, WAITING)
    waiting = shop / "waiting"
    code = _start_and_stop(
        shop, signal.SIGINT, "--no-venv", "-s", "unit", "api", *jobs, until=waiting.exists
    )
    assert code == ExitCode.INTERRUPTED
    assert _processes_in(shop) == []
    run_tool(shop, "nox", "--no-venv", "-s", "coverage")
    assert _ruling(shop) == "not measured"


def _start_and_stop(
    root: Path, number: signal.Signals, *words: str, until: Callable[[], bool]
) -> int:
    """Start Nox, send the signal to its process group once ``until`` holds; return its code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nox", *words],
        cwd=root,
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(until)
        os.killpg(process.pid, number)
        return process.wait(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.05)


def _processes_in(root: Path) -> list[str]:
    """Return the command lines of the processes that work in ``root``, after a moment's grace."""

    def find() -> list[str]:
        found: list[str] = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal():
                continue
            try:
                if (entry / "cwd").readlink().is_relative_to(root):
                    found.append((entry / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
        return found

    deadline = time.monotonic() + 10
    while find() and time.monotonic() < deadline:
        time.sleep(0.1)
    return find()


def _find_python(version: str) -> Path | None:
    """Return an interpreter of that version that starts; a version manager's shim may not."""
    managed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    listed = shutil.which(f"python{version}")
    for path in [*managed, *([Path(listed)] if listed else [])]:
        if subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return path
    return None
