"""TOML text: what is there stays as it is, and what comes is what was meant."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerproof.adoption.setup.toml_text import Section, append_sections, render_value
from layerproof.adoption.setup.values import Entry, Value
from layerproof.errors import ConfigError

_SECTION = Section("tool.layerproof", (Entry("source", ["shop"], "Why."),), "By init.")
_ADDED = '[tool.layerproof]\n# By init.\n# Why.\nsource = ["shop"]\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", _ADDED),
        ("[project]\nname = 'x'\n", "[project]\nname = 'x'\n\n" + _ADDED),
        ("a = 1 # no end", "a = 1 # no end\n\n" + _ADDED),
        ("a = 1\r\nb = 2\r\n", "a = 1\r\nb = 2\r\n\r\n" + _ADDED.replace("\n", "\r\n")),
        ("[tool.x]\ny.z = 1\n\n\n", "[tool.x]\ny.z = 1\n\n\n\n" + _ADDED),
        ("tool.x.y = 1\n", "tool.x.y = 1\n\n" + _ADDED),
    ],
)
def test_what_is_there_stays_byte_for_byte(before: str, after: str) -> None:
    """The file begins with all that it was, and goes on in its own kind of line ends."""
    assert append_sections(before, [_SECTION], path="pyproject.toml") == after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[project\n", r"pyproject.toml:1: is not TOML: Expected"),
        ("a = 1\n[b]\nc = \n", r"pyproject.toml:3: is not TOML: Invalid value"),
        ("a = '''\n\n", r"pyproject.toml:3: is not TOML: Expected"),
        ("tool = { x = 1 }\n", r"\[tool.layerproof\] cannot be added, since the file writes"),
        ("tool = 3\n", r"\[tool.layerproof\] cannot be added, since the file writes"),
        ("[tool.layerproof]\nsource = []\n", r"\[tool.layerproof\] cannot be added"),
    ],
)
def test_a_file_that_cannot_be_added_to_is_an_error(text: str, said: str) -> None:
    """File and line of what is wrong are named, and so is a form of tables that bars another."""
    with pytest.raises(ConfigError, match=said):
        append_sections(text, [_SECTION], path="pyproject.toml")


def test_what_comes_out_is_compared_with_what_was_meant() -> None:
    """A table that would land elsewhere than meant is not written."""
    section = Section('tool."a.b"', (Entry("x", 1),))
    with pytest.raises(ConfigError, match="would change what is there"):
        append_sections("", [section], path="pyproject.toml")


def test_long_tables_become_sections_of_their_own() -> None:
    """What does not fit into a line is written below a header, after the short ones."""
    paths: list[Value] = [f"shop/{name}/repositories/**" for name in "abcdef"]
    long: dict[str, Value] = {"paths": [str(path) for path in paths], "fail_under": 0}
    section = Section("tool.layers", (Entry("one", long, "Long."), Entry("two", {"a": 1})))
    text = append_sections("", [section], path="x")
    assert text.startswith(
        "[tool.layers]\ntwo = { a = 1 }\n\n[tool.layers.one]\n# Long.\npaths = [\n"
    )
    assert tomllib.loads(text) == {"tool": {"layers": {"one": long, "two": {"a": 1}}}}


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.text() | st.integers(-9, 9) | st.booleans(),
        lambda inner: (
            st.dictionaries(st.text(), inner, max_size=3) | st.lists(st.text(), max_size=3)
        ),
    )
)
def test_values_are_read_back(value: Value) -> None:
    """Every value that a table may hold is read back as it was, strange characters included."""
    assert tomllib.loads(f"a = {render_value(value)}") == {"a": value}
