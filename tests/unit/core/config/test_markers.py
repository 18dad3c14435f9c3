"""Marker expressions: agreement with Python's own operators, and faults with their place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerproof.core.config.markers import (
    DEEPEST,
    MarkerExpressionError,
    compile_expression,
)

NAMES = ("slow", "gpu", "x")

expressions = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
        inner.map(lambda text: f"not {text}"),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"not({text} )"),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(expressions, st.frozensets(st.sampled_from(NAMES)))
def test_expression_means_what_python_says(text: str, names: frozenset[str]) -> None:
    """``and``, ``or``, ``not`` and brackets bind as they do in Python."""
    truth = eval(text, {name: name in names for name in NAMES})
    assert compile_expression(text).matches(names) is truth


@pytest.mark.parametrize(
    "name", ["slow", "a.b", "a:b", "::a", "a-b", "a+b", "a[1]", "a/b", "a\\b", "größe", "nota", "1"]
)
def test_name_may_hold_what_pytest_allows(name: str) -> None:
    """Every name that pytest's ``-m`` takes as one name is one name here."""
    expression = compile_expression(name)
    assert (expression.matches(frozenset({name})), expression.names) == (True, frozenset({name}))


@pytest.mark.parametrize("text", ["", "  ", "\t"])
def test_empty_expression_matches_every_test(text: str) -> None:
    """Without an expression every test is selected, marked or not."""
    expression = compile_expression(text)
    assert [expression.matches(frozenset(names)) for names in ((), ("slow",))] == [True, True]


@pytest.mark.parametrize(
    ("text", "column", "expected", "found"),
    [
        ("slow and", 9, 'a marker name, "not" or "("', "the end"),
        ("slow  gpu", 7, '"and", "or" or the end', '"gpu"'),
        ("and slow", 1, 'a marker name, "not" or "("', '"and"'),
        ("slow and or x", 10, 'a marker name, "not" or "("', '"or"'),
        ("not", 4, 'a marker name, "not" or "("', "the end"),
        ("()", 2, 'a marker name, "not" or "("', '")"'),
        ("(slow", 6, '")"', "the end"),
        ("slow)", 5, '"and", "or" or the end', '")"'),
        ("slow & x", 6, '"and", "or" or the end', '"&"'),
        ("slow and &", 10, 'a marker name, "not" or "("', '"&"'),
        ('slow(reason="x")', 5, '"and", "or" or the end', '"("'),
    ],
)
def test_fault_has_its_column_and_what_was_expected(
    text: str, column: int, expected: str, found: str
) -> None:
    """An expression that does not parse is refused with the place and what belongs there."""
    message = f'"{text}" does not parse: column {column}: expected {expected}, found {found}'
    with pytest.raises(MarkerExpressionError, match=f"^{re.escape(message)}$") as caught:
        compile_expression(text)
    assert (caught.value.column, caught.value.expected) == (column, expected)


@pytest.mark.parametrize("text", ["(" * 10_000 + "x" + ")" * 10_000, "not " * 10_000 + "x"])
def test_endless_nesting_is_refused(text: str) -> None:
    """Nesting beyond any use is a fault and never exhausts the stack."""
    with pytest.raises(MarkerExpressionError, match=f"expected no more than {DEEPEST} levels"):
        compile_expression(text)


def test_spelling_does_not_make_another_expression() -> None:
    """Expressions that differ in blanks and needless brackets are equal."""
    assert compile_expression("(slow)  and(not gpu)") == compile_expression("slow and not gpu")


@pytest.mark.parametrize(
    ("text", "is_open"), [("slow", False), ("not slow", True), ("", True), ("a or not b", True)]
)
def test_open_expression_takes_a_test_without_markers(text: str, is_open: bool) -> None:
    """An expression is open when a test without any marker is selected."""
    assert compile_expression(text).is_open is is_open
