"""TOML with lines."""

from __future__ import annotations

import tomllib

import pytest

from layerproof.adoption.findings import Place
from layerproof.adoption.reading.toml_file import parse_toml

TEXT = '''\
# a comment with [brackets] = and "quotes
title = "one" # after = it

[project]
name = "shop"
dependencies = [
    "fastapi>=0.150", # the web, see [1]
    "sqlalchemy[asyncio]>=2",
]
text = """
[not.a.table]
key = 1
"""

[tool."odd name".inner]
"quoted key" = { deep = [1, 2], other = "x" }
dotted.key = true

[[tool.poetry.source]]
name = "first"
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("title",), 2),
        (("project",), 4),
        (("project", "name"), 5),
        (("project", "dependencies"), 6),
        (("project", "dependencies", 0), 7),
        (("project", "dependencies", 1), 8),
        (("project", "text"), 10),
        (("tool", "odd name", "inner"), 15),
        (("tool", "odd name", "inner", "quoted key"), 16),
        (("tool", "odd name", "inner", "dotted", "key"), 17),
        (("tool", "poetry", "source"), 19),
        (("tool", "odd name", "inner", "quoted key", "deep"), 16),
        (("project", "missing"), 4),
        (("nowhere",), 0),
    ],
)
def test_places(key: tuple[str | int, ...], line: int) -> None:
    """A key, or the nearest table around it, stands on its line."""
    assert parse_toml("p.toml", TEXT).place(*key) == Place("p.toml", line)


def test_a_table_in_a_text_is_no_table() -> None:
    """What stands in a text of several lines is not taken for keys."""
    assert not {("not", "a", "table"), ("project", "key")} & set(parse_toml("p", TEXT).lines)


def test_values_of_other_types_are_not_taken_for_texts() -> None:
    """Asking for texts, a text or a table gives nothing where something else stands."""
    file = parse_toml("p", 'a = 1\nb = ["x", 2, "y"]\nc = "z"\n[d]\n')
    assert (file.text("a"), file.texts("b"), file.texts("c"), file.texts("a")) == (
        None,
        ("x", "y"),
        ("z",),
        (),
    )
    assert (file.table("a"), file.get("a", "b"), file.get("d", "e")) == ({}, None, None)


def test_broken_text_is_an_error() -> None:
    """A text that is no TOML is refused as tomllib does."""
    with pytest.raises(tomllib.TOMLDecodeError, match="line 1"):
        parse_toml("p", "a = = 1")
