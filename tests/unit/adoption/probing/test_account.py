"""Lines of a probe, put together."""

from __future__ import annotations

import json
from typing import Any

from layerproof.adoption.probing.account import Account, Process
from layerproof.adoption.probing.values import (
    ProbedFixture,
    ProbedOutcome,
    ProbedTest,
    Touched,
)


def _tell(account: Account, event: str, by: str = "1", **fields: Any) -> None:
    account.take(by, json.dumps({"e": event, **fields}))


def _tell_test(
    account: Account, nodeid: str, by: str = "1", definitions: tuple[int, ...] = ()
) -> None:
    _tell(
        account,
        "test",
        by,
        id=nodeid,
        path=nodeid.partition("::")[0],
        line=3,
        markers=["slow"],
        fixtures=["db"],
        definitions=definitions,
    )


def _tell_fixture(account: Account, number: int, name: str, by: str = "1") -> None:
    _tell(
        account,
        "fixture",
        by,
        number=number,
        name=name,
        path="conftest.py",
        line=2,
        scope="session",
        autouse=False,
        overrides=False,
    )


def test_a_test_has_its_last_markers_and_suite() -> None:
    """What conftests add later replaces what was seen first; what they take out is deselected."""
    account = Account()
    _tell_test(account, "a.py::x")
    _tell_test(account, "a.py::y")
    _tell(account, "marked", id="a.py::x", markers=["db", "slow"], suite="unit")
    _tell(account, "deselected", ids=["a.py::y"])
    assert account.tests() == (
        ProbedTest("a.py::x", "a.py", 3, ("db", "slow"), ("db",), "unit"),
        ProbedTest("a.py::y", "a.py", 3, ("slow",), ("db",), None, deselected=True),
    )


def test_fixtures_count_the_tests_that_get_them_once() -> None:
    """Two workers that collect the same test count it once, in later attempts too."""
    account = Account()
    for worker in ("1", "2"):
        _tell_fixture(account, 7, "db", worker)
        _tell_fixture(account, 8, "lonely", worker)
        _tell_test(account, "a.py::x", worker, (7,))
    account.begin_attempt()
    _tell_fixture(account, 0, "db", "3")
    _tell_test(account, "b.py::y", "3", (0,))
    assert account.fixtures() == (
        ProbedFixture("db", "conftest.py", 2, "session", autouse=False, used_by=2),
        ProbedFixture("lonely", "conftest.py", 2, "session", autouse=False, used_by=0),
    )


def test_a_process_knows_the_file_that_it_collects() -> None:
    """A folder on the way is no file; what has ended is left."""
    account = Account()
    _tell(account, "start", process="main")
    assert account.processes == {"1": Process("main", starting=True)}
    _tell(account, "markers", names=["slow"])
    _tell(account, "enter", path="tests", file=False)
    seen = [account.processes["1"].file]
    _tell(account, "enter", path="tests/a.py", file=True)
    seen.append(account.processes["1"].file)
    assert seen == [None, "tests/a.py"]
    _tell(account, "leave", path="tests/a.py", seconds=0.5, error="")
    assert account.processes["1"] == Process("main", False, [("tests", False)])
    assert (account.collection, account.registered) == ({"tests/a.py": 0.5}, {"slow": None})


def test_a_file_is_timed_with_its_classes_and_anew_in_each_attempt() -> None:
    """A class adds to its file's time; another attempt starts from nothing."""
    account = Account()
    for _ in range(2):
        account.begin_attempt()
        _tell(account, "start", process="main")
        for seconds in (0.5, 0.25):
            _tell(account, "enter", path="a.py", file=True)
            _tell(account, "leave", path="a.py", seconds=seconds, error="")
    assert account.collection == {"a.py": 0.75}


def test_a_package_is_no_file_of_tests_unless_it_holds_some() -> None:
    """Packages that pytest only passes by are not timed as files."""
    account = Account()
    for path in ("app/__init__.py", "tests/__init__.py", "tests/a.py"):
        _tell(account, "start", process="main")
        _tell(account, "enter", path=path, file=True)
        _tell(account, "leave", path=path, seconds=0.5, error="")
    _tell_test(account, "tests/__init__.py::x")
    assert account.files() == {"tests/__init__.py": 0.5, "tests/a.py": 0.5}


def test_only_one_of_several_workers_times_a_file() -> None:
    """Both import it at the same time; one figure is what a run waits for."""
    account = Account()
    for by, worker in (("1", "gw0"), ("2", "gw1")):
        _tell(account, "start", by, process=worker)
        _tell(account, "enter", by, path="a.py", file=True)
        _tell(account, "leave", by, path="a.py", seconds=0.5, error="")
    assert account.collection == {"a.py": 0.5}


def test_a_test_that_is_run_again_has_its_last_outcome() -> None:
    """A plugin that repeats failures reports the phases of each try."""
    account = Account()
    for outcome in ("failed", "passed"):
        for when in ("setup", "call", "teardown"):
            _tell(
                account,
                "phase",
                id="a.py::x",
                when=when,
                outcome=outcome if when == "call" else "passed",
                seconds=1.0,
                expected=False,
                message="",
            )
    _tell(account, "done", id="a.py::x", slept=0.5)
    assert account.outcomes() == {"a.py::x": ProbedOutcome("passed", 1.0, 1.0, 1.0, 0.5)}


def test_a_lost_worker_fails_its_test_whoever_is_read_first() -> None:
    """The controller's word on the crash stands, though the worker's own lines come later."""
    account = Account()
    phase: dict[str, Any] = {"id": "a.py::x", "seconds": 0.0, "expected": False}
    _tell(account, "phase", "1", when="???", outcome="failed", message="worker crashed", **phase)
    _tell(account, "phase", "2", when="setup", outcome="passed", message="", **phase)
    assert account.outcomes() == {"a.py::x": ProbedOutcome("failed", message="worker crashed")}


def test_what_is_no_line_of_the_probe_says_nothing() -> None:
    """A line that a kill cut off, or of another kind, does not spoil the others."""
    account = Account()
    for line in ('{"e": "touch', "[]", '{"e": "unheard of"}', ""):
        account.take("1", line)
    _tell(account, "touched", kind="bind", detail="::1:80", process="gw0", test="")
    assert tuple(account.touched) == (Touched("bind", "::1:80", "gw0"),)
    assert account.processes == {}
