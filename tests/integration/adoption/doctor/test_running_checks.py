"""The doctor's checks that run something, on real projects."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from layerproof.adoption.doctor import Diagnosis, Limits, State, examine
from tests.support.examined_projects import write_project
from tests.support.probed_projects import probing_environment
from tests.support.runs import untraced_environment

_HEAD = {
    "pyproject.toml": """
        [project]
        name = "shop"
        version = "1"

        [tool.pytest.ini_options]
        addopts = ["-p", "xdist"]
        """,
    "app/__init__.py": "",
}


@pytest.fixture(autouse=True)
def _few_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the projects' pytest load no plugins but those that they name."""
    for name, value in probing_environment().items():
        if name.startswith("PYTEST_"):
            monkeypatch.setenv(name, value)


def _ask(
    root: Path, *checks: str, imports: float = 3.0, runs: float = 60.0
) -> list[tuple[State, str]]:
    return [(each.state, each.what) for each in _examine(root, checks, Limits(imports, runs))]


def _examine(root: Path, checks: tuple[str, ...], limits: Limits) -> tuple[Diagnosis, ...]:
    return examine(
        root, quick=False, say=lambda _: None, only=checks, limits=limits, python=sys.executable
    )


def test_a_module_that_hangs_is_found_by_source_and_by_tests(tmp_path: Path) -> None:
    """Both checks name the frame; the other files are collected and imported all the same."""
    files = {
        "app/db.py": "import time\ntime.sleep(600)\n",
        "app/good.py": "",
        "tests/test_a.py": "def test_a(): assert 1\n",
        "tests/test_b.py": "from app import db\n",
    }
    root = write_project(tmp_path, {**_HEAD, **files})
    assert _ask(root, "source-imports", "test-imports") == [
        (
            State.FOUND,
            "app.db hangs at its import: did not end within 3 s, in app/db.py:2 in <module>",
        ),
        (
            State.FOUND,
            "tests/test_b.py hangs at its import: it stood for 3 s, in app/db.py:2 in <module>",
        ),
    ]


_LEANING = """
    ROWS = {}

    def test_fills():
        ROWS["a"] = 1

    def test_other():
        assert 1

    def test_reads():
        assert ROWS["a"] == 1

    def test_empty():
        assert "b" not in ROWS

    def test_more():
        assert 1

    def test_spoils():
        ROWS["b"] = 1
    """


def test_tests_that_lean_on_others_are_found_with_the_others(tmp_path: Path) -> None:
    """One needs another before it, one must not have another before it."""
    root = write_project(tmp_path, {**_HEAD, "tests/test_a.py": _LEANING})
    (reads, empty) = _examine(root, ("test-order",), Limits())
    assert reads.what == (
        "tests/test_a.py::test_reads passes only after tests/test_a.py::test_fills has run:"
        " KeyError: 'a'"
    )
    assert [str(place) for place in reads.places] == ["tests/test_a.py:9", "tests/test_a.py:3"]
    assert empty.what.startswith(
        "tests/test_a.py::test_empty fails when tests/test_a.py::test_spoils has run before it: "
    )


def test_sleeping_is_seen_wherever_the_sleep_stands(tmp_path: Path) -> None:
    """Code under test that sleeps makes its test a sleeping one."""
    files = {
        "app/slow.py": "import time\ndef go(): time.sleep(0.2)\n",
        "tests/test_a.py": "from app.slow import go\ndef test_a(): go()\ndef test_b(): assert 1\n",
    }
    ((state, what),) = _ask(write_project(tmp_path, {**_HEAD, **files}), "sleeping-tests")
    assert state is State.FOUND
    assert what.startswith("1 test slept 0.2 s of the ")
    assert what.endswith("tests/test_a.py::test_a 0.2 s")


def test_what_two_workers_meet_in_is_found(tmp_path: Path) -> None:
    """A file that tests of both workers write, and a SQLite file that both open."""
    test = """
        import pathlib, sqlite3, pytest

        @pytest.mark.parametrize("n", range(4))
        def test_writes(n):
            pathlib.Path("out.txt").write_text("x")
            sqlite3.connect("shop.db").close()
        """
    files = {
        "pyproject.toml": _HEAD["pyproject.toml"].replace('"xdist"', '"xdist", "--dist", "each"'),
        "tests/test_a.py": test,
    }
    root = write_project(tmp_path, {**_HEAD, **files})
    whats = [what.partition(" (")[0] for _, what in _ask(root, "two-workers")]
    assert whats == ["two workers write out.txt", "two workers open the SQLite file shop.db"]


