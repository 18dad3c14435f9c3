"""What two workers met in."""

from __future__ import annotations

from layerproof.adoption.doctor.checks_running.sharing import Met, find_met
from layerproof.adoption.doctor.checks_running.two_workers import judge_two_workers
from layerproof.adoption.doctor.values import State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import ProbedOutcome, ProbedTest, Touched
from tests.support.probed_projects import make_run

_TESTS = (ProbedTest("a.py::x", "a.py", 3), ProbedTest("b.py::y", "b.py", 5))


def _both(kind: str, detail: str) -> list[Touched]:
    return [Touched(kind, detail, "gw0", "a.py::x"), Touched(kind, detail, "gw1", "b.py::y")]


def _met(kind: str, detail: str, *, removed: bool = False) -> Met:
    return Met(kind, detail, ("gw0", "gw1"), ("a.py::x", "b.py::y"), removed)


def test_what_both_workers_used_is_shared() -> None:
    """One worker's own files are its own; what the starting process does is nobody's."""
    touched = [
        *_both("write", "out.txt"),
        *_both("bind", "127.0.0.1:8000"),
        Touched("write", "mine.txt", "gw0", "a.py::x"),
        Touched("write", "started.txt", "main"),
        Touched("write", "started.txt", "gw0"),
    ]
    assert find_met(touched) == (_met("path", "out.txt"), _met("port", "127.0.0.1:8000"))


def test_a_sqlite_file_is_told_once() -> None:
    """That it is written and removed as a file too adds nothing."""
    touched = [*_both("sqlite", "shop.db"), *_both("remove", "shop.db")]
    assert find_met(touched) == (_met("sqlite", "shop.db"),)


def test_who_empties_a_folder_shares_what_is_in_it() -> None:
    """One worker removes a folder in which the other one writes."""
    touched = [
        Touched("remove", "/tmp/work", "gw0"),
        Touched("write", "/tmp/work/a/b.txt", "gw1", "b.py::y"),
    ]
    assert find_met(touched) == (
        Met("path", "/tmp/work/a/b.txt", ("gw0", "gw1"), ("b.py::y",), removed=True),
    )


def test_a_folder_stands_for_what_is_in_it() -> None:
    """Where both remove the folder, its files are not told one by one."""
    touched = [*_both("remove", "work"), *_both("write", "work/a.txt")]
    assert find_met(touched) == (_met("path", "work", removed=True),)


def test_what_is_meant_for_several_is_no_finding() -> None:
    """Locks are shared on purpose, and tools keep their own folders in order."""
    touched = [*_both("write", "/tmp/db.lock"), *_both("write", ".hypothesis/examples/1")]
    assert find_met(touched) == ()


def test_shared_things_and_failures_are_told_with_their_tests() -> None:
    """A test that is red with one process already is no matter of workers."""
    alone = make_run({"a.py::x": "passed", "b.py::y": "failed"}, tests=_TESTS)
    together = make_run(
        {"a.py::x": ProbedOutcome("failed", message="KeyError: 1"), "b.py::y": "failed"},
        tests=_TESTS,
        touched=(
            *_both("remove", "out"),
            Touched("bind", ":1", "gw0"),
            Touched("bind", ":1", "gw1"),
        ),
    )
    assert [
        (each.state, each.what, each.places) for each in judge_two_workers(alone, together)
    ] == [
        (
            State.FOUND,
            "two workers write or remove out (in a.py::x, b.py::y)",
            (Place("a.py", 3), Place("b.py", 5)),
        ),
        (State.FOUND, "two workers bind :1 (while files are imported)", ()),
        (
            State.FOUND,
            (
                "1 test passed in one process and failed with two workers: a.py::x;"
                " the first says: KeyError: 1"
            ),
            (Place("a.py", 3),),
        ),
    ]


def test_two_workers_that_did_not_end_are_not_well() -> None:
    """Neither is the run that they are compared with."""
    whole = make_run({"a.py::x": "passed"}, tests=_TESTS)
    cut = make_run({}, tests=_TESTS, lost="did not end within 5 s")
    assert [each.what for each in judge_two_workers(cut, cut)] == [
        "not every test was run by one process: did not end within 5 s",
        "not every test was run by two workers: did not end within 5 s",
    ]
    assert list(judge_two_workers(whole, whole)) == []
