"""Tests of resolving local names to what they were imported as."""

from __future__ import annotations

import ast

from ci.lint.names import full_name, imported_names, is_within


def _resolved(imports: str, expression: str) -> str:
    return full_name(ast.parse(expression, mode="eval").body, imported_names(ast.parse(imports)))


def test_names_are_followed_to_where_they_were_imported_from() -> None:
    """Neither an alias nor a deep import hides what is called."""
    assert _resolved("import os", "os.path.join") == "os.path.join"
    assert _resolved("import os.path", "os.path.join") == "os.path.join"
    assert _resolved("import os.path as p", "p.join") == "os.path.join"
    assert _resolved("from os import path as p", "p.join") == "os.path.join"
    assert _resolved("from datetime import datetime as d", "d.now") == "datetime.datetime.now"


def test_what_was_not_imported_keeps_its_name() -> None:
    """A local value is called by the name that it has."""
    assert _resolved("", "order.total") == "order.total"


def test_an_expression_without_a_name_has_none() -> None:
    """A method of a call's result cannot be resolved, and is not guessed."""
    assert _resolved("import os", "make().path") == ""


def test_a_name_lies_within_its_owners_and_not_beside_them() -> None:
    """Similar beginnings are not the same owner."""
    assert is_within("os", "os")
    assert is_within("os.path", "os")
    assert not is_within("osprey.path", "os")
