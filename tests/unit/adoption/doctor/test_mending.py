"""Carrying out safe changes."""

import stat
import sys

import pytest

from layerproof.adoption.doctor.mending import Mend, mend
from layerproof.adoption.doctor.values import Diagnosis, Edit, State
from tests.support.examined_projects import Examined, make_environment

ASYNC = "async def test_one():\n    assert 1 == 1\n"


def with_edits(*edits: Edit) -> tuple[Diagnosis, ...]:
    """Return a finding for each edit."""
    return tuple(Diagnosis("x", State.FOUND, "x", edits=(edit,)) for edit in edits)


def test_an_edit_is_written_and_shown(project: Examined) -> None:
    """The file has the new text, keeps its mode, and the change is shown as a diff."""
    project.write({"a.ini": "one\ntwo\n"})
    (project.root / "a.ini").chmod(0o640)
    patient = project.patient()
    done = mend(patient, with_edits(Edit("a.ini", "one\nthree\n", "swap")))
    path = project.root / "a.ini"
    assert (
        done,
        path.read_text(),
        stat.S_IMODE(path.stat().st_mode),
        [each.name for each in project.root.iterdir()],
    ) == (
        (
            Mend(
                "a.ini",
                "swap",
                "--- a/a.ini\n+++ b/a.ini\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n",
            ),
        ),
        "one\nthree\n",
        0o640,
        ["a.ini"],
    )


def test_one_edit_of_a_file_at_a_time(project: Examined) -> None:
    """A second edit of the same file would undo the first, and waits."""
    project.write({"a": "1", "b": "1"})
    edits = (Edit("a", "2", ""), Edit("a", "3", ""), Edit("b", "2", ""))
    done = mend(project.patient(), with_edits(*edits))
    assert ([each.path for each in done], (project.root / "a").read_text()) == (["a", "b"], "2")


def test_a_file_that_changed_meanwhile_is_left_alone(project: Examined) -> None:
    """What somebody wrote after the examination is not overwritten."""
    project.write({"a": "1"})
    patient = project.patient()
    assert patient.tree.read("a") == "1"
    project.write({"a": "mine"})
    (done,) = mend(patient, with_edits(Edit("a", "2", "x")))
    assert (done.problem, (project.root / "a").read_text()) == (
        "the file has changed since it was examined",
        "mine",
    )


def test_a_byte_order_mark_and_line_ends_stay(project: Examined) -> None:
    """What an editor put into a file besides its text is kept."""
    (project.root / "a").write_bytes(b"\xef\xbb\xbfone\r\n")
    mend(project.patient(), with_edits(Edit("a", "one\r\ntwo\r\n", "")))
    assert (project.root / "a").read_bytes() == b"\xef\xbb\xbfone\r\ntwo\r\n"


