"""Tests that cannot fail."""

import pytest

from tests.support.examined_projects import Examined, Told

CHECKING = {
    "assert": "assert 1 + 1 == 2",
    "raises": "with pytest.raises(ValueError, match='x'):\n        int('x')",
    "warns": "with pytest.warns(UserWarning):\n        warn()",
    "mock": "mock.assert_called_once()",
    "unittest": "self.assertEqual(1, 1)",
    "named": "check_order(order)",
    "expect": "expect(page).to_have_title('x')",
    "numpy": "np.testing.assert_allclose(1, 1)",
    "fail": "if broken():\n        pytest.fail('broken')",
    "raise": "if broken():\n        raise AssertionError('broken')",
    "own": "same(1, 1)",
    "method": "client.same(1, 1)",
    "conftest": "shared(1)",
    "inner": "async def inner():\n        assert True is not False\n    run(inner())",
}

HELPERS = """
import pytest

def same(one, other):
    assert one == other

"""


@pytest.mark.parametrize("body", CHECKING.values(), ids=CHECKING)
def test_a_test_that_checks_is_well(project: Examined, body: str) -> None:
    """Whatever way a test checks something in, it has an assertion."""
    project.write(
        {
            "tests/conftest.py": "def shared(value):\n    assert value\n",
            "tests/test_x.py": f"{HELPERS}def test_one(mock=None):\n    {body}\n",
        }
    )
    assert project.find("assertions") == []


@pytest.mark.parametrize(
    "body",
    ["make()", "assert True", "assert (1 == 2, 'message')", "print('ok')", "quiet(1)", "len('x')"],
)
def test_a_test_that_only_runs_has_no_assertion(project: Examined, body: str) -> None:
    """A test that calls, prints, or asserts what is always true, has no assertion."""
    text = f"def quiet(value):\n    return value\n\ndef test_one():\n    {body}\n"
    project.write({"tests/test_x.py": text})
    assert project.find("assertions") == [
        Told("1 test without an assertion", ("tests/test_x.py:4",))
    ]


def test_only_one_call_is_followed(project: Examined) -> None:
    """A function that leaves checking to the next one is not looked through."""
    project.write(
        {
            "tests/test_x.py": """
            def deep():
                assert work() == 1

            def wide():
                deep()

            def test_one():
                wide()
            """
        }
    )
    assert project.find("assertions") == [
        Told("1 test without an assertion", ("tests/test_x.py:7",))
    ]


def test_empty_tests_are_told_apart(project: Examined) -> None:
    """A body of nothing but `pass`, dots or a docstring is empty, unless the test is skipped."""
    project.write(
        {
            "tests/test_x.py": '''
            import pytest

            def test_dots(): ...

            def test_pass():
                """Says something."""
                pass

            @pytest.mark.skip(reason="later")
            def test_later():
                pass

            class TestThing:
                async def test_inside(self):
                    pass
            '''
        }
    )
    assert project.find("assertions") == [
        Told(
            "3 tests with an empty body",
            ("tests/test_x.py:3", "tests/test_x.py:5", "tests/test_x.py:14"),
        )
    ]


def test_a_fixture_that_checks_counts(project: Examined) -> None:
    """A test whose fixture asserts when it is taken down checks something."""
    project.write(
        {
            "tests/conftest.py": """
            import pytest

            @pytest.fixture
            def quiet_log():
                yield
                assert not errors()
            """,
            "tests/test_x.py": "def test_one(quiet_log):\n    make()\n",
        }
    )
    assert project.find("assertions") == []


def test_assertions_that_are_always_true(project: Examined) -> None:
    """A true constant and a tuple are claims that cannot fail."""
    project.write(
        {
            "tests/test_x.py": """
            def test_one():
                assert True
                assert (1 == 2, "message")
                assert ()
                assert 0
            """
        }
    )
    assert project.find("assertions-true") == [
        Told("2 assertions that can only be true", ("tests/test_x.py:2", "tests/test_x.py:3"))
    ]


def test_swallowed_failures(project: Examined) -> None:
    """A failure is swallowed by a silent handler wide enough for it, around an assertion."""
    project.write(
        {
            "tests/test_x.py": """
            def test_lost():
                try:
                    assert work() == 1
                except Exception as error:
                    print(error)

            def test_bare():
                try:
                    assert work() == 1
                except:
                    pass

            def test_narrow():
                try:
                    assert work() == 1
                except KeyError:
                    pass

            def test_told():
                try:
                    assert work() == 1
                except AssertionError:
                    raise

            def test_before():
                try:
                    work()
                except Exception:
                    pass
                assert work() == 1
            """
        }
    )
    assert project.find("assertions-true") == [
        Told("2 failures that an `except` swallows", ("tests/test_x.py:4", "tests/test_x.py:10"))
    ]
