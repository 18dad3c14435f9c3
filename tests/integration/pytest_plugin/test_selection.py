"""Every test gets its suite, and a suite's run holds exactly its tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TABLE = """
[tool.layerproof]
source = ["src"]
{top}

[tool.layerproof.layers]
service = {{ paths = ["src/services/*.py"] }}

[tool.layerproof.suites]
{suites}
"""

Pytester = pytest.Pytester


def write_project(pytester: Pytester, *, top: str = "", suites: str = "", **files: str) -> None:
    """Write a project with a table and files, each named by its path with ``__`` for ``/``."""
    pytester.makepyprojecttoml(TABLE.format(top=top, suites=suites))
    for name, text in files.items():
        path = pytester.path / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run_suite(pytester: Pytester, suite: str, *words: str) -> pytest.RunResult:
    """Run one suite with a record, in a process of its own."""
    record = f"--layerproof-record={pytester.path / 'session.json'}"
    return pytester.runpytest_subprocess(f"--layerproof-suites={suite}", record, *words)


def read_record(pytester: Pytester) -> dict[str, Any]:
    """Return what the run recorded."""
    record: dict[str, Any] = json.loads((pytester.path / "session.json").read_text())
    return record


def account(pytester: Pytester) -> dict[str, Any]:
    """Return what the first process said of itself."""
    found: dict[str, Any] = read_record(pytester)["accounts"][0]
    return found


MIXED = {
    "tests__unit__test_a": "def test_plain(): pass\n",
    "tests__api__test_b": "def test_plain(): pass\n",
    "tests__test_c": (
        "import pytest\n"
        "@pytest.mark.integration\ndef test_marked(): pass\n"
        "@pytest.mark.integration\n@pytest.mark.slow\ndef test_both(): pass\n"
    ),
    "src__services__test_router": "def test_beside(): pass\n",
}


@pytest.mark.parametrize(
    ("suite", "passed"), [("unit", 1), ("api", 2), ("integration", 1), ("slow", 1)]
)
def test_suite_by_marker_folder_and_name(pytester: Pytester, suite: str, passed: int) -> None:
    """A test's suite is that of its marker, else its folder, else its file's name."""
    write_project(pytester, **MIXED)
    result = run_suite(pytester, suite)
    result.assert_outcomes(passed=passed, deselected=5 - passed)


def test_census_counts_every_suite(pytester: Pytester) -> None:
    """A run counts the tests of all suites, not of its own alone."""
    write_project(pytester, **MIXED)
    run_suite(pytester, "unit")
    census = account(pytester)["census"]
    assert census == {"unit": 1, "api": 2, "integration": 1, "slow": 1}


def test_orphans_are_recorded(pytester: Pytester) -> None:
    """A test that no suite selects is in the record by its name."""
    write_project(pytester, tests__test_alone="def test_it(): pass\n", **MIXED)
    run_suite(pytester, "unit")
    assert account(pytester)["orphans"] == ["tests/test_alone.py::test_it"]


def test_suite_is_a_marker_too(pytester: Pytester) -> None:
    """A test by folder answers to ``-m`` with its suite, and the marker is registered."""
    write_project(pytester, **MIXED)
    result = pytester.runpytest_subprocess("--strict-markers", "-m", "unit")
    result.assert_outcomes(passed=1, deselected=4)


def test_without_options_everything_runs(pytester: Pytester) -> None:
    """Plain ``pytest`` in a project with a table runs every test."""
    write_project(pytester, **MIXED)
    pytester.runpytest_subprocess().assert_outcomes(passed=5)


def test_tests_that_others_take_out_are_counted(pytester: Pytester) -> None:
    """What ``-k`` or a conftest takes out of a suite is counted as dropped."""
    conftest = (
        "def pytest_collection_modifyitems(items):\n"
        "    items[:] = [item for item in items if 'lost' not in item.name]\n"
    )
    tests = "def test_kept(): pass\ndef test_lost(): pass\ndef test_other(): pass\n"
    write_project(pytester, conftest=conftest, tests__unit__test_a=tests)
    run_suite(pytester, "unit", "-k", "not other")
    found = account(pytester)
    assert (found["assigned"], found["dropped"]) == (3, 2)


@pytest.mark.parametrize("shards", [2, 3])
def test_shards_divide_the_suite(pytester: Pytester, shards: int) -> None:
    """The shards of a suite hold each of its tests once."""
    files = {
        f"tests__unit__test_{n}": "".join(f"def test_{i}(): pass\n" for i in range(n))
        for n in range(1, 6)
    }
    write_project(pytester, **files)
    seen: list[str] = []
    for number in range(1, shards + 1):
        run_suite(pytester, "unit", f"--layerproof-shard={number}/{shards}")
        assert account(pytester)["selected"] == 15
        seen += [row[0] for row in read_record(pytester)["tests"]]
    assert len(seen) == len(set(seen)) == 15


def test_time_limit_is_the_suites(pytester: Pytester) -> None:
    """A test that takes longer than its suite allows fails, unless it has a limit of its own."""
    tests = (
        "import time, pytest\n"
        "def test_long(): time.sleep(30)\n"
        "@pytest.mark.timeout(30)\ndef test_own(): time.sleep(1.2)\n"
    )
    write_project(pytester, suites="unit = { timeout = 1 }", tests__unit__test_a=tests)
    result = run_suite(pytester, "unit")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*Timeout*1.0*"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--layerproof-suites=unti"], "*no suite is named 'unti'*"),
        (["--layerproof-suites=unit", "--layerproof-shard=3/2"], "*'3/2' is not a shard*"),
    ],
)
def test_wrong_options_are_usage_errors(pytester: Pytester, words: list[str], message: str) -> None:
    """An option that cannot be followed ends pytest with its code for wrong usage."""
    write_project(pytester, **MIXED)
    result = pytester.runpytest_subprocess(*words)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_wrong_table_is_a_usage_error(pytester: Pytester) -> None:
    """A wrong table ends pytest with every fault, and without a traceback."""
    pytester.makepyprojecttoml("[tool.layerproof]\nsuorce = ['src']\n")
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*2 faults*", "*source: is needed*", '*suorce: *"source"*'])
    assert "Traceback" not in result.stderr.str()


def test_stays_away_without_a_table(pytester: Pytester) -> None:
    """Without a table no marker is registered and nothing of the plugin but its door is loaded."""
    pytester.makepyprojecttoml("[project]\nname = 'x'\nversion = '1'\n")
    pytester.makepyfile(
        "import sys\n"
        "def test_it(pytestconfig):\n"
        "    loaded = {name for name in sys.modules if name.startswith('layerproof')}\n"
        "    assert 'layerproof.pytest_plugin' in loaded\n"
        "    assert 'layerproof.pytest_plugin.activation' not in loaded\n"
        "    assert not [line for line in pytestconfig.getini('markers') if 'suite' in line]\n"
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_suite_option_without_a_table(pytester: Pytester) -> None:
    """Asking for a suite where there is no table is a usage error, not an empty run."""
    pytester.makepyprojecttoml("[project]\nname = 'x'\nversion = '1'\n")
    result = pytester.runpytest_subprocess("--layerproof-suites=unit")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_record_appears_in_one_step(pytester: Pytester, tmp_path: Path) -> None:
    """A run leaves its record and no half of one."""
    write_project(pytester, **MIXED)
    run_suite(pytester, "unit")
    names = {path.name for path in pytester.path.iterdir() if path.name.startswith("session")}
    assert names == {"session.json"}


SIDE_BY_SIDE = """
import pytest