def test_a_run_that_takes_too_long_is_not_well(tmp_path: Path) -> None:
    """No check that needs the run calls the suite well."""
    files = {"tests/test_a.py": "import time\ndef test_a(): time.sleep(600)\n"}
    root = write_project(tmp_path, {**_HEAD, **files})
    answers = _ask(root, "sleeping-tests", "test-order", runs=3.0)
    assert {state for state, _ in answers} == {State.NOT_MEASURED}
    assert answers[0][1] == (
        "not every test was seen to its end: did not end within 3 s, in tests/test_a.py::test_a"
    )


def test_what_could_not_be_collected_is_not_well(tmp_path: Path) -> None:
    """Of a suite with a file that hangs and one that fails, no run is called well."""
    files = {
        "tests/test_a.py": "def test_a(): assert 1\n",
        "tests/test_b.py": "import time\ntime.sleep(600)\n",
        "tests/test_c.py": "import nowhere\n",
    }
    root = write_project(tmp_path, {**_HEAD, **files})
    answers = _ask(root, "sleeping-tests", "collection-time")
    assert answers == [
        (
            State.NOT_MEASURED,
            f"{what}: 2 files could not be collected (see test-imports)",
        )
        for what in ("not every file of tests was timed", "not every test was seen to its end")
    ]


def test_a_healthy_suite_is_well(tmp_path: Path) -> None:
    """Every check that runs tests answers that it found nothing."""
    files = {"tests/test_a.py": "import app\ndef test_a(): assert app\ndef test_b(): assert 1\n"}
    root = write_project(tmp_path, {**_HEAD, **files})
    checks = ("source-imports", "test-imports", "collection-time", "test-order", "two-workers")
    assert {state for state, _ in _ask(root, *checks, imports=20.0)} == {State.WELL}


_ASYNC = "from sqlalchemy.ext.asyncio import AsyncSession\n"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="newer Pythons may choose another core")
@pytest.mark.parametrize(
    ("settings", "state"),
    [
        ("", State.FOUND),
        ('concurrency = ["thread"]\n', State.FOUND),
        ('concurrency = ["greenlet", "thread"]\nsource = ["app"]\nomit = ["*"]\n', State.WELL),
    ],
)
def test_lines_that_the_settings_lose_are_found(
    tmp_path: Path, settings: str, state: State
) -> None:
    """What the settings choose of files does not change the answer, and no data is written."""
    project = "[project]\nname = 'shop'\nversion = '1'\n"
    files = {
        "pyproject.toml": f"{project}[tool.coverage.run]\n{settings}",
        "app/__init__.py": _ASYNC,
    }
    root = write_project(tmp_path, files)
    assert [each[0] for each in _ask(root, "coverage-proof")] == [state]
    assert sorted(path.name for path in root.iterdir()) == ["app", "pyproject.toml"]


def test_a_conftest_that_imports_the_product_before_the_tracing_is_named(tmp_path: Path) -> None:
    """Out of the data that coverage.py left, which stays as it was, with parts beside it."""
    plugin = """
        import app.db
        import coverage

        def pytest_configure(config):
            config.measuring = coverage.Coverage(source=["app"], branch=True)
            config.measuring.start()

        def pytest_unconfigure(config):
            config.measuring.stop()
            config.measuring.save()
        """
    files = {
        "app/db.py": "def put(row):\n    if row:\n        return 1\n    return 2\n",
        "tests/conftest.py": plugin,
        "tests/test_a.py": "from app.db import put\ndef test_a(): assert put(1) + put(0) == 3\n",
    }
    root = write_project(tmp_path, {**_HEAD, **files})
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    env = untraced_environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    subprocess.run(command, cwd=root, env=env, check=True, stdout=subprocess.DEVNULL)
    shutil.copyfile(root / ".coverage", root / ".coverage.host.123.abc")
    before = (root / ".coverage").read_bytes()
    assert _ask(root, "traced-late") == [
        (
            State.FOUND,
            (
                ".coverage: 1 module imported before lines were traced: app/db.py (app/db.py:"
                " lines 75 %, branches 100 %); imported in tests/conftest.py:1"
            ),
        )
    ]
    assert (root / ".coverage").read_bytes() == before
    assert (root / ".coverage.host.123.abc").exists()
