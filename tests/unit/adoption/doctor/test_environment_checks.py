"""Interpreter, environment, dependencies, lock file, floors and known faults."""

from pathlib import Path

import pytest

from layerproof.adoption.reading.interpreters import find_interpreter
from tests.support.examined_projects import PACKAGES, Examined, Told, make_environment

PROJECT = """
[project]
name = "shop"
requires-python = ">=3.12"
dependencies = ["fastapi>=0.100", "sqlalchemy[asyncio]"]

[project.optional-dependencies]
postgres = ["asyncpg"]
test = ["factory-boy"]

[dependency-groups]
dev = ["pytest>=8"]
"""
INSTALLED = PACKAGES | {"fastapi": "0.120.0", "sqlalchemy": "2.0.40", "starlette": "0.50"}
SOURCE = "src/shop/__init__.py"


def test_right_interpreter_is_well(project: Examined) -> None:
    """An interpreter that the project asks for and Layerproof runs on is well."""
    project.write({"pyproject.toml": PROJECT})
    assert project.find("interpreter") == []


def test_wrong_interpreter_is_found(project: Examined) -> None:
    """A Python below Layerproof's floor, and one that the project does not ask for, is found."""
    project.write({"pyproject.toml": PROJECT})
    project.set_environment(make_environment({}, version=(3, 10, 2)))
    assert project.find("interpreter") == [
        Told("the project's interpreter is Python 3.10.2, and Layerproof needs 3.11 or newer"),
        Told(
            "the project's interpreter is Python 3.10.2, and the project asks for >=3.12",
            ("pyproject.toml:3",),
        ),
    ]


@pytest.mark.parametrize(
    ("asked", "version", "fits"),
    [
        ("^3.11", (3, 13, 0), True),
        ("^3.11", (4, 0, 0), False),
        ("~3.12", (3, 12, 9), True),
        ("~3.12", (3, 13, 0), False),
        ("3.12", (3, 12, 9), True),
        (">=3.11,<3.13", (3, 13, 1), False),
    ],
)
def test_every_way_of_asking_for_a_python(
    project: Examined, asked: str, version: tuple[int, ...], fits: bool
) -> None:
    """Poetry's signs and lone versions are read as Poetry and pyenv mean them."""
    project.write({"pyproject.toml": f'[tool.poetry.dependencies]\npython = "{asked}"\n'})
    project.set_environment(make_environment({}, version=version))
    assert (project.find("interpreter") == []) is fits


def make_env(folder: Path) -> Path:
    """Make what looks like a virtual environment; return its interpreter."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    return python


def test_the_projects_own_environment_comes_first(tmp_path: Path) -> None:
    """Its own folder wins over the active environment, that one over the running Python."""
    active = make_env(tmp_path / "active")
    environ = {"VIRTUAL_ENV": str(tmp_path / "active")}
    before = find_interpreter(tmp_path, environ)
    own = make_env(tmp_path / ".venv")
    assert (before, find_interpreter(tmp_path, environ)) == (str(active), str(own))


def test_another_active_environment_is_found(
    project: Examined, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A shell in another environment than the project's own is told; in its own it is well."""
    make_env(project.root / ".venv")
    make_env(project.root / "other")
    monkeypatch.setenv("VIRTUAL_ENV", str(project.root / ".venv"))
    own = project.find("environment")
    monkeypatch.setenv("VIRTUAL_ENV", str(project.root / "other"))
    assert (own, project.find("environment")) == (
        [],
        [Told("the active environment is not the project's own, which is .venv")],
    )


def test_missing_and_wrong_packages(project: Examined) -> None:
    """Missing are needed packages only; wrong versions are found wherever they are declared."""
    project.write({"pyproject.toml": PROJECT})
    project.set_environment(make_environment({"fastapi": "0.99.0", "pytest": "7.4.0"}))
    assert project.find("dependencies-installed") == [
        Told(
            "declared and not installed in the project's environment: sqlalchemy",
            ("pyproject.toml:4",),
        ),
        Told('fastapi 0.99.0 is installed, and the project asks for "fastapi>=0.100"', at(4)),
        Told('pytest 7.4.0 is installed, and the project asks for "pytest>=8"', at(11)),
    ]


def at(line: int) -> tuple[str]:
    """Return the place of a line in the project's file."""
    return (f"pyproject.toml:{line}",)


def test_markers_of_requirements_count(project: Examined) -> None:
    """What is not asked for on this platform or Python is not missing."""
    text = '[project]\nname = "x"\ndependencies = ["tomli; python_version < \'3.11\'"]\n'
    project.write({"pyproject.toml": text})
    assert project.find("dependencies-installed") == []


def test_undeclared_imports(project: Examined) -> None:
    """Found is what nothing declares and what only tests declare; the rest has an owner."""
    project.write(
        {
            "pyproject.toml": PROJECT,
            SOURCE: """
            import os
            import fastapi, starlette.requests
            import asyncpg
            import httpx
            import factory
            from shop import orders
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                import boto3
            try:
                import uvloop
            except ImportError:
                uvloop = None
            """,
            "src/shop/orders.py": "import httpx\n",
            "tests/test_x.py": "import respx\n\ndef test_one():\n    assert respx\n",
        }
    )
    installed = INSTALLED | {"asyncpg": "0.30", "factory-boy": "3.3"}
    project.set_environment(
        make_environment(
            installed,
            requires={"fastapi": ("starlette>=0.4",)},
            provides={"factory": "factory-boy"},
        )
    )
    assert project.find("dependencies-declared") == [
        Told("imported by source and declared nowhere: httpx", ("src/shop/__init__.py:4",)),
        Told(
            "imported by source and declared for tests or extras only: factory",
            ("src/shop/__init__.py:5",),
        ),
    ]