@pytest.fixture
def db(): return 1

@pytest.fixture
def rows(db): return [db]

def test_pure(): assert True
def test_with_rows(rows): assert rows
@pytest.mark.slow
def test_left_out(rows): assert rows
@pytest.mark.security
def test_marked(rows): assert rows
"""


def test_fixtures_tell_the_suite(pytester: Pytester) -> None:
    """A test that reaches a suite's fixture through another one is of that suite, unless marked."""
    write_project(
        pytester,
        top='default_suite = "unit"',
        suites='integration = { fixtures = ["db"] }',
        tests__unit__test_mixed=SIDE_BY_SIDE,
    )
    run_suite(pytester, "integration").assert_outcomes(passed=1, deselected=3)
    assert account(pytester)["census"] == {"unit": 1, "integration": 1, "slow": 1, "security": 1}


def test_deselected_tests_are_counted_and_are_no_orphans(pytester: Pytester) -> None:
    """Tests that the table leaves out are in no suite, and are counted."""
    write_project(pytester, top='deselect = "slow"', tests__unit__test_mixed=SIDE_BY_SIDE)
    run_suite(pytester, "unit").assert_outcomes(passed=2, deselected=2)
    seen = account(pytester)
    assert (seen["census"], seen["orphans"], seen["left_out"]) == (
        {"unit": 2, "security": 1},
        [],
        1,
    )
    run_suite(pytester, "slow").assert_outcomes(deselected=4)


def test_what_addopts_deselects_is_left_out_on_purpose(pytester: Pytester) -> None:
    """``--deselect`` of the project's own settings narrows nothing, and is counted."""
    write_project(pytester, tests__unit__test_mixed=SIDE_BY_SIDE)
    table = pytester.path / "pyproject.toml"
    ids = (
        "--deselect tests/unit/test_mixed.py::test_pure --deselect=tests/unit/test_mixed.py::test_l"
    )
    settings = f'\n[tool.pytest.ini_options]\naddopts = "{ids}"\n'
    table.write_text(table.read_text() + settings)
    run_suite(pytester, "unit").assert_outcomes(passed=1, deselected=3)
    seen = account(pytester)
    assert (seen["census"], seen["deselected"], seen["dropped"], seen["orphans"]) == (
        {"unit": 1, "security": 1},
        2,
        0,
        [],
    )
