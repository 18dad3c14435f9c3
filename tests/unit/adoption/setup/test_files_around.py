"""Noxfile, Makefile and workflow: what is there stays, and what is missing comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layerproof.adoption.findings import Found
from layerproof.adoption.setup.makefile import find_targets, plan_makefile
from layerproof.adoption.setup.noxfile import BESIDE, Calls, plan_noxfile
from layerproof.adoption.setup.values import Existing, FileChange
from layerproof.adoption.setup.workflow import choose_python, plan_workflow
from layerproof.adoption.survey import CiFile, Survey
from tests.support.surveys import at, make_survey
from tests.support.yaml_schemas import check_yaml

TWO_LINES = "from layerproof.nox import define_sessions\n\ndefine_sessions()\n"
OWN = "import nox\n\n\n@nox.session\ndef lint(session):\n    session.run('ruff')"
FLOW = ".github/workflows/tests.yml"


def test_a_new_noxfile_has_two_lines() -> None:
    """Without a noxfile there is one afterwards."""
    plan, calls = plan_noxfile(Existing(), ["unit"])
    assert (plan.changes, calls) == ((FileChange("noxfile.py", None, TWO_LINES),), Calls())


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_noxfile_keeps_its_own_sessions(end: str) -> None:
    """Import and call come at its end, in its own kind of line ends; run again, nothing comes."""
    text = (OWN + end).replace("\n", end or "\n") if end == "\r\n" else OWN + end
    plan, calls = plan_noxfile(Existing({"noxfile.py": text}), ["unit"])
    (change,) = plan.changes
    assert change.before == text
    assert change.after.startswith(text)
    assert change.after.replace("\r\n", "\n").endswith("# noqa: E402\n\ndefine_sessions()\n")
    assert ("\r\n" in change.after) is (end == "\r\n")
    assert calls == Calls()
    assert plan_noxfile(Existing({"noxfile.py": change.after}), ["unit"])[0].changes == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "@nox.session(name='coverage')\ndef x(session): ...",
            "of the same names: coverage",
        ),
        ("@session\ndef unit(s): ...", "of the same names: unit"),
        ("def (", "is not Python"),
    ],
)
def test_a_noxfile_that_cannot_take_ours_is_left_alone(text: str, why: str) -> None:
    """Where names clash, or nobody knows, ours lies beside it, and the call says so."""
    plan, calls = plan_noxfile(Existing({"noxfile.py": text}), ["unit"])
    assert plan.changes == (FileChange(BESIDE, None, TWO_LINES),)
    assert why in plan.notes[0]
    assert calls == Calls(f"nox -f {BESIDE}", f"nox -f {BESIDE}")


def test_a_noxfile_that_names_its_own_defaults() -> None:
    """Where plain ``nox`` runs what the noxfile names besides, the suites are called by name."""
    text = "import nox\nnox.options.sessions = ['lint']\n"
    plan, calls = plan_noxfile(Existing({"noxfile.py": text}), ["unit", "api"])
    assert calls == Calls("nox", "nox -s unit api coverage")
    assert "without it: `nox -s unit api coverage`" in plan.notes[0]
    again = Existing({"noxfile.py": plan.changes[0].after})
    assert plan_noxfile(again, ["unit", "api"])[1] == calls


def test_a_makefile_gets_only_what_it_lacks() -> None:
    """Targets of the project's own stay, tabs and all; run again, nothing comes."""
    text = "X := 1\n\ntest coverage: x\n\tpytest\n\nlint:\n\truff: check"
    plan = plan_makefile(Existing({"Makefile": text}), ["unit"], Calls())
    (change,) = plan.changes
    assert change.after.startswith(text)
    added = [
        *("", "", ".PHONY: test-fast"),
        "test-fast:  ## the quick suites in one run, without measuring",
        *("\tnox -s fast", "", ".PHONY: test-unit"),
        *("test-unit:  ## run the suite unit", "\tnox -s unit", ""),
    ]
    assert change.after[len(text) :].split("\n") == added
    assert plan.decisions[0].reason == "coverage, test of the project's own stay"
    again = plan_makefile(Existing({"Makefile": change.after}), ["unit"], Calls())
    assert again.changes == ()


@pytest.mark.parametrize("text", [".RECIPEPREFIX = >\nx:\n>y\n", "-include other.mk\n"])
def test_a_makefile_that_cannot_be_seen_through_is_left_alone(text: str) -> None:
    """Another prefix of recipes, or files that it includes, are nothing to add to."""
    plan = plan_makefile(Existing({"Makefile": text}), ["unit"], Calls())
    assert plan.changes == ()
    assert plan.notes == ("Makefile is left as it is: its targets cannot all be seen",)


def test_targets_of_a_makefile() -> None:
    """Rules are targets; assignments, comments and recipes are none."""
    text = "a b: c\n\tx: y\nv := 1\nw = 2\n# d: e\nf::\ng ?= h:i\n"
    assert list(find_targets(text)) == ["a", "b", "f"]


def _with_ci(*files: CiFile) -> Survey:
    survey = make_survey()
    found = tuple(Found(file, at(file.path)) for file in files)
    return replace(survey, project=replace(survey.project, ci=found))


def test_a_workflow_is_valid(tmp_path: Path) -> None:
    """The workflow keeps GitHub's schema, and names the suites that have tests."""
    plan = plan_workflow(make_survey(), Existing(branch="trunk"), ["unit", "api"], "nox")
    (change,) = plan.changes
    assert change.path == FLOW
    assert "session: [unit, api]" in change.after
    assert "branches: [trunk]" in change.after
    assert check_yaml(tmp_path / "tests.yml", change.after, "vendor.github-workflows") == ""


def test_a_workflow_beside_the_one_that_runs_tests() -> None:
    """The authors' own workflow stays, and its variables are named without their values."""
    theirs = ".github/workflows/ci.yml"
    survey = _with_ci(CiFile("github", theirs, ("pytest",), variables={"KEY": "s3cret"}))
    plan = plan_workflow(survey, Existing({theirs: "run: pytest"}), ["unit"], "nox")
    assert [change.path for change in plan.changes] == [".github/workflows/layerproof.yml"]
    assert plan.notes[0].startswith("CI sets KEY for tests")
    assert "s3cret" not in plan.changes[0].after


@pytest.mark.parametrize(
    ("survey", "existing", "suites"),
    [
        (
            make_survey(),
            Existing({".github/workflows/x.yml": "run: layerproof"}),
            ["unit"],
        ),
        (_with_ci(CiFile("gitlab", ".gitlab-ci.yml", ("pytest",))), Existing(), ["unit"]),
        (make_survey(), Existing(), []),
    ],
)
def test_no_workflow_where_there_is_no_use_for_one(
    survey: Survey, existing: Existing, suites: list[str]
) -> None:
    """One of ours is there, CI runs elsewhere, or no suite has tests."""
    assert plan_workflow(survey, existing, suites, "nox").changes == ()


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("", "3.12"),
        (">=3.13", "3.13"),
        (">=3.9,<3.12", "3.11"),
        ("^3.11", "3.12"),
        ("~3.11", "3.11"),
        ("==3.14.*", "3.14"),
        ("3.13", "3.13"),
        ("3.8", "3.12"),
        ("rubbish", "3.12"),
    ],
)
def test_the_python_of_a_workflow(wanted: str, chosen: str) -> None:
    """A Python that the project allows, in PEP 440's words or Poetry's."""
    assert choose_python(wanted) == chosen
