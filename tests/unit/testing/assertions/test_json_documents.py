"""Documents are compared part by part, and differences named by their path."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

import httpx
import pytest

from layerproof.testing.assertions import assert_json_equal

ORDER = {"id": 7, "items": [{"name": "pen", "at": "10:00"}, {"name": "ink", "at": "11:00"}]}


def differences(actual: Any, expected: Any, *ignoring: str) -> list[str]:
    """Return the lines of the message that the two documents are told apart with."""
    with pytest.raises(AssertionError, match="difference") as caught:
        assert_json_equal(actual, expected, ignoring=ignoring)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("actual", "expected", "ignoring"),
    [
        (ORDER, ORDER, ()),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}, ()),
        ({"a": (1, 2)}, {"a": [1, 2]}, ()),
        ({"a": 1, "b": 2}, {"a": 1, "b": ANY}, ()),
        ({"a": 0.1 + 0.2}, {"a": pytest.approx(0.3)}, ()),
        (ORDER, {"items": [{"name": "pen"}, {"name": "ink"}]}, ("id", "items.*.at")),
        (ORDER, {"items": [{"name": "pen"}, {"name": "ink"}]}, ("id", "**.at")),
        ({"id": 1, "a": {"b": {"id": 2}}}, {"a": {"b": {}}}, ("**.id",)),
        ({"a.b": {"c": 1}}, {"a.b": {"c": 2}}, (("a.b", "c"),)),
        ({"a": {"x": 1}}, {"a": [1]}, ("a",)),
        ([1, 2], [3, 2], ("0",)),
    ],
)
def test_equal_documents_pass(actual: Any, expected: Any, ignoring: Any) -> None:
    """Order of keys, kinds of numbers, matchers and ignored paths make no difference."""
    assert assert_json_equal(actual, expected, ignoring) is actual


def test_the_body_of_a_response_is_compared() -> None:
    """A response is decoded, and its document returned."""
    assert assert_json_equal(httpx.Response(200, json=ORDER), ORDER) == ORDER


def test_differences_are_named_by_path() -> None:
    """Each difference has a line: another value, one that is missing, one that is too many."""
    actual = {"a": 1, "b": {"c": [1, 2, {"d": None}]}, "x": "new"}
    expected = {"a": True, "b": {"c": [1, 3, {"d": 0}, 4]}, "y": {"z": "ü"}}

    assert differences(actual, expected) == [
        "6 differences from what is expected:",
        "  a: 1 instead of true",
        "  b.c.1: 2 instead of 3",
        "  b.c.2.d: null instead of 0",
        "  b.c.3: missing, expected 4",
        '  y: missing, expected {"z": "ü"}',
        '  x: unexpected "new"',
    ]


def test_an_ignored_path_ignores_nothing_else() -> None:
    """A pattern reaches exactly as deep as it says."""
    actual = {"id": 1, "a": {"id": 2, "b": {"id": 3}}}
    assert differences(actual, {"a": {"b": {}}}, "id", "*.id") == [
        "1 difference from what is expected:",
        "  a.b.id: unexpected 3",
    ]


def test_documents_of_another_kind_differ_as_a_whole() -> None:
    """A list where an object should be is one difference, long values cut."""
    assert differences([], {"a": 1}) == [
        "1 difference from what is expected:",
        '  the document: [] instead of {"a": 1}',
    ]
    assert differences({"a": "x" * 200}, {"a": None})[1] == f'  a: "{"x" * 119} ... instead of null'


def test_many_differences_are_cut() -> None:
    """Thirty differences are shown, and the rest counted."""
    lines = differences(list(range(40)), [])
    assert (lines[0], len(lines), lines[-1]) == (
        "40 differences from what is expected:",
        32,
        "  and 10 more",
    )
