"""What pytest's processes wrote about themselves, joined to one record."""

from __future__ import annotations

import pytest

from layerproof.core.outcome.values import Result, TestRecord
from layerproof.pipeline.session_record import (
    Account,
    SessionRecord,
    find_uncollected,
    read_session_record,
)
from tests.support.fake_workplace import SESSION, a_session


def test_whole_record() -> None:
    """Everything that the only process wrote is in the record."""
    file = "tests/unit/test_a.py"
    assert read_session_record(SESSION) == SessionRecord(
        tests=(
            TestRecord(f"{file}::test_one", Result.PASSED, 0.25, file, 3),
            TestRecord(f"{file}::test_two", Result.FAILED, 0.5, file, 7, "no"),
        ),
        accounts=(Account(10, 2, greenlet=False),),
        lost=0,
        faults=(),
        notes=(),
        selected=2,
        assigned=2,
        dropped=0,
        census={"unit": 2},
        orphans=(),
        modules=frozenset({file}),
        homes=(file,),
        narrowing=(),
        patterns=("test_*.py",),
        skipped=("build", "*.egg"),
        folders=(),
    )


def test_workers_collect_the_same() -> None:
    """Of several processes the first is asked what was collected; all are accounted for."""
    session = a_session(
        {"pid": 1, "tests": 1, "greenlet": True},
        {"pid": 2, "tests": 0, "selected": 9},
        lost=1,
        faults=["gw2 died"],
    )
    record = read_session_record(session)
    assert record.accounts == (Account(1, 1, greenlet=True), Account(2, 0, greenlet=False))
    assert (record.selected, record.lost, record.faults) == (2, 1, ("gw2 died",))


def test_no_process_has_an_account() -> None:
    """Where every worker died, nothing was selected and no pattern is known."""
    record = read_session_record({**SESSION, "accounts": [], "tests": [], "lost": 2})
    assert (record.tests, record.accounts, record.lost) == ((), (), 2)
    assert (record.selected, record.modules, record.patterns) == (0, frozenset(), ())


def test_module_that_skipped_itself() -> None:
    """It left no test behind and counts as a skipped one, with its reason."""
    session = a_session({"skipped_modules": {"tests/unit/test_b.py": "Skipped: no driver"}})
    skipped = TestRecord(
        "tests/unit/test_b.py", Result.SKIPPED, 0.0, "tests/unit/test_b.py", 1, "no driver"
    )
    assert read_session_record(session).tests == (*read_session_record(SESSION).tests, skipped)


@pytest.mark.parametrize(
    ("count", "orphans"), [(2, ("a", "b")), (3, ("a", "b", "and 1 more")), (0, ("a", "b"))]
)
def test_orphans_beyond_those_named_are_counted(count: int, orphans: tuple[str, ...]) -> None:
    """A process names the first of its orphans; the record says how many more there are."""
    session = a_session({"orphans": ["a", "b"], "orphan_count": count})
    assert read_session_record(session).orphans == orphans


def test_uncollected_files() -> None:
    """A file named as a test module, in no skipped folder of the project's, and not collected."""
    record = read_session_record(SESSION)
    files = [
        "tests/unit/test_a.py",
        "tests/unit/test_b.py",
        "tests/unit/b_tests.py",
        "tests/build/test_c.py",
        "build/deep/test_d.py",
        "shop.egg/test_d.py",
        "builds/test_e.py",
        "test_f.py",
        "tests/TEST_g.py",
    ]
    assert find_uncollected(record, files) == (
        "tests/unit/test_b.py",
        "tests/build/test_c.py",
        "builds/test_e.py",
        "test_f.py",
    )


def test_a_file_named_as_a_skipped_folder_is_no_folder() -> None:
    """Only a folder at the top is held to the skipped ones."""
    session = a_session({"skipped_folders": ["test_*"]})
    assert find_uncollected(read_session_record(session), ["test_b.py"]) == ("test_b.py",)


def test_usual_names_count_beside_the_projects_own() -> None:
    """A module with one of pytest's names is missed where ``python_files`` leaves it out."""
    record = read_session_record(a_session({"patterns": ["check_*.py"]}))
    files = ["tests/check_a.py", "tests/test_b.py", "tests/b_test.py", "tests/c.py"]
    assert find_uncollected(record, files) == tuple(files[:3])