UV_LOCK = """
version = 1

[[package]]
name = "fastapi"
version = "0.99.0"

[[package]]
name = "pytest"
version = "8.3.0"

[[package]]
name = "shop"
version = "0.1"
source = { editable = "." }

[package.metadata]
requires-dist = [{ name = "fastapi" }, { name = "left-pad" }]
"""


def test_lock_out_of_step(project: Examined) -> None:
    """Absent, unfit and no longer declared packages of a lock file are each named."""
    project.write({"pyproject.toml": PROJECT, "uv.lock": UV_LOCK})
    lock = ("uv.lock",)
    assert project.find("lock-file") == [
        Told("uv.lock has no asyncpg, factory-boy, sqlalchemy", lock),
        Told("uv.lock holds what is not asked for: fastapi 0.99.0", lock),
        Told("uv.lock still has, though it is declared no longer: left-pad", lock),
    ]


def test_lock_in_step(project: Examined) -> None:
    """A lock file with everything that is declared is well; so is a project without one."""
    project.write({"pyproject.toml": '[project]\nname = "x"\ndependencies = ["fastapi"]\n'})
    without = project.find("lock-file")
    project.write({"poetry.lock": '[[package]]\nname = "FastAPI"\nversion = "0.99"\n'})
    assert (without, project.find("lock-file")) == ([], [])


def test_lock_that_cannot_be_read(project: Examined) -> None:
    """A broken lock file is not measured, and says so."""
    project.write({"pyproject.toml": PROJECT, "uv.lock": "[[["})
    (said,) = project.ask("lock-file")
    assert (said.state, said.what[:22]) == ("not measured", "uv.lock cannot be read")


@pytest.mark.parametrize(
    ("pin", "agrees"),
    [
        ("pytest<8", False),
        ("pytest==8.3.*", False),
        ("pytest~=8.3.0", False),
        ("pytest>=7,<9", True),
        ("pytest>8.4", True),
        ("pytest>8.4,<8.5", True),
        ("pytest==9.0.1", True),
        ("pytest", True),
        ("coverage<7.17", False),
        ("coverage[toml]==7.17.3", True),
    ],
)
def test_pins_against_layerproofs_floors(project: Examined, pin: str, agrees: bool) -> None:
    """A pin is found exactly when no version is in both it and Layerproof's own range."""
    text = f'[project]\nname = "x"\n[dependency-groups]\ntest = ["{pin}"]\n'
    project.write({"pyproject.toml": text})
    assert (project.find("floors") == []) is agrees


def test_floors_name_pin_lock_and_python(project: Examined) -> None:
    """A pin, a locked version and a Python below the floors are each told with the floor."""
    project.write(
        {
            "pyproject.toml": """
            [project]
            name = "x"
            requires-python = ">=3.8,<3.11"
            dependencies = ["pytest<8"]
            """,
            "uv.lock": '[[package]]\nname = "coverage"\nversion = "7.4.0"\n',
        }
    )
    assert project.find("floors") == [
        Told('the project asks for "pytest<8", and Layerproof needs pytest>=8.4', at(4)),
        Told("uv.lock holds 7.4.0, and Layerproof needs coverage>=7.17.3", ("uv.lock",)),
        Told("the project asks for Python >=3.8,<3.11, and Layerproof needs 3.11 or newer", at(3)),
    ]


FAULTY = {
    "coverage": "7.15.0",
    "pytest-cov": "7.0.0",
    "sqlalchemy": "2.1.0",
    "starlette": "1.3.0",
    "httpx": "0.28",
}


def test_known_faults_that_the_project_meets(project: Examined) -> None:
    """Each known fault is found where the project meets it."""
    project.write(
        {
            "pyproject.toml": """
            [project]
            name = "shop"
            [tool.pytest.ini_options]
            filterwarnings = ["error"]
            """,
            SOURCE: "from sqlalchemy.ext.asyncio import create_async_engine\n",
            "tests/test_x.py": """
            import subprocess
            from starlette.testclient import TestClient

            def test_one():
                assert subprocess.run(["true"])
            """,
        }
    )
    project.set_environment(make_environment(FAULTY))
    assert project.find("known-faults") == [
        Told("coverage 7.15.0 is installed"),
        Told("pytest-cov 7.0.0 measures no subprocesses, and tests start some"),
        Told("SQLAlchemy 2.1 is installed without greenlet, and the source is asynchronous"),
        Told(
            "starlette 1.3.0 warns of httpx in its TestClient, and warnings are errors here",
        ),
    ]


@pytest.mark.parametrize(("more", "told"), [({}, 1), ({"greenlet": "3.2"}, 0)])
def test_greenlet_beside_sqlalchemy(project: Examined, more: dict[str, str], told: int) -> None:
    """An asynchronous source on SQLAlchemy 2.1 is well as soon as greenlet is installed."""
    source = "from sqlalchemy.ext.asyncio import create_async_engine\n"
    project.write({"pyproject.toml": PROJECT, SOURCE: source})
    project.set_environment(make_environment({"sqlalchemy": "2.1.0"} | more))
    assert len(project.find("known-faults")) == told


def test_faults_that_the_project_does_not_meet(project: Examined) -> None:
    """The same versions do no harm to a project that uses none of what is at fault."""
    project.write({"pyproject.toml": PROJECT, SOURCE: "import sqlalchemy\n"})
    project.set_environment(make_environment(FAULTY | {"coverage": "7.17.3"}))
    assert project.find("known-faults") == []
