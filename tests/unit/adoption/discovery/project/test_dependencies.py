"""Declared dependencies with scope and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.discovery.project.dependencies import (
    find_dependencies,
    find_requires_python,
    read_requirement,
)
from layerproof.adoption.survey import Requirement
from tests.support.planted import plant


def _told(root: Path, files: dict[str, str], *requirements: str) -> list[tuple[str, ...]]:
    found = find_dependencies(plant(root, files), ".", requirements)
    return [(e.value.scope, e.value.name, e.value.text, str(e.places[0])) for e in found]


def test_pyproject(tmp_path: Path) -> None:
    """Dependencies, extras, groups and the tables of uv, pdm, hatch and Poetry all count."""
    text = """\
[project]
dependencies = [
    "FastAPI>=1",
    "a.b_c",
]
optional-dependencies = { web = ["uvicorn[standard]"] }
[dependency-groups]
dev = ["pytest", { include-group = "x" }]
[tool.uv]
dev-dependencies = ["ruff"]
[tool.pdm.dev-dependencies]
lint = ["mypy"]
[tool.hatch.envs.test]
extra-dependencies = ["xdist"]
[tool.poetry.dependencies]
python = "^3.11"
SQLAlchemy = "^2"
[tool.poetry.group.t.dependencies]
anyio = "*"
"""
    assert _told(tmp_path, {"pyproject.toml": text}) == [
        ("project", "fastapi", "FastAPI>=1", "pyproject.toml:3"),
        ("project", "a-b-c", "a.b_c", "pyproject.toml:4"),
        ("extra:web", "uvicorn", "uvicorn[standard]", "pyproject.toml:6"),
        ("group:dev", "pytest", "pytest", "pyproject.toml:8"),
        ("group:dev", "ruff", "ruff", "pyproject.toml:10"),
        ("group:lint", "mypy", "mypy", "pyproject.toml:12"),
        ("hatch:test", "xdist", "xdist", "pyproject.toml:14"),
        ("project", "sqlalchemy", "SQLAlchemy>=2,<3", "pyproject.toml:17"),
        ("poetry:t", "anyio", "anyio", "pyproject.toml:19"),
    ]


def test_setup_files_and_pipfile(tmp_path: Path) -> None:
    """``setup.cfg``, the literals of ``setup.py`` and a Pipfile count."""
    files = {
        "setup.cfg": "[options]\ninstall_requires =\n    flask\n    click>=8\n"
        "[options.extras_require]\ndev = pytest\n",
        "setup.py": "import setuptools\nsetuptools.setup(\n  install_requires=['a', B],\n"
        "  extras_require={'t': ['b'], x: 1},\n)\n",
        "Pipfile": '[packages]\nflask = "*"\n[dev-packages]\npytest = "~=8.0"\n',
    }
    assert _told(tmp_path, files) == [
        ("project", "flask", "flask", "setup.cfg:2"),
        ("project", "click", "click>=8", "setup.cfg:2"),
        ("extra:dev", "pytest", "pytest", "setup.cfg:6"),
        ("project", "a", "a", "setup.py:3"),
        ("extra:t", "b", "b", "setup.py:4"),
        ("project", "flask", "flask", "Pipfile:2"),
        ("pipenv:dev-packages", "pytest", "pytest~=8.0", "Pipfile:4"),
    ]


def test_requirement_files(tmp_path: Path) -> None:
    """Comments, joined lines, options and hashes are read as pip does; includes are none."""
    text = """\
# all that is needed
-r base.txt
--index-url https://u:p@x.org/simple
fastapi==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
-e git+https://x.org/a.git#egg=Our_Lib
-e .
./local
pytest ; python_version > "3" # here
"""
    assert _told(tmp_path, {"r.txt": text}, "r.txt") == [
        ("file:r.txt", "fastapi", "fastapi==1.0", "r.txt:4"),
        ("file:r.txt", "our-lib", "git+https://x.org/a.git#egg=Our_Lib", "r.txt:7"),
        ("file:r.txt", "pytest", 'pytest ; python_version > "3"', "r.txt:10"),
    ]


@pytest.mark.parametrize("text", [".", "..", "./a", "-r x", "https://x.org/a.whl", ""])
def test_what_is_no_requirement(text: str) -> None:
    """A folder, an address without a name and an option name no distribution."""
    assert read_requirement(text, "project") is None


def test_an_address_with_a_name() -> None:
    """``name @ address`` is the requirement of that name."""
    assert read_requirement("A_b @ git+https://x.org/a", "s") == Requirement(
        "a-b", "A_b @ git+https://x.org/a", "s"
    )


@pytest.mark.parametrize(
    ("files", "python"),
    [
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.11"\n'}, ">=3.11"),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.11"\n'}, "^3.11"),
        ({"setup.cfg": "[options]\npython_requires = >=3.8\n"}, ">=3.8"),
        ({"setup.py": "from x import setup\nsetup(python_requires='>3')\n"}, ">3"),
        ({".python-version": "3.12.1\n"}, "3.12.1"),
        ({"pyproject.toml": "[project]\n"}, None),
    ],
)
def test_python(tmp_path: Path, files: dict[str, str], python: str | None) -> None:
    """The Python that a project asks for, in the order of how binding each file is."""
    found = find_requires_python(plant(tmp_path, files), ".")
    assert (found and found.value) == python
