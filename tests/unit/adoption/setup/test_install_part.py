"""What tests need and a session would not install by itself."""

from __future__ import annotations

import pytest

from layerproof.adoption.setup.install_part import add_package, plan_install
from layerproof.adoption.setup.values import Entry, Part, Value
from layerproof.adoption.survey import Packaging, Requirement


def _plan(
    packaging: Packaging,
    document: dict[str, object] | None = None,
    files: dict[str, str] | None = None,
) -> dict[str, Value]:
    part = plan_install(packaging, document or {}, files or {})
    return {entry.key: entry.value for entry in part.entries}


def test_usual_names_are_left_to_the_session() -> None:
    """Nothing is said of extras, groups and files that are taken anyway."""
    document: dict[str, object] = {
        "project": {"dependencies": [], "optional-dependencies": {"dev": ["pytest"]}},
        "dependency-groups": {"test": ["pytest"]},
    }
    assert _plan(Packaging("uv"), document) == {}
    files = {"requirements.txt": "fastapi", "requirements-dev.txt": "-r requirements.txt\npytest"}
    assert _plan(Packaging("pip", requirements=tuple(files)), {}, files) == {}


def test_unusual_names_that_hold_pytest_are_named_with_the_usual() -> None:
    """Naming one takes the choice over, so the usual ones are named too."""
    document: dict[str, object] = {
        "project": {"optional-dependencies": {"qa": ["pytest>=8"], "dev": ["ruff"], "docs": ["x"]}},
        "dependency-groups": {
            "checks": [{"include-group": "inner"}],
            "inner": ["pytest-asyncio"],
            "lint": ["ruff"],
        },
    }
    assert _plan(Packaging("uv"), document) == {
        "extras": ["dev", "qa"],
        "groups": ["checks", "inner"],
    }


@pytest.mark.parametrize(
    ("document", "files", "named"),
    [
        (
            {},
            {"requirements/prod.txt": "fastapi", "requirements/ci.txt": "-r prod.txt\npytest\n"},
            ["requirements/ci.txt"],
        ),
        (
            {},
            {"requirements.txt": "fastapi", "reqs-requirements.txt": "pytest"},
            ["requirements.txt", "reqs-requirements.txt"],
        ),
        (
            {"project": {"dependencies": ["fastapi"]}},
            {"requirements.txt": "fastapi", "requirements-dev.txt": "pytest"},
            ["requirements-dev.txt"],
        ),
    ],
)
def test_requirement_files_that_a_session_would_not_take(
    document: dict[str, object], files: dict[str, str], named: list[str]
) -> None:
    """Files with other names are named, and those of tests beside a project's own dependencies."""
    packaging = Packaging("pip", requirements=tuple(files))
    assert _plan(packaging, document, files) == {"requirements": named}


def test_groups_that_only_poetry_sees_become_packages() -> None:
    """Groups for tests are named one by one, others are not."""
    groups = {"dev": ("pytest>=8", "ruff"), "docs": ("mkdocs",), "qa": ("pytest-cov", "ruff")}
    assert _plan(Packaging("poetry", hidden_groups=groups)) == {
        "packages": ["pytest>=8", "ruff", "pytest-cov"]
    }


@pytest.mark.parametrize(
    ("packaging", "packages"),
    [
        (Packaging("pipenv"), ["fastapi==1", "pytest"]),
        (Packaging("poetry", hidden_groups={"dev": ("ruff",)}), ["fastapi==1", "pytest", "ruff"]),
        (Packaging("poetry", is_package=True), None),
        (Packaging("pip"), None),
    ],
)
def test_an_application_of_another_manager_is_listed(
    packaging: Packaging, packages: list[str] | None
) -> None:
    """What stands in a Pipfile, or in Poetry's tables of no package, is installed by name."""
    dependencies = (
        Requirement("fastapi", "fastapi==1", "project"),
        Requirement("pytest", "pytest", "pipenv:dev-packages"),
        Requirement("mkdocs", "mkdocs", "group:docs"),
    )
    part = plan_install(packaging, {}, {}, dependencies)
    assert part.value_of("packages") == packages


def test_a_package_comes_to_those_that_are_there() -> None:
    """One more package, its reason beside that of the others."""
    part = add_package(Part((Entry("packages", ["a"], "One."),)), "b", "Two.")
    assert part.entries == (Entry("packages", ["a", "b"], "One. Two."),)
