"""A GitHub workflow: one job for each suite, one more for the verdict. See docs/ci.md."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from layerproof.adoption.setup.values import Decision, Existing, FileChange, SetupPlan
from layerproof.adoption.survey import Survey
from layerproof.core.wording import count_noun

_FOLDER = ".github/workflows"
#: Tried in this order; not all Pythons have wheels of everything, so not the newest first.
_PYTHONS = ("3.12", "3.13", "3.14", "3.11")

_TEXT = """\
name: {name}

on:
  push:
    branches: [{branch}]
  pull_request:

permissions:
  contents: read

jobs:
  suite:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    strategy:
      fail-fast: false
      matrix:
        session: [{suites}]
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "{python}"
      - uses: actions/cache@v5
        with:
          path: ~/.cache/uv
          key: uv-${{{{ runner.os }}}}-${{{{ hashFiles('pyproject.toml', '**/*.lock') }}}}
      - run: pip install "layerproof[nox]"
      - run: {nox} -s "$SESSION"
        env:
          SESSION: ${{{{ matrix.session }}}}
      - uses: actions/upload-artifact@v7
        if: ${{{{ !cancelled() }}}}
        with:
          name: suite-${{{{ strategy.job-index }}}}
          path: .layerproof/suites
          include-hidden-files: true

  verdict:
    needs: suite
    if: ${{{{ always() }}}}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "{python}"
      - uses: actions/download-artifact@v8
        with:
          pattern: suite-*
          path: .layerproof/suites
          merge-multiple: true
      - run: pip install layerproof
      - run: layerproof coverage
      - uses: actions/upload-artifact@v7
        if: ${{{{ always() }}}}
        with:
          name: report
          path: .layerproof/report
          include-hidden-files: true
"""


def plan_workflow(survey: Survey, existing: Existing, suites: Sequence[str], nox: str) -> SetupPlan:
    """Return the new workflow; none where there is one of ours, or where CI runs elsewhere."""
    workflows = {
        path: text for path, text in existing.texts.items() if path.startswith(f"{_FOLDER}/")
    }
    if any("layerproof" in text for text in workflows.values()):
        return SetupPlan()
    systems = {found.value.system for found in survey.project.ci} - {"tox", "make"}
    if systems and "github" not in systems and not workflows:
        named = ", ".join(sorted(systems))
        return SetupPlan(notes=(f"no workflow was written, since CI is {named}: see docs/ci.md",))
    if not suites:
        return SetupPlan(notes=("no workflow was written, since no suite is known to have tests",))
    runs_tests = any(
        found.value.commands for found in survey.project.ci if found.value.system == "github"
    )
    name = "layerproof" if runs_tests or existing.has(f"{_FOLDER}/tests.yml") else "tests"
    path = f"{_FOLDER}/{name}.yml"
    if existing.has(path):
        return SetupPlan(notes=(f"{path} is there and is left as it is",))
    text = _TEXT.format(
        name=name,
        branch=_choose_branch(existing.branch),
        suites=", ".join(suites),
        python=choose_python(survey.project.python.value if survey.project.python else ""),
        nox=nox,
    )
    why = "beside the workflow that runs the tests now" if name == "layerproof" else "no other does"
    told = Decision(path, f"{count_noun(len(suites), 'suite')} and the verdict", why)
    return SetupPlan((FileChange(path, None, text),), _warn_of_variables(survey), (told,))


def choose_python(wanted: str) -> str:
    """Return a Python that Layerproof runs on and the project allows (PEP 440, or Poetry's)."""
    if re.fullmatch(r"3\.\d+", wanted):
        return wanted if wanted in _PYTHONS else _PYTHONS[0]
    text = re.sub(r"\^\s*(3\.\d+)[\d.]*", r">=\1,<4", wanted)
    text = re.sub(r"(?<![~=<>!])~\s*(3\.\d+)[\d.]*", r"==\1.*", text)
    try:
        allowed = SpecifierSet(text)
    except InvalidSpecifier:
        return _PYTHONS[0]
    return next((each for each in _PYTHONS if f"{each}.99" in allowed), _PYTHONS[0])


def _choose_branch(branch: str | None) -> str:
    known = branch in {"main", "master", "develop", "trunk"}
    return branch if known and branch else "main"


def _warn_of_variables(survey: Survey) -> tuple[str, ...]:
    """Return a note that names the variables which the authors' own CI sets for tests."""
    ours = {found.value.name for found in survey.backend.variables}
    names = sorted(
        {
            name
            for found in survey.project.ci
            if found.value.system == "github"
            for name in found.value.variables
        }
        - ours
    )
    if not names:
        return ()
    return (
        f"CI sets {', '.join(names)} for tests: give them to the new workflow, if tests need them",
    )
