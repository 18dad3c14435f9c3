"""The page on databases says what is so: its tables are read, its extras are those there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/databases.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_valid(tmp_path: Path, example: str) -> None:
    """Every example is a configuration with a database and without faults."""
    (tmp_path / "pyproject.toml").write_text(example, encoding="utf-8")
    assert read_config(tmp_path).database is not None


def test_the_named_extras_are_those_of_the_package() -> None:
    """An extra in the table is one that can be installed."""
    rows = PAGE.partition("| extra |")[2].partition("\n\n")[0]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)

    assert extras == ["postgres", "testing", "container"]
    assert [name for name in extras if f"\n{name} = [" not in project] == []
