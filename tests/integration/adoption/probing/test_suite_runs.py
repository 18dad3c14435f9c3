"""Real runs of small suites: what is seen of tests, fixtures and outcomes."""

from __future__ import annotations

import sys
from pathlib import Path

from layerproof.adoption.probing.values import Order, ProbedFixture, ProbedTest
from tests.support.probed_projects import probe, statuses

_KINDS = {
    "pyproject.toml": """
        [tool.pytest.ini_options]
        addopts = ["-p", "asyncio", "-m", "not left_out", "-x", "--lf"]
        markers = ["left_out: not run here", "slow(why): takes long"]
        """,
    "tests/conftest.py": """
        import pytest

        @pytest.fixture(scope="session", autouse=True)
        def world():
            yield

        @pytest.fixture
        def row():
            return 1

        @pytest.fixture
        def nobody():
            return 1

        def pytest_collection_modifyitems(items):
            for item in items:
                if "row" in item.fixturenames:
                    item.add_marker("slow")
        """,
    "tests/sub/test_sub.py": """
        import pytest

        @pytest.fixture
        def row(row):
            return row + 1

        def test_row(row):
            assert row == 2
        """,
    "tests/test_kinds.py": """
        import asyncio, time, unittest
        import pytest

        def test_fails():
            assert 1 == 2

        @pytest.mark.parametrize("x", ["a", "b"])
        class TestThing:
            def test_it(self, x):
                assert x

        class TestOld(unittest.TestCase):
            def test_old(self):
                self.assertTrue(True)

        @pytest.mark.asyncio
        async def test_async():
            await asyncio.gather(asyncio.sleep(0.1), asyncio.sleep(0.1))

        def test_sleeps():
            time.sleep(0.1)

        @pytest.fixture
        def broken():
            raise KeyError("postgresql://me:secret@db/shop")

        def test_error(broken):
            pass

        @pytest.mark.xfail
        def test_expected():
            assert False

        @pytest.mark.skip(reason="why not")
        def test_skipped():
            pass

        @pytest.mark.left_out
        def test_left_out():
            pass
        """,
}


def test_tests_of_every_kind_are_seen_with_their_outcomes(tmp_path: Path) -> None:
    """Neither ``-x`` nor ``--lf`` of the project keeps a test from running; ``-m`` does."""
    run = probe(tmp_path, _KINDS)
    assert statuses(run) == {
        "tests/sub/test_sub.py::test_row": "passed",
        "tests/test_kinds.py::test_fails": "failed",
        "tests/test_kinds.py::TestThing::test_it[a]": "passed",
        "tests/test_kinds.py::TestThing::test_it[b]": "passed",
        "tests/test_kinds.py::TestOld::test_old": "passed",
        "tests/test_kinds.py::test_async": "passed",
        "tests/test_kinds.py::test_sleeps": "passed",
        "tests/test_kinds.py::test_error": "error",
        "tests/test_kinds.py::test_expected": "xfailed",
        "tests/test_kinds.py::test_skipped": "skipped",
    }
    assert (run.exit_code, run.lost, run.errors) == (1, "", {})
    deselected = [test.nodeid for test in run.tests if test.deselected]
    assert deselected == ["tests/test_kinds.py::test_left_out"]
    assert {"left_out", "slow"} <= set(run.registered_markers)
    assert set(run.collection) == {"tests/sub/test_sub.py", "tests/test_kinds.py"}


def test_messages_and_sleeps_are_told(tmp_path: Path) -> None:
    """A message is the line that says why, without passwords; parallel sleeps count once."""
    run = probe(tmp_path, _KINDS)
    ended = run.outcomes
    assert ended["tests/test_kinds.py::test_fails"].message == "assert 1 == 2"
    assert ended["tests/test_kinds.py::test_error"].message == (
        "KeyError: 'postgresql://me:***@db/shop'"
    )
    assert ended["tests/test_kinds.py::test_skipped"].message == "Skipped: why not"
    for name in ("test_async", "test_sleeps"):
        assert 0.1 <= ended[f"tests/test_kinds.py::{name}"].slept < 0.19
    assert ended["tests/test_kinds.py::test_fails"].slept == 0


