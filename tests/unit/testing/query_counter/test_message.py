"""The texts about statements, on made-up values."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.testing.query_counter.message import describe_excess, list_statements, show_place
from layerproof.testing.query_counter.statements import Origin, Statement


def test_places_are_relative_only_below_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file elsewhere keeps its whole path, and a missing line is said to be missing."""
    monkeypatch.chdir(tmp_path)
    assert show_place(Origin(f"{tmp_path}/shop/a.py", 3, "ask")) == "at shop/a.py:3 in ask"
    assert show_place(Origin("/elsewhere/a.py", 3, "ask")) == "at /elsewhere/a.py:3 in ask"
    assert show_place(None) == "from outside the project"


def test_one_query_is_spoken_of_as_one() -> None:
    """A single statement where none is allowed reads as a sentence."""
    message = describe_excess(0, [Statement("SELECT 1", "()")])
    assert message == (
        "1 query was sent where at most 0 are allowed:\n"
        "  once from outside the project\n"
        "    SELECT 1"
    )


def test_long_statements_and_many_groups_are_cut() -> None:
    """A message stays readable: a statement has 300 characters, and twenty groups are shown."""
    statements = [Statement(f"SELECT {'x' * 400} FROM t{chr(97 + n)}") for n in range(23)]
    lines = list_statements(statements)

    assert lines[:2] == [
        "  once from outside the project",
        f"    SELECT {'x' * 293} ...",
    ]
    assert (len(lines), lines[-1]) == (41, "  and 3 more")
