"""The page on fixtures says what is so: its tests pass, its fixtures are those there are."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from layerproof.pytest_plugin import fixtures
from tests.support.doc_pages import find_blocks, find_files, read_page, rows_of, write_files

PAGE = read_page("fixtures.md")
FILES = find_files(PAGE)
SETTINGS = """
[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
pythonpath = ["."]
addopts = ["--import-mode=importlib"]
filterwarnings = ["error"]
"""


def test_every_fixture_is_listed() -> None:
    """A fixture that a test may ask for is in the table, and the table has no other."""
    listed = set(re.findall(r"`(\w+)`", " ".join(row[0] for row in rows_of(PAGE, "fixture"))))
    there = {
        name
        for module in pkgutil.iter_modules(fixtures.__path__, f"{fixtures.__name__}.")
        for name, value in vars(importlib.import_module(module.name)).items()
        if isinstance(value, FixtureFunctionDefinition) and not name.startswith("layerproof_")
    }

    assert listed == there | {"faker"}


def test_the_project_of_the_page_works(pytester: pytest.Pytester) -> None:
    """Its files are a project whose tests pass, warnings being errors."""
    write_files(pytester.path, {**FILES, "shop/__init__.py": ""})
    table = pytester.path / "pyproject.toml"
    table.write_text(table.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    result = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", timeout=60)

    assert [block for block in find_blocks(PAGE, "python") if not block.path] == []
    tests = sum(text.count("def test_") for text in FILES.values())
    result.assert_outcomes(passed=tests)