def test_fixtures_are_seen_with_who_uses_them(tmp_path: Path) -> None:
    """Unused and overridden ones too; a test left out counts among the users."""
    run = probe(tmp_path, _KINDS, collect_only=True)
    assert [fixture for fixture in run.fixtures if fixture.path] == [
        ProbedFixture("nobody", "tests/conftest.py", 11, "function", False, 0),
        ProbedFixture("row", "tests/conftest.py", 7, "function", False, 1),
        ProbedFixture("world", "tests/conftest.py", 3, "session", True, 11),
        ProbedFixture("row", "tests/sub/test_sub.py", 3, "function", False, 1, overrides=True),
        ProbedFixture("broken", "tests/test_kinds.py", 23, "function", False, 1),
    ]
    assert run.outcomes == {}
    row = next(test for test in run.tests if test.path == "tests/sub/test_sub.py")
    assert row == ProbedTest(
        "tests/sub/test_sub.py::test_row",
        "tests/sub/test_sub.py",
        7,
        markers=("slow",),
        fixtures=row.fixtures,
    )
    assert {"row", "world"} <= set(row.fixtures)


def test_a_project_stays_as_it_was(tmp_path: Path) -> None:
    """Neither pytest's cache nor a file of the probe appears, and nothing of the probe leaks."""
    leaks = """
        import os, subprocess, sys

        def test_children_see_nothing():
            code = "import sys; print(any('planted' in p for p in sys.path))"
            told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
            assert told.stdout == "False\\n"
            assert "PYTHONPATH" not in os.environ
            assert sys.argv[0].endswith("__main__.py")
        """
    run = probe(tmp_path, {"tests/test_leaks.py": leaks})
    assert statuses(run) == {"tests/test_leaks.py::test_children_see_nothing": "passed"}
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()} - {"test_leaks.py"}
    assert all(name.endswith(".pyc") for name in left)
    assert not (tmp_path / ".pytest_cache").exists()


def test_all_run_the_other_way_round(tmp_path: Path) -> None:
    """The order is turned wholly, across files and classes."""
    files = {
        "test_a.py": "def test_1(): pass\ndef test_2(): pass\n",
        "test_b.py": "class TestB:\n    def test_3(self): pass\n",
    }
    run = probe(tmp_path, files, order=Order.REVERSED)
    assert list(run.outcomes) == [
        "test_b.py::TestB::test_3",
        "test_a.py::test_2",
        "test_a.py::test_1",
    ]


def test_chosen_tests_run_in_the_chosen_order(tmp_path: Path) -> None:
    """Others are deselected; a test that is not there is nobody's fault."""
    files = {"test_a.py": "def test_1(): pass\ndef test_2(): pass\ndef test_3(): pass\n"}
    only = ("test_a.py::test_3", "test_a.py::gone", "test_a.py::test_1")
    run = probe(tmp_path, files, only=only)
    assert list(run.outcomes) == ["test_a.py::test_3", "test_a.py::test_1"]


def test_a_name_with_blanks_and_letters_of_any_kind(tmp_path: Path) -> None:
    """Paths and tests are told as they are."""
    run = probe(tmp_path / "mein läden", {"tests/täst/test_ä b.py": "def test_ö(): pass\n"})
    assert statuses(run) == {"tests/täst/test_ä b.py::test_ö": "passed"}


def test_an_interpreter_without_pytest_is_named(tmp_path: Path) -> None:
    """What the environment lacks is said, and no test counts as seen."""
    environment = tmp_path / "bin"
    environment.mkdir()
    bare = environment / "python"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n')
    bare.chmod(0o755)
    run = probe(tmp_path, {"test_a.py": "def test(): pass\n"}, python=str(bare))
    assert (run.tests, run.lost) == ((), f"pytest is not installed for {bare}")


def test_suites_of_a_table_are_told(tmp_path: Path) -> None:
    """Where Layerproof is active in the project, each test has its suite."""
    files = {
        "pyproject.toml": """
            [tool.layerproof]
            source = ["app"]
            [tool.layerproof.suites]
            unit = {}
            [tool.pytest.ini_options]
            addopts = ["-p", "layerproof.pytest_plugin"]
            """,
        "app/__init__.py": "",
        "tests/unit/test_a.py": "def test_1(): pass\n",
    }
    run = probe(tmp_path, files, collect_only=True)
    assert [(test.nodeid, test.suite) for test in run.tests] == [
        ("tests/unit/test_a.py::test_1", "unit")
    ]


def test_a_project_without_tests(tmp_path: Path) -> None:
    """There is nothing to see, and no error."""
    run = probe(tmp_path, {"app.py": ""}, collect_only=True)
    assert (run.exit_code, run.tests, run.lost) == (5, (), "")
