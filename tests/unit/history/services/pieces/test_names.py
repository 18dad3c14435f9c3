"""What a test of a JUnit file is called."""

from __future__ import annotations

import pytest

from layerproof.history.services.pieces.names import name_test


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"file": "t/test_a.py", "classname": "t.test_a", "name": "n"}, "t/test_a.py::n"),
        ({"file": "t/test_a.py", "classname": "t.test_a.B.C", "name": "n"}, "t/test_a.py::B::C::n"),
        ({"file": ".\\t\\test_a.py", "classname": "t.test_a", "name": "n"}, "t/test_a.py::n"),
        # What the class is called has nothing to do with the file.
        ({"file": "t/test_a.py", "classname": "t.test_ab", "name": "n"}, "t.test_ab::n"),
        ({"file": "t/test_a.py", "classname": "", "name": "n"}, "s::n"),
        # A place on one machine is no part of a name.
        ({"file": "/ci/t/test_a.py", "classname": "t.test_a", "name": "n"}, "t.test_a::n"),
        ({"file": "C:\\t\\test_a.py", "classname": "t.test_a", "name": "n"}, "t.test_a::n"),
        ({"file": "a.spec.js", "classname": "a", "name": "n"}, "a::n"),
        ({"classname": "c", "name": " n "}, "c::n"),
        ({"name": "n"}, "s::n"),
        ({"classname": "c"}, "c::(without a name)"),
        ({}, "s::(without a name)"),
    ],
)
def test_names(attributes: dict[str, str], expected: str) -> None:
    """A name is pytest's node id where the file gives it, and never empty."""
    assert name_test(attributes, "s") == expected


def test_a_name_alone() -> None:
    """Where nothing else is told, the name stands alone."""
    assert name_test({"name": "n"}, "") == "n"
