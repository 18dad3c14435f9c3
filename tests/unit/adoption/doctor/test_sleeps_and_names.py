"""Sleeping tests, and tests that never run."""

import pytest

from tests.support.examined_projects import Examined, Told


def test_sleeps_are_added_up_and_the_longest_comes_first(project: Examined) -> None:
    """Literal sleeps count; very short ones, stand-ins and those behind a deadline do not."""
    project.write(
        {
            "tests/conftest.py": "import time\n\ndef wait():\n    time.sleep(0.5)\n",
            "tests/test_x.py": """
            import asyncio
            from time import sleep

            async def test_one():
                await asyncio.sleep(2)
                await asyncio.sleep(0)
                sleep(0.01)
                sleep(pause)

            class TestThing:
                def test_two(self):
                    def slow():
                        sleep(30)
                    run(slow)

                async def test_cut(self):
                    async with asyncio.timeout(0.1):
                        await asyncio.sleep(60)
            """,
        }
    )
    assert project.find("sleeps") == [
        Told(
            "2 sleeps in tests, 2.5 s if each is passed once, the longest 2 s",
            ("tests/test_x.py:5", "tests/conftest.py:4"),
        )
    ]


def test_a_test_hidden_by_its_namesake_never_runs(project: Examined) -> None:
    """Of two tests of one name in one module or class the first is lost; elsewhere it is not."""
    project.write(
        {
            "tests/test_x.py": """
            def test_one():
                assert 1 == 1

            class TestA:
                def test_one(self):
                    assert 1 == 1

                def test_two(self):
                    assert 1 == 1

                def test_two(self):
                    assert 2 == 2

            class TestB:
                def test_two(self):
                    assert 1 == 1

            def test_one():
                assert 2 == 2
            """
        }
    )
    assert project.find("duplicate-tests") == [
        Told(
            "2 tests that never run, since another of the same name follows:"
            " TestA::test_two, test_one",
            ("tests/test_x.py:8", "tests/test_x.py:1"),
        )
    ]


def test_files_and_classes_that_pytest_passes_over(project: Examined) -> None:
    """Tests in a file of another name, and in a class with __init__, are never collected."""
    project.write(
        {
            "tests/orders_tests.py": "def test_one():\n    assert 1 == 1\n",
            "tests/builders.py": "def test_data():\n    return {}\n",
            "tests/test_x.py": """
            class TestBuilt:
                def __init__(self):
                    self.x = 1

                def test_one(self):
                    assert self.x

            class TestKit:
                def __init__(self):
                    self.x = 1
            """,
        }
    )
    assert project.find("uncollected-tests") == [
        Told(
            "1 file with tests and a name that pytest does not look at",
            ("tests/orders_tests.py:1",),
        ),
        Told("1 test class with an __init__", ("tests/test_x.py:1",)),
    ]


def test_python_files_of_the_settings_count(project: Examined) -> None:
    """A file whose name the project's own patterns take is collected."""
    project.write(
        {
            "pytest.ini": "[pytest]\npython_files = *_tests.py\n",
            "tests/orders_tests.py": "def test_one():\n    assert 1 == 1\n",
        }
    )
    assert project.find("uncollected-tests") == []


TWINS = {
    "tests/orders/test_api.py": "def test_one():\n    assert 1 == 1\n",
    "tests/users/test_api.py": "def test_one():\n    assert 1 == 1\n",
}


def test_equal_names_without_packages_are_in_each_others_way(project: Examined) -> None:
    """Two test modules of one name and no package cannot both be imported by prepending."""
    project.write(TWINS)
    assert project.find("equal-names") == [
        Told(
            "2 files of tests are called test_api.py, and lie in no package",
            ("tests/orders/test_api.py", "tests/users/test_api.py"),
        )
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"tests/orders/__init__.py": ""},
        {"pytest.ini": "[pytest]\naddopts = --import-mode=importlib\n"},
        {"pytest.ini": "[pytest]\naddopts = --import-mode importlib\n"},
    ],
    ids=["package", "importlib", "importlib, two words"],
)
def test_equal_names_do_no_harm_otherwise(project: Examined, more: dict[str, str]) -> None:
    """A package, or importlib's mode, keeps modules of one name apart."""
    project.write(TWINS | more)
    assert project.find("equal-names") == []