def test_a_link_out_of_the_project_is_left_alone(
    project: Examined, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file that lies elsewhere is not the project's to change."""
    outside = tmp_path_factory.mktemp("outside") / "a"
    outside.write_text("1")
    (project.root / "a").symlink_to(outside)
    (done,) = mend(project.patient(), with_edits(Edit("a", "2", "x")))
    assert (done.problem, outside.read_text()) == (
        "it is a link that leads out of the project",
        "1",
    )


def test_a_file_that_is_gone_is_told(project: Examined) -> None:
    """A file that was removed meanwhile is told, not made again."""
    (done,) = mend(project.patient(), with_edits(Edit("a", "2", "x")))
    assert done.problem == "the file cannot be written: No such file or directory"


MENDABLE = {
    "markers": {
        "pyproject.toml": '[tool.pytest.ini_options]\nmarkers = ["slow: long"] # ours\n',
        "tests/test_x.py": "import pytest\n\n@pytest.mark.smoke\ndef test_x():\n    assert 1\n",
    },
    "markers without settings": {
        "pyproject.toml": '[project]\nname = "x"\n',
        "tests/test_x.py": "import pytest\n\n@pytest.mark.smoke\ndef test_x():\n    assert 1\n",
    },
    "markers in setup.cfg": {
        "setup.cfg": "[tool:pytest]\naddopts = -q\n",
        "tests/test_x.py": "import pytest\n\n@pytest.mark.smoke\ndef test_x():\n    assert 1\n",
    },
    "markers in pytest.toml": {
        "pytest.toml": '[pytest]\naddopts = ["-q"]\n',
        "tests/test_x.py": "import pytest\n\n@pytest.mark.smoke\ndef test_x():\n    assert 1\n",
    },
    "loop-scopes": {"pytest.ini": "[pytest]\n", "tests/test_x.py": ASYNC},
    "coverage-concurrency": {
        ".coveragerc": "[run]\nbranch = true\n",
        "pyproject.toml": '[project]\nname = "shop"\n',
        "shop/__init__.py": "from sqlalchemy.ext.asyncio import AsyncSession\n",
    },
    "coverage-concurrency in pyproject.toml": {
        "pyproject.toml": '[project]\nname = "shop"\n\n[tool.coverage.run]\nbranch = true\n',
        "shop/__init__.py": "from sqlalchemy.ext.asyncio import AsyncSession\n",
    },
    "coverage-paths": {
        "pyproject.toml": "[tool.coverage.run]\nbranch = true\n",
        ".github/workflows/t.yml": "jobs:\n  a:\n    steps:\n      - run: coverage combine\n"
        "      - run: pytest\n",
    },
    "ci-artifacts": {
        ".github/workflows/t.yml": """
        jobs:
          test:
            steps:
              # what ran
              - uses: actions/upload-artifact@v4
                with:
                  name: data
                  path: |
                    .coverage.*
                  if-no-files-found: error # loud
        """
    },
    "ci-artifacts set to false": {
        ".github/workflows/t.yml": """
        jobs:
          test:
            steps:
              - uses: actions/upload-artifact@v4
                with: # here
                  include-hidden-files: false # why not
                  path: .layerproof
        """
    },
}


@pytest.mark.parametrize("case", MENDABLE)
def test_what_is_mended_is_not_found_again(project: Examined, case: str) -> None:
    """Every finding that carries an edit is gone once it is carried out."""
    check = case.split()[0]
    project.set_environment(make_environment({"pytest-asyncio": "1.5.0"}))
    project.write(MENDABLE[case])
    patient = project.patient()
    found = project.ask(check)
    before = {path: patient.tree.read(path) for path in patient.tree.files}
    done = mend(patient, found)
    after = {path: project.patient().tree.read(path) for path in patient.tree.files}
    changed = [path for path, text in before.items() if after[path] != text]
    assert [(each.path, each.problem) for each in done] == [(path, "") for path in changed] != []
    assert project.find(check) == []
    for path in changed:  # nothing but lines of the change itself
        kept = [line for line in (before[path] or "").splitlines() if "markers" not in line]
        kept = [line for line in kept if "include-hidden-files" not in line]
        assert [line for line in kept if line not in (after[path] or "")] == []


def test_lines_of_a_workflow_are_added_in_place(project: Examined) -> None:
    """The line stands beside the path, as deep as that, and comments stay."""
    project.write(MENDABLE["ci-artifacts"])
    (found,) = project.ask("ci-artifacts")
    (edit,) = found.edits
    assert edit.text.splitlines()[4:11] == [
        "      - uses: actions/upload-artifact@v4",
        "        with:",
        "          name: data",
        "          include-hidden-files: true",
        "          path: |",
        "            .coverage.*",
        "          if-no-files-found: error # loud",
    ]


@pytest.mark.parametrize(
    ("check", "files"),
    [
        (
            "ci-artifacts",
            {
                ".github/workflows/t.yml": "jobs:\n  a:\n    steps:\n"
                "      - uses: actions/upload-artifact@v4\n"
                "        with: {name: x, path: .coverage}\n"
            },
        ),
        (
            "coverage-concurrency",
            {
                ".coveragerc": "[run]\nconcurrency = thread\n",
                "pyproject.toml": '[project]\nname = "shop"\n',
                "shop/__init__.py": "from sqlalchemy.ext.asyncio import AsyncSession\n",
            },
        ),
    ],
    ids=["braces", "another choice"],
)
def test_what_the_authors_have_to_decide_has_no_edit(
    project: Examined, check: str, files: dict[str, str]
) -> None:
    """Where a line edit would not do, or overrule somebody's choice, there is none."""
    project.write(files)
    assert [each.edits for each in project.ask(check)] == [()]


def test_without_tomlkit_there_is_no_edit(
    project: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The finding stays where the package that edits is missing."""
    monkeypatch.setitem(sys.modules, "tomlkit", None)
    project.write(MENDABLE["markers"])
    assert [(each.state.value, each.edits) for each in project.ask("markers")] == [("found", ())]
