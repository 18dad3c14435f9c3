"""Names of databases: short enough, alone of their kind, told apart by their beginning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerproof.database.templates.naming import (
    LIMIT,
    copy_name,
    copy_prefix,
    template_name,
    template_prefix,
)


@pytest.mark.parametrize("run", ["r1", "a-long/Run " * 20, ""])
@pytest.mark.parametrize("word", ["tests", "test_a[ü-1]" * 20, "___"])
def test_names_fit_into_postgresql(run: str, word: str) -> None:
    """Whatever run, worker and word are, the name has no more than 63 bytes and plain letters."""
    name = copy_name("postgres", run, "gw12", word, 123456)
    assert len(name.encode()) <= LIMIT
    assert re.fullmatch("[a-z0-9_]+", name)
    assert name.startswith(copy_prefix("postgres"))


def test_names_differ_where_their_parts_do() -> None:
    """Long runs and workers that begin alike still have names of their own."""
    runs = ["run-2026-11-21-a", "run-2026-11-21-b", "Run_2026_11_21_a"]
    names = {copy_name("postgres", run, f"{run}gw", "tests", 1) for run in runs}
    assert len(names) == len(runs)


def test_templates_are_told_from_copies() -> None:
    """No template's name begins as a copy's does, and projects have templates of their own."""
    here, there = Path("/a/.layerproof/database"), Path("/b/.layerproof/database")
    name = template_name(here, "0123456789abcdef")
    assert name.startswith(template_prefix(here))
    assert not name.startswith(template_prefix(there))
    assert not name.startswith(copy_prefix("t"))
    assert len(name) <= LIMIT
