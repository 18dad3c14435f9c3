"""The page on gates says what is so: its tables are read, and its figures are the code's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerproof.adapters.config_file import read_config
from layerproof.core.config.gates import KEYS, LAYER_FLOORS, TOTAL_FLOOR
from layerproof.core.config.layering import assign_layers
from layerproof.core.measure.percent import format_percent
from tests.support.doc_pages import find_blocks, find_section, read_page, rows_of

PAGE = read_page("gates.md")
LAYERS = find_section(PAGE, "Layers")
TABLES = [block.text for block in find_blocks(PAGE, "toml")]


def assign(folder: Path, table: str, *files: str) -> list[str | None]:
    """Return the layers of files under a table of the page."""
    (folder / "pyproject.toml").write_text(table, encoding="utf-8")
    layer_of = assign_layers(read_config(folder), [f"src/shop/{file}" for file in files]).layer_of
    return list(layer_of.values())


@pytest.mark.parametrize("table", TABLES)
def test_examples_are_valid(tmp_path: Path, table: str) -> None:
    """Every table is a configuration without faults."""
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    assert read_config(tmp_path).source == ("src/shop",)


def test_both_ways_to_name_layers_take_the_files_that_are_meant(tmp_path: Path) -> None:
    """The first table sorts by folder and the second by file name."""
    by_folder = ("repositories/orders.py", "services/a/b.py", "routers/orders.py", "models.py")
    by_name = ("orders/repository.py", "orders/services/prices.py", "router.py", "orders/models.py")

    assert assign(tmp_path, TABLES[0], *by_folder) == ["repository", "service", "router", "schema"]
    assert assign(tmp_path, TABLES[1], *by_name) == ["repository", "service", "router", None]


def test_the_defaults_are_those_of_the_code() -> None:
    """The floors in the text are those that a table without thresholds has."""
    floors = [f"{floor // 100}" for floor in LAYER_FLOORS.values()]
    assert list(LAYER_FLOORS) == ["repository", "service", "router"]
    assert f"({floors[0]}, {floors[1]} and {floors[2]} %)" in LAYERS
    assert f"`fail_under` ({TOTAL_FLOOR // 100} %" in LAYERS


def test_the_kinds_of_gates_are_those_there_are() -> None:
    """The table of gates has each key of a gate."""
    listed = [row[0].strip("`") for row in rows_of(PAGE, "gate")]
    assert sorted(listed) == sorted(KEYS)


def test_a_share_is_cut_off_as_told() -> None:
    """What is just under 85 % is shown as the page says, and not as 85."""
    [shown] = re.findall(r"84\.996 %\nis shown as `([^`]+)`", PAGE)
    assert format_percent(84_996, 100_000) == shown
