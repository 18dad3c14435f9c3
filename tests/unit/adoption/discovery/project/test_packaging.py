"""Who installs a project, and what it declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.discovery.project.distributions import choose_home, find_distributions
from layerproof.adoption.discovery.project.packaging import find_packaging
from layerproof.adoption.survey import Distribution, Packaging
from tests.support.planted import plant

PROJECT = '[project]\nname = "shop"\n'
BUILD = '[build-system]\nrequires = ["x"]\nbuild-backend = "{}"\n'


@pytest.mark.parametrize(
    ("files", "manager", "lock", "confidence"),
    [
        ({"uv.lock": "", "pyproject.toml": PROJECT}, "uv", "uv.lock", "certain"),
        ({"pyproject.toml": PROJECT + "[tool.uv]\n"}, "uv", None, "likely"),
        ({"pyproject.toml": PROJECT + BUILD.format("uv_build")}, "uv", None, "guess"),
        ({"poetry.lock": "", "pyproject.toml": PROJECT}, "poetry", "poetry.lock", "certain"),
        ({"pyproject.toml": '[tool.poetry]\nname = "a"\n'}, "poetry", None, "likely"),
        ({"pyproject.toml": PROJECT + BUILD.format("poetry.core.x")}, "poetry", None, "guess"),
        ({"pdm.lock": "", "pyproject.toml": PROJECT}, "pdm", "pdm.lock", "certain"),
        ({"pyproject.toml": PROJECT + "[tool.hatch.envs.default]\n"}, "hatch", None, "certain"),
        ({"pyproject.toml": PROJECT + BUILD.format("hatchling.build")}, "pip", None, "guess"),
        ({"Pipfile": "", "Pipfile.lock": "{}"}, "pipenv", "Pipfile.lock", "certain"),
        ({"Pipfile": ""}, "pipenv", None, "certain"),
        ({"requirements.txt": ""}, "pip", None, "likely"),
        ({"requirements.txt": "", "pylock.toml": ""}, "pip", "pylock.toml", "likely"),
        ({"setup.py": ""}, "pip", None, "likely"),
    ],
)
def test_managers(
    tmp_path: Path, files: dict[str, str], manager: str, lock: str | None, confidence: str
) -> None:
    """A lock file tells more than a table, a table more than a build system."""
    found = find_packaging(plant(tmp_path, files), ".")
    assert found is not None
    assert (found.value.manager, found.value.lock, found.confidence) == (manager, lock, confidence)


def test_groups_that_only_pdm_sees(tmp_path: Path) -> None:
    """PDM's own groups are hidden from pip and uv, so they are listed with what they hold."""
    text = '[tool.pdm.dev-dependencies]\ntest = ["pytest>=8", "pytest-mock"]\nodd = 1\n'
    found = find_packaging(plant(tmp_path, {"pyproject.toml": text}), ".")
    assert found is not None
    assert found.value.hidden_groups == {"test": ("pytest>=8", "pytest-mock")}


def test_everything_that_is_optional(tmp_path: Path) -> None:
    """Extras, groups, Poetry's groups and requirement files are all named."""
    tree = plant(
        tmp_path,
        {
            "uv.lock": "",
            "pyproject.toml": """
                [build-system]
                requires = []
                [project]
                name = "shop"
                [project.optional-dependencies]
                web = []
                [dependency-groups]
                dev = ["pytest"]
                [tool.poetry.group.docs.dependencies]
                mkdocs = "*"
                """,
            "requirements.in": "",
            "requirements.txt": "",
            "requirements-dev.txt": "",
            "requirements/base.in": "",
            "requirements/lint.txt": "",
            "docs/requirements.txt": "",
        },
    )
    found = find_packaging(tree, ".")
    assert found is not None
    assert found.value == Packaging(
        manager="uv",
        lock="uv.lock",
        requirements=(
            "requirements-dev.txt",
            "requirements.txt",
            "requirements/base.in",
            "requirements/lint.txt",
        ),
        extras=("web",),
        groups=("dev",),
        hidden_groups={"docs": ("mkdocs",)},
        is_package=True,
    )


@pytest.mark.parametrize(
    ("pyproject", "is_package"),
    [
        (PROJECT, False),
        (PROJECT + BUILD.format("x"), True),
        (PROJECT + "[tool.uv]\npackage = true\n", True),
        (PROJECT + BUILD.format("x") + "[tool.uv]\npackage = false\n", False),
        ("[tool.poetry]\npackage-mode = false\n" + BUILD.format("x"), False),
    ],
)
def test_whether_the_project_is_a_package(
    tmp_path: Path, pyproject: str, *, is_package: bool
) -> None:
    """A build system makes a package of it, unless its manager is told otherwise."""
    found = find_packaging(plant(tmp_path, {"pyproject.toml": pyproject}), ".")
    assert found is not None
    assert found.value.is_package is is_package


def test_nothing_speaks_of_packaging(tmp_path: Path) -> None:
    """Without any such file, or with a broken one alone, there is no answer."""
    assert find_packaging(plant(tmp_path, ["main.py"]), ".") is None
    tree = plant(tmp_path, {"pyproject.toml": "[project"})
    assert find_packaging(tree, ".") is None
    assert [fault.place.path for fault in tree.faults] == ["pyproject.toml"]


def test_a_workspace(tmp_path: Path) -> None:
    """Several distributions are all found, and a member has the lock file of its workspace."""
    tree = plant(
        tmp_path,
        {
            "uv.lock": "",
            "packages/api/pyproject.toml": '[project]\nname = "api"\n',
            "packages/api/src/api/main.py": "",
            "packages/api/src/api/more.py": "",
            "packages/core/setup.py": 'from setuptools import setup\nsetup(name="core")\n',
            "packages/core/core/__init__.py": "",
            "old/setup.cfg": "[metadata]\nname = old\n",
            "tests/fixtures/pyproject.toml": '[project]\nname = "fixture"\n',
            "tests/test_a.py": "",
        },
    )
    distributions = find_distributions(tree, ("tests",))
    assert distributions == (
        Distribution("old", "old"),
        Distribution("packages/api", "api"),
        Distribution("packages/core", "core"),
    )
    home = choose_home(tree, distributions)
    assert home == "packages/api"
    found = find_packaging(tree, home)
    assert found is not None
    assert found.value.lock == "uv.lock"
