"""The settings of pytest and coverage.py, found as they find them."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.discovery.tests.coverage_settings import find_coverage_settings
from layerproof.adoption.discovery.tests.pytest_settings import find_pytest_settings
from layerproof.adoption.findings import Place
from layerproof.adoption.survey import CoverageSettings, PytestSettings
from tests.support.planted import plant

#: In pytest's own order (``_pytest.config.findpaths`` of 9.2).
PYTEST_FILES = {
    "pytest.toml": '[pytest]\naddopts = ["-x"]\n',
    ".pytest.toml": "",
    "pytest.ini": "",
    ".pytest.ini": "",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-x"\n',
    "tox.ini": "[pytest]\naddopts = -x\n",
    "setup.cfg": "[tool:pytest]\naddopts = -x\n",
}


@pytest.mark.parametrize("first", range(len(PYTEST_FILES)))
def test_the_order_of_files(tmp_path: Path, first: int) -> None:
    """Of several files pytest takes the first in its order; its own files though they are empty."""
    names = list(PYTEST_FILES)[first:]
    tree = plant(tmp_path, {name: PYTEST_FILES[name] for name in names})
    assert find_pytest_settings(tree, ()).origin == names[0]


@pytest.mark.parametrize(
    "files",
    [
        {"tox.ini": "[tox]\n"},
        {"setup.cfg": "[pytest]\naddopts = -x\n"},
        {"pyproject.toml": "[tool.other]\n"},
        {"pyproject.toml": "[tool.pytest"},
        {},
    ],
)
def test_files_without_settings_of_pytest(tmp_path: Path, files: dict[str, str]) -> None:
    """A file of others counts only with pytest's own section."""
    assert find_pytest_settings(plant(tmp_path, files), ()) == PytestSettings()


def test_settings_of_an_ini_file(tmp_path: Path) -> None:
    """Words are split as a shell does, lists by lines, and each setting has its place."""
    text = """\
[pytest]
addopts = -m "not slow"
    --cov=app
testpaths = tests more/tests
python_files = check_*.py
asyncio_mode = auto
markers =
    slow: takes long
    db
"""
    found = find_pytest_settings(plant(tmp_path, {"pytest.ini": text}), ())
    assert found == PytestSettings(
        origin="pytest.ini",
        addopts=("-m", "not slow", "--cov=app"),
        testpaths=("tests", "more/tests"),
        python_files=("check_*.py",),
        asyncio_mode="auto",
        values={
            "addopts": ("-m", "not slow", "--cov=app"),
            "testpaths": ("tests", "more/tests"),
            "python_files": ("check_*.py",),
            "asyncio_mode": "auto",
            "markers": ("slow: takes long", "db"),
        },
        places={
            "addopts": Place("pytest.ini", 2),
            "testpaths": Place("pytest.ini", 4),
            "python_files": Place("pytest.ini", 5),
            "asyncio_mode": Place("pytest.ini", 6),
            "markers": Place("pytest.ini", 7),
        },
    )


@pytest.mark.parametrize("table", ["tool.pytest", "tool.pytest.ini_options"])
def test_settings_of_pyproject(tmp_path: Path, table: str) -> None:
    """Native tables and those of old give the same, numbers and booleans as texts."""
    text = f'[{table}]\naddopts = ["-x", "--cov"]\nxfail_strict = true\ntimeout = 5\n'
    found = find_pytest_settings(plant(tmp_path, {"pyproject.toml": text}), ())
    assert found.addopts == ("-x", "--cov")
    assert found.values == {"addopts": ("-x", "--cov"), "xfail_strict": "true", "timeout": "5"}
    assert found.places["timeout"] == Place("pyproject.toml", 4)


def test_quotes_that_do_not_close(tmp_path: Path) -> None:
    """Words whose quotes do not close are split at blanks."""
    tree = plant(tmp_path, {"pytest.ini": "[pytest]\naddopts = -k 'a b\n"})
    assert find_pytest_settings(tree, ()).addopts == ("-k", "'a", "b")


def test_settings_beside_the_tests(tmp_path: Path) -> None:
    """Where the root has none, the folders around the tests are asked, the nearest first."""
    tree = plant(tmp_path, {"backend/pytest.ini": "[pytest]\n", "backend/tests/test_a.py": ""})
    assert find_pytest_settings(tree, ("backend/tests",)).origin == "backend/pytest.ini"


COVERAGE_FILES = {
    ".coveragerc": "",
    ".coveragerc.toml": "[run]\nbranch = true\n",
    "setup.cfg": "[coverage:run]\nbranch = true\n",
    "tox.ini": "[coverage:run]\nbranch = true\n",
    "pyproject.toml": "[tool.coverage.run]\nbranch = true\n",
}


@pytest.mark.parametrize("first", range(len(COVERAGE_FILES)))
def test_the_order_of_coverage_files(tmp_path: Path, first: int) -> None:
    """Of several files coverage.py takes the first in its order."""
    names = list(COVERAGE_FILES)[first:]
    found = find_coverage_settings(plant(tmp_path, {n: COVERAGE_FILES[n] for n in names}), ".")
    assert found.origin == names[0]
    assert found.branch is (None if first == 0 else True)


def test_coverage_settings(tmp_path: Path) -> None:
    """Lists are split at commas and lines, and each setting has its place."""
    text = """\
[run]
source = app, lib
omit =
    */migrations/*
    app/main.py
concurrency = greenlet,thread
branch = no
core = sysmon
[report]
omit = app/x.py
fail_under = 80.5
"""
    found = find_coverage_settings(plant(tmp_path, {".coveragerc": text}), ".")
    assert found == CoverageSettings(
        origin=".coveragerc",
        source=("app", "lib"),
        omit=("*/migrations/*", "app/main.py", "app/x.py"),
        concurrency=("greenlet", "thread"),
        core="sysmon",
        branch=False,
        fail_under="80.5",
        places={
            "run.source": Place(".coveragerc", 2),
            "run.omit": Place(".coveragerc", 3),
            "run.concurrency": Place(".coveragerc", 6),
            "run.branch": Place(".coveragerc", 7),
            "run.core": Place(".coveragerc", 8),
            "report.omit": Place(".coveragerc", 10),
            "report.fail_under": Place(".coveragerc", 11),
        },
    )


@pytest.mark.parametrize("files", [{}, {"setup.cfg": "[x]\n"}, {"pyproject.toml": "[tool.x]\n"}])
def test_no_coverage_settings(tmp_path: Path, files: dict[str, str]) -> None:
    """Files of others without a section of coverage.py's are passed by."""
    assert find_coverage_settings(plant(tmp_path, files), ".") == CoverageSettings()
