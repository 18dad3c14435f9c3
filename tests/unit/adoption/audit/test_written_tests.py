"""Tests as they are written: what is read off their text, and which of them are the same."""

from __future__ import annotations

import ast
import textwrap

import pytest

from layerproof.adoption.audit.doubtful import find_doubtful
from layerproof.adoption.audit.inputs import WrittenTest
from layerproof.adoption.audit.values import Doubtful, Twins
from layerproof.adoption.audit.written_tests import read_tests
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.tree import Module


def read(
    text: str, path: str = "tests/test_a.py", fixtures: dict[str, str] | None = None
) -> tuple[WrittenTest, ...]:
    """Return the tests of a text."""
    plain = textwrap.dedent(text)
    return read_tests(Module(path, plain, ast.parse(plain)), fixtures=fixtures)


def doubtful(*texts: str) -> Doubtful:
    """Return what is doubtful in files of those texts."""
    files = {f"tests/test_{at}.py": text for at, text in enumerate(texts)}
    return find_doubtful([test for path, text in files.items() for test in read(text, path)])


def test_everything_is_read_off_the_text() -> None:
    """Names, scopes, inherited markers, fixtures, kinds and assertions are those of the text."""
    tests = read("""
        import pytest, unittest

        pytestmark = [pytest.mark.slow]

        @pytest.fixture
        def test_data():
            return 1

        @pytest.mark.parametrize("a", [1])
        @pytest.mark.usefixtures("clean")
        async def test_one(a, client):
            assert client

        class TestOrders:
            pytestmark = pytest.mark.api

            def test_two(self, db):
                check_order(db)

            class TestInner:
                def test_three(self):
                    connection.execute("PRAGMA foreign_keys")

        class Odd(unittest.TestCase):
            def test_four(self):
                self.assertEqual(1, 1)

        class Helper:
            def test_no(self):
                assert 0

        if True:
            def test_five():
                print("ok")
        """)
    facts = [
        (one.nodeid.partition("::")[2], one.markers, one.fixtures, one.asserts) for one in tests
    ]
    assert facts == [
        ("test_one", ("slow", "parametrize", "usefixtures"), ("a", "client", "clean"), True),
        ("TestOrders::test_two", ("slow", "api"), ("db",), True),
        ("TestOrders::TestInner::test_three", ("slow", "api"), (), False),
        ("Odd::test_four", ("slow",), (), True),
        ("test_five", ("slow",), (), False),
    ]
    assert [one.asynchronous for one in tests] == [True, False, False, False, False]
    assert [one.unittest for one in tests] == [False, False, False, True, False]
    assert [one.pragma for one in tests] == [False, False, True, False, False]
    assert [one.line for one in tests] == [12, 18, 22, 26, 34]


@pytest.mark.parametrize("body", ["pass", "...", '"""Only words."""', "return", "return None"])
def test_what_does_nothing_is_empty(body: str) -> None:
    """A test of no statement that does anything is empty, and in nobody's company."""
    found = doubtful(f"def test_a():\n    {body}\ndef test_b():\n    {body}\n")
    assert found == Doubtful((), (Place("tests/test_0.py", 1), Place("tests/test_0.py", 3)), ())


def test_the_last_of_one_name_wins() -> None:
    """Two tests of one name in one scope are twins; in two classes they are not."""
    found = doubtful("""
        class TestA:
            def test_same(self):
                assert 1
            def test_same(self):
                assert 2
        class TestB:
            def test_same(self):
                assert 3
        """)
    places = (Place("tests/test_0.py", 3), Place("tests/test_0.py", 5))
    assert found.twins == (Twins("name", "tests/test_0.py::TestA::test_same", places),)


def test_the_same_twice() -> None:
    """Two tests that do the same with the same things are twins, whatever they are called."""
    text = "from shop import total\n\ndef test_{}():\n    '''{}'''\n    assert total([1]) == 1\n"
    found = doubtful(text.format("a", "one"), text.format("b", "another"))
    places = (Place("tests/test_0.py", 3), Place("tests/test_1.py", 3))
    assert found.twins == (Twins("body", "test_a, test_b", places),)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("from shop import total", "from bill import total"),
        ("def total(x): return 1", "def total(x): return 2"),
        ("total = make(1)", "total = make(2)"),
        ("import shop.a as total", "import shop.b as total"),
    ],
    ids=["imports", "functions", "values", "modules"],
)
def test_equal_text_of_other_things_is_not_the_same(first: str, second: str) -> None:
    """Where a name stands for something else, the same text is another test."""
    body = "\ndef test_a():\n    assert total([1]) == 1\n"
    assert doubtful(first + body, second + body).twins == ()


def test_fixtures_of_other_places_are_not_the_same() -> None:
    """Two tests that ask for a fixture of one name from two conftests are two tests."""
    text = "def test_a(client):\n    assert client.get('/')\n"
    one, two, three = (
        read(text, f"tests/{place}/test_a.py", {"client": f"tests/{place}/conftest.py:3"})[0].body
        for place in ("a", "b", "a")
    )
    assert (one == three, one == two) == (True, False)


def test_parameters_and_classes_make_a_difference() -> None:
    """Other parameters make another test, and so does a class that gives ``self`` something."""
    text = """
        import pytest

        @pytest.mark.parametrize("n", [1])
        def test_a(n):
            assert n

        @pytest.mark.parametrize("n", [2])
        def test_b(n):
            assert n

        class TestA:
            url = "/a"
            def test_get(self):
                assert get(self.url)

        class TestB:
            url = "/b"
            def test_get(self):
                assert get(self.url)
        """
    assert doubtful(text).twins == ()
