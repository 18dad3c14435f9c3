"""CI that loses data or passes over failures."""

import pytest

from tests.support.examined_projects import Examined, Told

FLOW = ".github/workflows/tests.yml"


def workflow(step: str, *, job: str = "") -> str:
    """Return a workflow with one step, and more lines for its job."""
    return f"on: push\njobs:\n  test:\n    runs-on: x\n{job}    steps:\n{step}"


def upload(settings: str, uses: str = "actions/upload-artifact@v4") -> str:
    """Return a step that uploads."""
    return f"      - uses: {uses}\n        with:\n          name: data\n{settings}"


@pytest.mark.parametrize("path", [".coverage.*", ".layerproof", "out/.layerproof/report"])
def test_uploads_that_leave_hidden_files_out(project: Examined, path: str) -> None:
    """An upload of hidden files without the setting is found where it stands."""
    project.write({FLOW: workflow(upload(f'          path: "{path}"\n'))})
    assert project.find("ci-artifacts") == [
        Told(f"actions/upload-artifact leaves hidden files out, and uploads {path}", (f"{FLOW}:6",))
    ]


@pytest.mark.parametrize(
    "step",
    [
        upload("          path: .coverage\n          include-hidden-files: true\n"),
        upload("          path: htmlcov\n"),
        upload("          path: .coverage\n", "actions/upload-artifact@v3"),
        upload("          path: .coverage\n", "actions/cache@v4"),
    ],
    ids=["set", "nothing hidden", "old version", "another action"],
)
def test_uploads_that_lose_nothing(project: Examined, step: str) -> None:
    """With the setting, without hidden files, or before they were left out, it is well."""
    project.write({FLOW: workflow(step)})
    assert project.find("ci-artifacts") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (workflow("      - run: pytest || true\n"), "`|| true` behind the tests"),
        (
            workflow("      - run: |\n          make setup\n          nox || exit 0\n"),
            "`|| true` behind the tests",
        ),
        (
            workflow("      - run: pytest\n        continue-on-error: true\n"),
            "continue-on-error: true",
        ),
        (
            workflow("      - run: tox\n", job="    continue-on-error: true\n"),
            "continue-on-error: true",
        ),
    ],
    ids=["or true", "or exit", "step", "job"],
)
def test_failures_that_are_passed_over(project: Examined, text: str, told: str) -> None:
    """A step or job whose tests may fail in silence is found."""
    project.write({FLOW: text})
    what = f"a failure of the tests is passed over: {told}"
    assert [each.what for each in project.find("ci-failures")] == [what]


@pytest.mark.parametrize(
    "text",
    [
        workflow("      - run: pytest\n"),
        workflow("      - run: codecov || true\n"),
        workflow("      - run: ruff check\n        continue-on-error: true\n"),
        "just: [a, list]\n",
        "- a\n- list\n",
    ],
)
def test_failures_that_count(project: Examined, text: str) -> None:
    """What is no test may fail as it likes."""
    project.write({FLOW: text})
    assert project.find("ci-failures") == []


def test_a_workflow_that_cannot_be_read_is_told(project: Examined) -> None:
    """A broken file is found as such and breaks no other check."""
    project.write({FLOW: "a: [1\nb: }\n"})
    said = project.ask("ci-artifacts", "ci-failures", "readable")
    # It is read by the survey, so `readable` knows of it whatever the order of the checks.
    assert [(each.check, each.state.value) for each in said] == [
        ("readable", "found"),
        ("ci-artifacts", "well"),
        ("ci-failures", "well"),
    ]
