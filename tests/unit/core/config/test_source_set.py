"""Which files are source to be measured, and which are tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layerproof.core.config.source_set import choose_measured, is_test_file
from layerproof.core.config.values import CoverageChoices
from tests.support.configs import MINIMAL, config_of


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("tests/test_orders.py", True),
        ("tests/unit/orders_test.py", True),
        ("tests/unit/conftest.py", True),
        ("tests/support/orders.py", False),
        ("tests/test", False),
        ("src/shop/routers/test_runs.py", False),
        ("src/shop/conftest.py", False),
        ("testsuite/test_orders.py", False),
        ("src/tests/test_orders.py", False),
    ],
)
def test_tests_have_a_place_and_a_name(path: str, answer: bool) -> None:
    """A test lies under a test root and is named as one; a router with such a name is source."""
    assert is_test_file(config_of(MINIMAL), path) is answer


@pytest.mark.parametrize(
    "root", ["checks/", "./checks", ".", "checks/unit", "checks/unit/test_a.py"]
)
def test_roots_are_written_in_many_ways(root: str) -> None:
    """A root may be a folder, a file, or the project itself."""
    config = replace(config_of(MINIMAL), tests=(root,))
    assert is_test_file(config, "checks/unit/test_a.py")


@pytest.mark.parametrize(
    ("source", "root", "answer"),
    [
        (".", "tests", True),
        ("backend/", "./backend/tests", True),
        ("backend/tests", "backend/tests", False),
        ("backend/tests/support", "backend/tests", False),
        ("backend", ".", False),
        ("back", "backend/tests", False),
    ],
)
def test_helpers_of_tests_within_the_source(source: str, root: str, answer: bool) -> None:
    """A test root within a source folder is of the tests as a whole; else the name decides."""
    table = f'source = ["{source}"]\ntests = ["{root}"]'
    path = "tests/support/a.py" if source == "." else "backend/tests/support/a.py"
    assert is_test_file(config_of(table), path) is answer


@pytest.mark.parametrize("source", [".", "src"])
def test_code_with_tests_beside_it_within_the_source(source: str) -> None:
    """A root whose name does not speak of tests holds code as well, which stays measured."""
    config = config_of(f'source = ["{source}"]\ntests = ["src/shop", "src/test_kit"]')
    files = ["src/shop/orders.py", "src/shop/test_orders.py", "src/test_kit/orders.py"]
    assert choose_measured(config, files) == ["src/shop/orders.py"]


def test_measured_files() -> None:
    """Tests beside the code and what coverage.py omits do not count; the order stays."""
    config = config_of(
        MINIMAL + 'tests = ["src"]', coverage=CoverageChoices(omit=("*/migrations/*",))
    )
    files = [
        "src/shop/orders.py",
        "src/shop/test_orders.py",
        "src/shop/migrations/first.py",
        "src/shop/conftest.py",
        "src/shop/main.py",
    ]
    assert choose_measured(config, files) == ["src/shop/orders.py", "src/shop/main.py"]
