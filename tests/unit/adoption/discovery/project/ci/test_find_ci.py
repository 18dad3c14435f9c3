"""CI files and task files: their commands, preparations, variables and places."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from layerproof.adoption.discovery.project.ci import find_ci, find_commands
from layerproof.adoption.findings import Fault, Place
from layerproof.adoption.survey import CiFile
from tests.support.planted import plant

GITHUB = """\
name: tests
on: push
env:
  A: 1
jobs:
  lint:
    steps:
      - run: alembic upgrade head
  test:
    env: {DATABASE_URL: postgresql://localhost/x}
    steps:
      - uses: actions/checkout@v4
      - name: prepare
        run: |
          pip install .
          alembic upgrade head
      - run: pytest -x
        env:
          C: true
          SECRET: ${{ secrets.X }}
      - uses: actions/upload-artifact@v4
        with:
          path: .coverage
"""
GITLAB = """\
default:
  before_script:
    - pip install .
variables:
  A: one
  B: {value: two, description: x}
.hidden:
  script: [echo]
test:
  variables: {A: three}
  script:
    - createdb shop
    - - poetry run pytest
    - !reference [.hidden, script]
"""
CIRCLE = """\
jobs:
  test:
    docker:
      - image: x
        environment: {A: one}
    environment: {B: two}
    steps:
      - checkout
      - run: python -m app.initial_data
      - run:
          name: tests
          command: |
            set -e
            pytest
          environment: {C: three}
"""
AZURE = """\
variables:
  - name: A
    value: one
jobs:
  - job: test
    variables: {B: two}
    steps:
      - script: alembic upgrade head
      - bash: |
          pytest tests
        env: {C: three}
"""
JENKINS = """\
pipeline {
  environment {
    A = 'one'
  }
  stages { stage('t') { steps {
    sh 'alembic upgrade head'
    sh '''
      pytest -x
    '''
  } } }
}
"""
MAKE = """\
VENV := .venv
test: install
\talembic upgrade head
\t@$(VENV)/bin/pytest \\
\t  -x
lint:
\truff check
"""
JUST = "test *args:\n    uv run pytest {{args}}\n\nother:\n    ls\n"
TOX = """\
[tox]
envlist = py312
[testenv]
setenv =
    A = one
commands_pre = alembic upgrade head
commands =
    py312: pytest {posargs}
    - coverage report
"""
NOX = """\
import nox
@nox.session
def tests(session):
    session.install("pytest")
    session.run("alembic", "upgrade", "head")
    session.run("pytest", "-q", *session.posargs)
"""
TASKS = """\
[tool.hatch.envs.default.scripts]
cov = ["coverage run -m pytest", "coverage report"]
[tool.poe.tasks]
t = { cmd = "pytest -x" }
[tool.pdm.scripts]
lint = "ruff check"
[tool.tox.env_run_base]
set_env = { A = "one" }
commands = [["pytest", "tests"]]
"""


@pytest.mark.parametrize(
    ("path", "text", "file", "places"),
    [
        (
            ".github/workflows/ci.yml",
            GITHUB,
            CiFile(
                "github",
                ".github/workflows/ci.yml",
                ("pytest -x",),
                ("alembic upgrade head",),
                {
                    "A": "1",
                    "DATABASE_URL": "postgresql://localhost/x",
                    "C": "true",
                    "SECRET": "${{ secrets.X }}",
                },
                uploads_hidden=False,
            ),
            (17, 16),
        ),
        (
            ".gitlab-ci.yml",
            GITLAB,
            CiFile(
                "gitlab",
                ".gitlab-ci.yml",
                ("poetry run pytest",),
                ("createdb shop",),
                {"A": "three", "B": "two"},
            ),
            (13, 12),
        ),
        (
            ".circleci/config.yml",
            CIRCLE,
            CiFile(
                "circleci",
                ".circleci/config.yml",
                ("pytest",),
                ("python -m app.initial_data",),
                {"A": "one", "B": "two", "C": "three"},
            ),
            (14, 9),
        ),
        (
            "azure-pipelines.yml",
            AZURE,
            CiFile(
                "azure",
                "azure-pipelines.yml",
                ("pytest tests",),
                ("alembic upgrade head",),
                {"A": "one", "B": "two", "C": "three"},
            ),
            (10, 8),
        ),
        (
            "Jenkinsfile",
            JENKINS,
            CiFile(
                "jenkins", "Jenkinsfile", ("pytest -x",), ("alembic upgrade head",), {"A": "one"}
            ),
            (8, 6),
        ),
        (
            "Makefile",
            MAKE,
            CiFile("make", "Makefile", ("$(VENV)/bin/pytest -x",), ("alembic upgrade head",)),
            (4, 3),
        ),
        ("justfile", JUST, CiFile("just", "justfile", ("uv run pytest {{args}}",)), (2,)),
        (
            "tox.ini",
            TOX,
            CiFile("tox", "tox.ini", ("pytest",), ("alembic upgrade head",), {"A": "one"}),
            (8, 6),
        ),
        (
            "noxfile.py",
            NOX,
            CiFile("nox", "noxfile.py", ("pytest -q",), ("alembic upgrade head",)),
            (6, 5),
        ),
        (
            "pyproject.toml",
            TASKS,
            CiFile(
                "tasks",
                "pyproject.toml",
                ("pytest -x", "coverage run -m pytest", "pytest tests"),
                variables={"A": "one"},
            ),
            (4, 2, 9),
        ),
        (
            "scripts/test.sh",
            "#!/bin/sh\nset -e\ncoverage run -m pytest tests/\n",
            CiFile("script", "scripts/test.sh", ("coverage run -m pytest tests/",)),
            (3,),
        ),
    ],
)
def test_one_file(
    tmp_path: Path, path: str, text: str, file: CiFile, places: tuple[int, ...]
) -> None:
    """Each file is read as its system reads it: what runs tests, what comes before, what is set."""
    tree = plant(tmp_path, {path: dedent(text)})
    (found,) = find_ci(tree, (".",), ())
    assert found.value == file
    assert found.places == tuple(Place(path, line) for line in places)
    assert tree.faults == ()


@pytest.mark.parametrize(
    ("path", "uploads"),
    [
        ("path: .coverage", False),
        ("path: .coverage\n          include-hidden-files: true", True),
        ("path: reports/.coverage*", False),
        ("path: htmlcov", None),
    ],
)
def test_artifacts(tmp_path: Path, path: str, uploads: bool | None) -> None:
    """Hidden files are left out of an artifact unless the step asks for them."""
    text = GITHUB.replace("path: .coverage", path)
    (found,) = find_ci(plant(tmp_path, {".github/workflows/a.yaml": text}), (".",), ())
    assert found.value.uploads_hidden is uploads


def test_which_files_count(tmp_path: Path) -> None:
    """Task files count in projects' folders, none counts within tests, a broken one is a fault."""
    tree = plant(
        tmp_path,
        {
            ".github/workflows/broken.yml": "a: [\n",
            ".github/workflows/docs.yml": "jobs: {docs: {steps: [{run: mkdocs}]}}\n",
            ".github/dependabot.yml": "version: 2\n",
            "backend/Makefile": "test:\n\tpytest a\n",
            "other/Makefile": "test:\n\tpytest b\n",
            "tests/data/.github/workflows/x.yml": GITHUB,
            "Makefile": "all:\n\tls\n",
        },
    )
    found = find_ci(tree, ("backend",), ("tests",))
    assert [(each.value.path, each.value.commands) for each in found] == [
        (".github/workflows/broken.yml", ()),
        (".github/workflows/docs.yml", ()),
        ("backend/Makefile", ("pytest a",)),
    ]
    assert [fault.place for fault in tree.faults] == [Place(".github/workflows/broken.yml", 2)]
    assert isinstance(tree.faults[0], Fault)


def test_commands_are_named_once(tmp_path: Path) -> None:
    """A command that stands in two files has both places, and those that name pytest lead."""
    tree = plant(
        tmp_path,
        {
            ".github/workflows/a.yml": "jobs: {t: {steps: [{run: make test}]}}\n",
            "Makefile": "test:\n\tpytest\nmore:\n\tpytest\n",
            "justfile": "test:\n  pytest\n",
        },
    )
    found = find_commands(find_ci(tree, (".",), ()))
    assert [(each.value, each.places) for each in found] == [
        ("pytest", (Place("Makefile", 2), Place("justfile", 2))),
        ("make test", (Place(".github/workflows/a.yml", 1),)),
    ]
