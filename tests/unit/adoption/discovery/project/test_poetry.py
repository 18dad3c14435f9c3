"""Poetry's constraints as PEP 508 texts."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from layerproof.adoption.discovery.project.poetry import (
    read_poetry_groups,
    write_requirement,
    write_specifier,
)
from layerproof.adoption.reading.toml_file import parse_toml


@pytest.mark.parametrize(
    ("constraint", "specifier"),
    [
        # The table of python-poetry.org/docs/dependency-specification.
        ("^1.2.3", ">=1.2.3,<2.0.0"),
        ("^1.2", ">=1.2,<2.0"),
        ("^1", ">=1,<2"),
        ("^0.2.3", ">=0.2.3,<0.3.0"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("*", ""),
        ("1.*", "==1.*"),
        ("1.2.3", "==1.2.3"),
        ("=1.2.3", "==1.2.3"),
        ("==1.2.3", "==1.2.3"),
        ("~=1.4.2", "~=1.4.2"),
        (">= 1.2, < 2", ">=1.2,<2"),
        (">=1.2 <2", ">=1.2,<2"),
        ("!=1.5,^1.2", "!=1.5,>=1.2,<2.0"),
        ("^1.2 || ^2.0", ">=1.2"),
        ("^2.0b1", ">=2.0b1,<3.0"),
    ],
)
def test_constraints(constraint: str, specifier: str) -> None:
    """Each constraint of Poetry becomes one that pip understands, with the same bounds."""
    assert write_specifier(constraint) == specifier
    SpecifierSet(write_specifier(constraint))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("^8", "pytest>=8,<9"),
        ("*", "pytest"),
        ({"version": "^2", "extras": ["asyncio", "x"]}, "pytest[asyncio,x]>=2,<3"),
        ({"version": "*", "python": "^3.9"}, 'MARK:python_version >= "3.9" and python_version <'),
        ({"version": "1", "python": ">=3.8.1"}, 'MARK:python_full_version >= "3.8.1"'),
        (
            {"version": "1", "markers": "a == 'b' or c == 'd'", "platform": "darwin"},
            "MARK:sys_platform == \"darwin\" and (a == 'b' or c == 'd')",
        ),
        ({"git": "https://x.org/a.git", "rev": "abc"}, "pytest @ git+https://x.org/a.git@abc"),
        (
            {"git": "git@x.org:me/a.git", "branch": "main", "subdirectory": "lib"},
            "pytest @ git+ssh://git@x.org/me/a.git@main#subdirectory=lib",
        ),
        ({"url": "https://x.org/a.whl"}, "pytest @ https://x.org/a.whl"),
        ({"path": "../lib", "develop": True}, "pytest @ file:../lib"),
    ],
)
def test_requirements(value: object, text: str) -> None:
    """Extras, addresses and markers each have their place in the text."""
    written = write_requirement("pytest", value)
    before, _, marker = text.partition("MARK:")
    assert written.startswith(before or "pytest")
    assert marker in written
    assert before == "" or written == before


@pytest.mark.parametrize(
    "value",
    ["^8", {"version": "*", "python": "~3.9"}, {"git": "git@x.org:a/b.git", "python": "^3.9"}],
)
def test_requirements_can_be_read_by_pip(value: object) -> None:
    """What is written follows PEP 508."""
    assert Requirement(write_requirement("pytest", value)).name == "pytest"


def test_groups() -> None:
    """All groups are read, the old table of ``dev`` where there is no group of that name."""
    file = parse_toml(
        "p",
        """
[tool.poetry.dev-dependencies]
old = "^1"
[tool.poetry.group.test.dependencies]
pytest = "^8"
python = "^3.9"
twice = [{ version = "1", python = "<3.10" }, { version = "2", python = ">=3.10" }]
""",
    )
    assert read_poetry_groups(file) == {
        "dev": ("old>=1,<2",),
        "test": (
            "pytest>=8,<9",
            'twice==1; python_version < "3.10"',
            'twice==2; python_version >= "3.10"',
        ),
    }
