"""What Nox makes of a noxfile of two lines, without running a session."""

from __future__ import annotations

import json
from pathlib import Path

from layerproof.errors import ExitCode
from tests.support.session_projects import NOXFILE, SHOP, TABLE, run_tool, write_files


def test_the_suites_with_tests_are_listed_as_default(tmp_path: Path) -> None:
    """``nox -l`` shows each session with what it is for, and marks those that plain Nox runs."""
    listed = run_tool(write_files(tmp_path, SHOP), "nox", "-l")
    assert listed.output.splitlines()[2:-2] == [
        "- fast [fast] -> unit, integration and api in one run, not traced, failed tests first",
        "* unit [suite] -> one piece at a time, without network or database",
        "- integration [suite] -> repositories and other code on a real database",
        "* api [suite] -> routers through a client",
        "- security [suite] -> what must not be possible",
        "- migrations [suite] -> the steps of the database's schema",
        "- concurrency [suite] -> many callers at once",
        "- performance [suite] -> what things cost, not traced",
        "- slow [suite] -> whole runs that take long",
        "* coverage [coverage] -> merge and judge what has run, and write the report",
    ]


def test_a_matrix_can_be_made_of_the_list(tmp_path: Path) -> None:
    """``nox --json -l`` names each job's session, Python and shards."""
    table = TABLE.replace("fail_under = 50", 'pythons = ["3.11", "3.12"]', 1)
    project = {
        "pyproject.toml": f"{table}\n[tool.layerproof.suites]\nunit = {{ shards = 2 }}\n",
        "noxfile.py": NOXFILE,
    }
    listed = run_tool(write_files(tmp_path, project), "nox", "--json", "-l")
    jobs = [(job["session"], job["python"], job["tags"]) for job in json.loads(listed.output)]
    assert jobs == [
        ("unit-3.11", "3.11", ["suite", "shards=2"]),
        ("unit-3.12", "3.12", ["suite", "shards=2"]),
        ("coverage", "3.12", ["coverage"]),
    ]


def test_a_wrong_table_is_explained(tmp_path: Path) -> None:
    """A fault in the table ends Nox with code 2 and one message, not with a traceback."""
    project = {"pyproject.toml": TABLE.replace("source", "sauce"), "noxfile.py": NOXFILE}
    ended = run_tool(write_files(tmp_path, project), "nox", "-s", "unit")
    assert ended.code == ExitCode.WRONG_USE
    assert 'sauce: is not a key of this table; did you mean "source"?' in ended.output
    assert "Traceback" not in ended.output


def test_a_name_that_is_taken_is_explained(tmp_path: Path) -> None:
    """A noxfile's own session is not replaced behind its back."""
    own = "import nox\n\n@nox.session\ndef coverage(session): ...\n"
    project = {"pyproject.toml": TABLE, "noxfile.py": own + NOXFILE}
    ended = run_tool(write_files(tmp_path, project), "nox", "-l")
    assert (ended.code, ended.output) == (
        ExitCode.WRONG_USE,
        (
            "error[usage]: this noxfile already has sessions named coverage, "
            "which Layerproof defines too\n"
            "  do: rename yours, or call define_sessions() only once\n"
        ),
    )


def test_a_noxfile_keeps_its_own_sessions_and_options(tmp_path: Path) -> None:
    """Sessions and options of the project stay as they were, whatever Layerproof adds."""
    own = "import nox\n\n@nox.session\ndef lint(session): print(nox.options.default_venv_backend)\n"
    project = {"pyproject.toml": TABLE, "noxfile.py": own + NOXFILE}
    ended = run_tool(write_files(tmp_path, project), "nox", "-s", "lint", "--no-venv")
    assert ended.code == ExitCode.KEPT
    assert "virtualenv\n" in ended.output


def test_the_noxfile_may_lie_beside_the_project(tmp_path: Path) -> None:
    """``define_sessions(root)`` reads the table of another folder."""
    noxfile = NOXFILE.replace("sessions()", "sessions('backend')")
    write_files(tmp_path, {"noxfile.py": noxfile, "backend/pyproject.toml": TABLE})
    assert "* coverage [coverage]" in run_tool(tmp_path, "nox", "-l").output
