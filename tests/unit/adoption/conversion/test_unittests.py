"""Classes of unittest: each assertion, and what keeps a class from being converted."""

from __future__ import annotations

import pytest

from layerproof.adoption.conversion.text_conversion import convert_text
from layerproof.adoption.conversion.values import Options

HEAD = "import unittest\n\n\nclass TestIt(unittest.TestCase):\n"


def convert(body: str) -> str:
    """Return the body of the only method of a class after its conversion, without indentation."""
    text = f"{HEAD}    def test_a(self):\n        {body}\n"
    converted = convert_text(text, "test_it", Options(unittest=True)).text
    return converted.partition("def test_a(self):\n")[2].strip().replace("\n        ", "\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("self.assertEqual(a, b)", "assert a == b"),
        ("self.assertEqual(first=a, second=b, msg='m')", "assert a == b, 'm'"),
        ("self.assertNotEqual(a, b, 'm')", "assert a != b, 'm'"),
        ("self.assertEqual(a == b, c or d)", "assert (a == b) == (c or d)"),
        ("self.assertTrue(a or b)", "assert a or b"),
        ("self.assertFalse(a == b)", "assert a != b"),
        ("self.assertFalse(a and b, 'm')", "assert not (a and b), 'm'"),
        ("self.assertFalse(a < b)", "assert not a < b"),
        ("self.assertIs(a, b)", "assert a is b"),
        ("self.assertIsNot(a, None)", "assert a is not None"),
        ("self.assertIsNone(a if b else c)", "assert (a if b else c) is None"),
        ("self.assertIsNotNone(a)", "assert a is not None"),
        ("self.assertNotIn(a, b)", "assert a not in b"),
        ("self.assertGreaterEqual(a, b)", "assert a >= b"),
        ("self.assertLess(a, b)", "assert a < b"),
        ("self.assertIsInstance(a, (int, str))", "assert isinstance(a, (int, str))"),
        ("self.assertNotIsInstance(a, int)", "assert not isinstance(a, int)"),
        ("self.assertNotRegex(a, 'x')", "assert not re.search('x', a)"),
        ("self.assertAlmostEqual(a, b, delta=c + d)", "assert abs(a - b) <= c + d"),
        ("self.assertAlmostEqual(a, b + c, delta=d)", "assert abs(a - (b + c)) <= d"),
        (
            "self.assertNotAlmostEqual(a, b, 2)",
            "assert a != pytest.approx(b, rel=0, abs=0.5e-2)",
        ),
        ("self.assertRaises(E, f, 1, x=2)", "with pytest.raises(E):\n    f(1, x=2)"),
        ("self.assertRaises(E, lambda: a < b)", "with pytest.raises(E):\n    a < b"),
        ("self.assertRaises(E, lambda x: x, 1)", "with pytest.raises(E):\n    (lambda x: x)(1)"),
        ("self.assertSequenceEqual(a, (1, 2))", "assert list(a) == list((1, 2))"),
        ("self.assertEqual(a, 'x'\n 'y'.upper())", "assert a == ('x'\n 'y'.upper())"),
        ("self.fail('m')", "pytest.fail('m')"),
        ("self.skipTest('m')", "pytest.skip('m')"),
    ],
)
def test_an_assertion_becomes_a_statement(before: str, after: str) -> None:
    """Each method of TestCase has its statement, with messages kept and precedence minded."""
    assert convert(before) == after


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("    def test_a(self):\n        self.assertLogs()\n", "uses self.assertLogs"),
        ("    def test_a(self):\n        self.assertEqual(*both)\n", "uses self.assertEqual"),
        ("    def test_a(self):\n        check(self.assertEqual)\n", "uses self.assertEqual"),
        ("    def test_a(self):\n        super().run()\n", "uses super()"),
        ("    def test_a(self):\n        check_all(self)\n", "uses self as an argument"),
        (
            "    def check(self):\n        with self.subTest():\n            pass\n",
            "needs subtests in check, which is no test",
        ),
        ("    def __init__(self):\n        pass\n", "has a __init__ of its own"),
        (
            "    def setUp(self):\n        if a:\n            return\n        b()\n",
            "setUp returns early or is decorated",
        ),
        (
            (
                "    def tearDown(self):\n        a()\n\n"
                "    def test_a(self):\n        self.addCleanup(b)\n"
            ),
            "cleans up in a test and in tearDown, whose order would change",
        ),
    ],
)
def test_a_class_that_cannot_be_converted_whole_stays(body: str, why: str) -> None:
    """A class stays byte for byte where a part of it has no equal in pytest, and says why."""
    converted = convert_text(HEAD + body, "test_it", Options(unittest=True))

    assert converted.text == HEAD + body
    assert [note.text for note in converted.left_alone] == [f"class TestIt: {why}"]


@pytest.mark.parametrize(
    ("base", "why"),
    [
        ("other.Base", "has the base other.Base, which may need unittest"),
        ("Mixin", "has the base Mixin, which uses unittest"),
    ],
)
def test_a_base_that_leans_on_unittest_keeps_its_class(base: str, why: str) -> None:
    """A class stays where a base of it uses what unittest gave the class."""
    text = (
        "import unittest\n\n\nclass Mixin:\n    def check(self):\n        self.assertTrue(1)\n\n\n"
        f"class TestIt({base}, unittest.TestCase):\n    def test_a(self):\n        self.check()\n"
    )
    converted = convert_text(text, "test_it", Options(unittest=True))

    assert (converted.text, [note.text for note in converted.left_alone]) == (
        text, [f"class TestIt: {why}"],
    )  # fmt: skip
