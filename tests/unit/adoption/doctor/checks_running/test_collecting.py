"""What the doctor says of a collection."""

from __future__ import annotations

from layerproof.adoption.doctor.checks_running.collecting import (
    find_slow,
    judge_imports,
    judge_times,
)
from layerproof.adoption.doctor.checks_running.frames import read_places
from layerproof.adoption.doctor.values import State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import Hang, ProbedTest
from tests.support.probed_projects import make_run

_TESTS = (ProbedTest("a.py::t", "a.py", 1),)
_KNOWN = frozenset({"app/db.py", "tests/test_a.py"})


def test_a_hang_is_told_with_the_frame_it_stood_in() -> None:
    """The places are the frames that lie in the project, innermost first."""
    frames = ("app/db.py:4 in connect", "tests/test_a.py:1 in <module>", "socket.py:294 in accept")
    run = make_run({}, hangs=(Hang("tests/test_a.py", 20.0, frames),))
    (found,) = judge_imports(run, _KNOWN)
    assert (found.state, found.what, found.places) == (
        State.FOUND,
        "tests/test_a.py hangs at its import: it stood for 20 s, in app/db.py:4 in connect",
        (Place("app/db.py", 4), Place("tests/test_a.py", 1)),
    )


def test_a_hang_without_frames_has_the_place_of_its_file() -> None:
    """A process that nothing can be read of is named all the same, and so is the start."""
    run = make_run({}, hangs=(Hang("tests/test_a.py", 20.0), Hang("", 60.0)))
    assert [(each.what, each.places) for each in judge_imports(run, _KNOWN)] == [
        ("tests/test_a.py hangs at its import: it stood for 20 s", (Place("tests/test_a.py"),)),
        ("pytest hangs at its import: it stood for 60 s", ()),
    ]


def test_an_error_of_collection_is_one_line() -> None:
    """Of pytest's report the cause is told, once for all files that share it."""
    report = "x\nE   KeyError: 'A'\nShort test summary"
    errors = {"tests/test_a.py": report, "b.py": "E   KeyError: 'B'", "tests/test_c.py": report}
    assert [
        (each.what, each.places) for each in judge_imports(make_run({}, errors=errors), _KNOWN)
    ] == [
        (
            "tests/test_a.py, tests/test_c.py cannot be collected: KeyError: 'A'",
            (Place("tests/test_a.py"), Place("tests/test_c.py")),
        ),
        ("b.py cannot be collected: KeyError: 'B'", (Place("b.py"),)),
    ]


def test_what_was_not_collected_is_not_well() -> None:
    """A probe that gave up says so next to what it found; one without tests has shown nothing."""
    gave_up = make_run({}, tests=_TESTS, lost="did not end within 5 s")
    nothing = make_run({})
    for judge in (lambda run: judge_imports(run, _KNOWN), judge_times):
        assert [each.state for each in judge(gave_up)] == [State.NOT_MEASURED]
        assert [each.state for each in judge(nothing)] == [State.NOT_MEASURED]
    (found,) = judge_imports(gave_up, _KNOWN)
    assert found.what == "not every file of tests was imported: did not end within 5 s"


def test_files_that_could_not_be_collected_leave_other_questions_open() -> None:
    """What their tests would have shown is not known."""
    run = make_run({}, tests=_TESTS, errors={"b.py": "E   x"}, hangs=(Hang("c.py", 2.0),))
    (found,) = judge_times(run)
    assert (found.state, found.what) == (
        State.NOT_MEASURED,
        "not every file of tests was timed: 2 files could not be collected (see test-imports)",
    )


def test_a_clean_collection_is_well() -> None:
    """Nothing is said of files that come through quickly."""
    run = make_run({}, tests=_TESTS, collection={"a.py": 0.1, "b.py": 0.1})
    assert [*judge_imports(run, _KNOWN), *judge_times(run)] == []


def test_slow_files_are_those_past_a_second_and_outliers() -> None:
    """The first one pays for what all import, and has more time."""
    usual = {f"u{n}.py": 0.02 for n in range(5)}
    assert find_slow({"a.py": 4.9, **usual, "b.py": 1.2, "c.py": 0.3, "d.py": 0.19}) == {
        "b.py": 1.2,
        "c.py": 0.3,
    }
    assert find_slow({"a.py": 5.0, "b.py": 0.9, "c.py": 0.9}) == {"a.py": 5.0}
    assert find_slow({}) == {}


def test_slow_files_are_one_finding() -> None:
    """The slowest comes first, next to what all files take."""
    run = make_run({}, tests=_TESTS, collection={"a.py": 0.5, "b.py": 1.25, "c.py": 3.0})
    (found,) = judge_times(run)
    assert (found.what, found.places) == (
        "2 files of tests take long to be collected: c.py 3.0 s, b.py 1.2 s (all 3 files: 4.8 s)",
        (Place("c.py"), Place("b.py")),
    )


def test_one_slow_file_is_one() -> None:
    """A single file is told of as such."""
    (found,) = judge_times(make_run({}, tests=_TESTS, collection={"a.py": 0.5, "b.py": 3.0}))
    assert found.what == (
        "1 file of tests takes long to be collected: b.py 3.0 s (all 2 files: 3.5 s)"
    )


def test_frames_outside_the_project_are_no_places() -> None:
    """A library's file would not be found from the project's root."""
    frames = ("socket.py:1 in accept", "app/db.py:4 in a b", "app/db.py:4 in a b", "no frame")
    assert read_places(frames, _KNOWN) == (Place("app/db.py", 4),)
