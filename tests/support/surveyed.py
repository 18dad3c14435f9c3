"""Foreign projects as small texts, and what discovery says of their backend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from layerproof.adoption.discovery.backend import survey_backend
from layerproof.adoption.findings import Found, Place
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import (
    BackendSurvey,
    CiFile,
    ProjectSurvey,
    PytestSettings,
    Requirement,
    TestEstate,
)


def write_project(root: Path, files: Mapping[str, str]) -> Path:
    """Write a project's files, each text without its common indent."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return root


def survey(
    root: Path,
    files: Mapping[str, str],
    *,
    source: Iterable[str] = ("shop",),
    dependencies: Iterable[str] = (),
    ci: Mapping[str, str] | None = None,
    pythonpath: Iterable[str] = (),
) -> BackendSurvey:
    """Return the survey of a backend whose files are written to ``root``.

    :param ci: the variables that the project's CI sets.
    """
    write_project(root, files)
    project = ProjectSurvey(
        "shop",
        source=tuple(Found(folder, ()) for folder in source),
        dependencies=tuple(
            Found(Requirement(name, name, "main"), (Place("pyproject.toml", 5),))
            for name in dependencies
        ),
        ci=(Found(CiFile("github", "ci.yml", variables=ci), (Place("ci.yml", 3),)),) if ci else (),
    )
    settings = PytestSettings("pytest.ini", values={"pythonpath": tuple(pythonpath)})
    tests = TestEstate(roots=("tests",), settings=settings)
    return survey_backend(ProjectTree(root), project, tests)


def templates(found: BackendSurvey) -> dict[str, str]:
    """Return the variables that were found with the values that they are to have."""
    return {each.value.name: each.value.template for each in found.variables}
