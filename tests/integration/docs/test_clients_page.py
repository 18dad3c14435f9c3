"""The page on clients says what is so: every project on it is written down and its tests run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[3] / "docs" / "clients.md").read_text(encoding="utf-8")
SECTIONS = {
    part.partition("\n")[0]: part for part in re.split(r"^###? ", PAGE, flags=re.MULTILINE)[1:]
}


def find_files(text: str) -> dict[str, str]:
    """Return the blocks of a text whose first line names a file."""
    blocks = re.findall(r"```(?:python|toml)\n# (\S+\.\w+)\n(.*?)```", text, re.DOTALL)
    return dict(blocks)


SHARED = find_files(PAGE.partition("\n## ")[0])
PROJECTS = {title: files for title, text in SECTIONS.items() if (files := find_files(text))}
PYTEST = """
[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
pythonpath = ["."]
filterwarnings = ["error"]
"""
TABLE = '[tool.layerproof]\nsource = ["tests"]\n'


def test_the_page_shows_every_shape() -> None:
    """There is a project for each way of getting a session and of being somebody."""
    assert len(PROJECTS) == 9


@pytest.mark.parametrize("title", PROJECTS)
def test_the_project_of_a_section_works(pytester: pytest.Pytester, title: str) -> None:
    """The tests of the section pass on its own files, with warnings as errors."""
    files = {"pyproject.toml": TABLE, "shop/__init__.py": "", **SHARED, **PROJECTS[title]}
    files["pyproject.toml"] += PYTEST
    for name, text in files.items():
        (pytester.path / name).parent.mkdir(parents=True, exist_ok=True)
        (pytester.path / name).write_text(text, encoding="utf-8")
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", timeout=60)

    tests = sum(text.count("def test_") for text in PROJECTS[title].values())
    outcomes = result.parseoutcomes()
    assert set(outcomes) == {"passed"}, result.stdout.str()
    assert outcomes["passed"] >= tests
