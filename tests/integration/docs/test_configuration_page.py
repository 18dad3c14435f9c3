"""The page on configuration says what is so: its examples are read and its keys compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config
from layerproof.core.config.database_faults import PROVIDERS
from layerproof.core.config.env_fields import ENV_FIELDS
from layerproof.core.config.values import Database
from layerproof.errors import ConfigError

PAGE = (Path(__file__).parents[3] / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
ANSWERS = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)

#: How an unknown key is put into each table that the page describes.
TABLES = {
    "[tool.layerproof]": "zzzzzzzz = 1",
    "[tool.layerproof.layers.NAME]": "layers.a = { paths = ['a'], zzzzzzzz = 1 }",
    "[tool.layerproof.suites.NAME]": "suites.a = { zzzzzzzz = 1 }",
    "[tool.layerproof.database]": "database.zzzzzzzz = 1",
    "[tool.layerproof.auth]": "auth.zzzzzzzz = 1",
    "[tool.layerproof.auth.login]": "auth.login = { url = '/a', zzzzzzzz = 1 }",
    "[tool.layerproof.install]": "install.zzzzzzzz = 1",
}


def rows_of(heading: str) -> str:
    """Return the table of keys under a heading of the page."""
    section = PAGE.partition(f"\n## `{heading}`\n")[2].partition("\n## ")[0]
    return section.partition("| key |")[2].partition("\n\n")[0]


def documented_keys(heading: str) -> set[str]:
    """Return the keys in the table of keys under a heading of the page."""
    return set(re.findall(r"^\| `(\w+)` \|", rows_of(heading), re.MULTILINE))


def read(folder: Path, text: str) -> str:
    """Return the error that this project file is answered with."""
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="fault") as caught:
        read_config(folder)
    return caught.value.explain()


@pytest.mark.parametrize("example", EXAMPLES[:-1])
def test_examples_are_valid(tmp_path: Path, example: str) -> None:
    """Every example but the last is a configuration without faults."""
    (tmp_path / "pyproject.toml").write_text(example, encoding="utf-8")
    assert read_config(tmp_path).source == ("src/shop",)


def test_faulty_example_is_answered_as_shown(tmp_path: Path) -> None:
    """The wrong example has exactly the answer that the page shows."""
    assert [f"{read(tmp_path, EXAMPLES[-1])}\n"] == ANSWERS


def test_documented_defaults_are_the_defaults(tmp_path: Path) -> None:
    """The database's table of keys, written out as a table of values, changes nothing."""
    rows = rows_of("[tool.layerproof.database]")
    written = re.findall(r"^\| `(\w+)` \|.*\| `([^`]+)` \|$", rows, re.MULTILINE)
    of_postgresql = {"image", "server_per_worker"}
    lines = [f"{key} = {value}" for key, value in written if key not in of_postgresql]
    text = "[tool.layerproof]\nsource = ['src']\n[tool.layerproof.database]\n"
    (tmp_path / "pyproject.toml").write_text(text + "\n".join(lines), encoding="utf-8")

    assert len(lines) == 8
    assert read_config(tmp_path).database == Database(image=dict(written)["image"].strip('"'))


def test_documented_providers_and_fields_are_those_there_are() -> None:
    """The tables of providers and of what may stand in braces are complete."""
    providers = PAGE.partition("| provider |")[2].partition("\n\n")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", providers, re.MULTILINE)) == PROVIDERS

    fields = PAGE.partition("| engine | fields |")[2].partition("\n\n")[0]
    rows = {
        first.strip("`"): tuple(re.findall(r"{(\w+)}", rest))
        for first, rest in re.findall(r"^\| (\S+) \| (`.+) \|$", fields, re.MULTILINE)
    }
    both = rows.pop("both")
    assert {engine: (*both, *own) for engine, own in rows.items()} == ENV_FIELDS


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_is_documented(tmp_path: Path, heading: str) -> None:
    """The keys that a table knows are the keys that the page lists for it."""
    answer = read(tmp_path, f"[tool.layerproof]\nsource = ['src']\n{TABLES[heading]}\n")
    known = answer.partition("there are: ")[2].partition("\n")[0].split(", ")
    assert documented_keys(heading) == set(known)
