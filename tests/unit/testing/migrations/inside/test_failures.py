"""Errors are told in the words of the database."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError

from layerproof.testing.migrations.inside.failures import explain


def test_an_error_of_the_database_is_told_with_its_statement() -> None:
    """Its own words come first, on one line, and the statement after them."""
    error = OperationalError("SELECT\n  1", {}, Exception("no such\n table"))
    assert explain(error) == "no such table [SELECT 1]"


def test_another_error_is_told_with_its_kind() -> None:
    """A message may be empty."""
    assert explain(ValueError("bad  word")) == "ValueError: bad word"
    assert explain(ValueError()) == "ValueError"


def test_a_long_error_is_cut() -> None:
    """Nobody reads a thousand lines of a statement."""
    assert len(explain(ValueError("x" * 5_000))) == 600
