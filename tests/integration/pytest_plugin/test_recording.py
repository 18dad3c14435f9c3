"""What a run records of each test, with and without xdist workers."""

from __future__ import annotations

import pytest

from tests.integration.pytest_plugin.test_selection import read_record, run_suite, write_project

TESTS = """
import pytest


def test_passes():
    pass


def test_fails():
    assert 1 == 2


@pytest.fixture
def broken():
    raise RuntimeError("no set-up")


def test_errors(broken):
    pass


@pytest.fixture
def unclean():
    yield
    raise RuntimeError("no tear-down")


def test_leaves_an_error(unclean):
    pass


@pytest.mark.skip(reason="not today")
def test_skipped():
    pass


@pytest.mark.xfail(reason="known")
def test_expected():
    assert 0


@pytest.mark.xfail(reason="known")
def test_unexpected():
    pass


@pytest.mark.xfail(strict=True)
def test_strict():
    pass


@pytest.mark.parametrize("value", [1, 2])
def test_many(value):
    pass


def test_subtests(subtests):
    for number in range(2):
        with subtests.test(number=number):
            assert number == 0
"""

RESULTS = {
    "test_passes": "passed",
    "test_fails": "failed",
    "test_errors": "error",
    "test_leaves_an_error": "error",
    "test_skipped": "skipped",
    "test_expected": "xfailed",
    "test_unexpected": "xpassed",
    "test_strict": "failed",
    "test_many[1]": "passed",
    "test_many[2]": "passed",
    "test_subtests": "failed",
}


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_every_kind_of_result(pytester: pytest.Pytester, words: tuple[str, ...]) -> None:
    """Each test is recorded once, with how it ended as a whole."""
    write_project(pytester, tests__unit__test_a=TESTS)
    run_suite(pytester, "unit", *words)
    rows = read_record(pytester)["tests"]
    found = {row[0].rpartition("::")[2]: row[1] for row in rows}
    assert found == RESULTS
    assert len(rows) == len(RESULTS)


def test_messages_say_why(pytester: pytest.Pytester) -> None:
    """A failure keeps its text, a skip and an expected failure their reasons."""
    write_project(pytester, tests__unit__test_a=TESTS)
    run_suite(pytester, "unit")
    rows = {row[0].rpartition("::")[2]: row for row in read_record(pytester)["tests"]}
    assert "assert 1 == 2" in rows["test_fails"][5]
    assert "no set-up" in rows["test_errors"][5]
    assert rows["test_skipped"][5] == "not today"
    assert rows["test_expected"][5] == "known"


def test_places_are_from_the_root(pytester: pytest.Pytester) -> None:
    """A test's file is a path from the root, its line counts from one."""
    write_project(pytester, tests__unit__test_a="\n\ndef test_third_line(): pass\n")
    run_suite(pytester, "unit")
    (row,) = read_record(pytester)["tests"]
    assert row[3:5] == ["tests/unit/test_a.py", 3]


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_collection_errors_are_faults(pytester: pytest.Pytester, words: tuple[str, ...]) -> None:
    """A module that cannot be imported is named among the faults, on one line with the cause."""
    write_project(
        pytester,
        tests__unit__test_a="import does_not_exist\n",
        tests__unit__test_b="def test_b(): pass\n",
    )
    run_suite(pytester, "unit", *words)
    faults = read_record(pytester)["faults"]
    cause = "ModuleNotFoundError: No module named 'does_not_exist'"
    assert faults[0] == f"tests/unit/test_a.py: {cause}"


def test_clash_of_module_names_is_a_fault(pytester: pytest.Pytester) -> None:
    """Of a report without marked lines the first says what is wrong."""
    write_project(
        pytester,
        tests__unit__test_a="def test_a(): pass\n",
        tests__api__test_a="def test_a(): pass\n",
    )
    run_suite(pytester, "unit")
    (fault,) = read_record(pytester)["faults"]
    assert fault == "tests/unit/test_a.py: import file mismatch"


def test_a_dead_worker_is_a_fault(pytester: pytest.Pytester) -> None:
    """A worker that dies is counted as lost, and its test has failed."""
    tests = "import os\ndef test_dies(): os._exit(3)\ndef test_lives(): pass\n"
    write_project(pytester, tests__unit__test_a=tests)
    run_suite(pytester, "unit", "-n", "1", "--max-worker-restart=0")
    record = read_record(pytester)
    assert record["lost"] == 1
    assert ["tests/unit/test_a.py::test_dies", "failed"] in [row[:2] for row in record["tests"]]


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_processes_account_for_themselves(
    pytester: pytest.Pytester, words: tuple[str, ...]
) -> None:
    """Each process that ran tests says how many, and they add up."""
    tests = "".join(f"def test_{n}(): pass\n" for n in range(20))
    write_project(pytester, tests__unit__test_a=tests)
    run_suite(pytester, "unit", *words)
    accounts = read_record(pytester)["accounts"]
    assert len({account["pid"] for account in accounts}) == (2 if words else 1)
    assert sum(account["tests"] for account in accounts) == 20


#: Tries each test until it passes, three times at most, and reports as pytest-rerunfailures does.
RERUNNING = """
from _pytest.runner import runtestprotocol


def pytest_runtest_protocol(item, nextitem):
    for tries in range(3):
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        again = tries < 2 and any(report.failed for report in reports)
        for report in reports:
            report.rerun = tries
            if again and report.failed:
                report.outcome = "rerun"
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        if not again:
            return True
"""

#: Keeps on the test what flaky keeps, and reports the last try alone.
FLAKY = """
import sys
import types

from _pytest.runner import runtestprotocol


def pytest_configure(config):
    config.pluginmanager.register(types.ModuleType("flaky"), "flaky")


def pytest_runtest_protocol(item, nextitem):
    item._flaky_current_runs = item._flaky_current_passes = 0
    while True:
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        failed = any(report.failed for report in reports)
        if not failed or item._flaky_current_runs == 2:
            break
        item._flaky_current_runs += 1
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    return True
"""

AGAIN = """
tries = []


def test_third():
    tries.append(1)
    assert len(tries) > 2


def test_first():
    pass


def test_never():
    assert 0
"""


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
@pytest.mark.parametrize("plugin", [RERUNNING, FLAKY], ids=["rerunfailures", "flaky"])
def test_tests_that_are_tried_again(
    pytester: pytest.Pytester, plugin: str, words: tuple[str, ...]
) -> None:
    """The last try counts, and the record says how many came before it, if any did."""
    write_project(pytester, conftest=plugin, tests__unit__test_a=AGAIN)
    run_suite(pytester, "unit", *words)
    rows = read_record(pytester)["tests"]
    found = {row[0].rpartition("::")[2]: (row[1], row[6:]) for row in rows}
    assert found == {
        "test_third": ("passed", [2]),
        "test_first": ("passed", []),
        "test_never": ("failed", [2]),
    }
