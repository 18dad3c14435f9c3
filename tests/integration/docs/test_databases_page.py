"""The page on databases says what is so: its tables are read, its fixtures are those there are."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

from layerproof.adapters.config_file import read_config
from layerproof.pytest_plugin import fixtures

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/databases.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_valid(tmp_path: Path, example: str) -> None:
    """Every example is a configuration with a database and without faults."""
    (tmp_path / "pyproject.toml").write_text(example, encoding="utf-8")
    assert read_config(tmp_path).database is not None


def test_every_fixture_is_listed() -> None:
    """A fixture that a test may ask for is in the table."""
    rows = PAGE.partition("| fixture |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (.+?) \|", rows, re.MULTILINE))))
    there = {
        name
        for module in pkgutil.iter_modules(fixtures.__path__, f"{fixtures.__name__}.")
        for name, value in vars(importlib.import_module(module.name)).items()
        if isinstance(value, FixtureFunctionDefinition) and not name.startswith("layerproof_")
    }

    assert there
    assert there <= listed


def test_the_named_extras_are_those_of_the_package() -> None:
    """An extra in the table is one that can be installed."""
    rows = PAGE.partition("| extra |")[2].partition("\n\n")[0]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)

    assert extras == ["postgres", "testing", "container"]
    assert [name for name in extras if f"\n{name} = [" not in project] == []
