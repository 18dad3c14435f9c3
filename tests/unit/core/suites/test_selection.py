"""Every test is in exactly one suite, or in none and named."""

from __future__ import annotations

import pytest

from layerproof.core.suites.selection import Selector
from tests.support.configs import MINIMAL, config_of


def suite_of(path: str, *markers: str, table: str = "") -> str | None:
    """Return the suite of one test under the ready suites and what the table adds."""
    return Selector(config_of(MINIMAL + table)).suite_of(path, frozenset(markers))


@pytest.mark.parametrize(
    ("path", "markers", "suite"),
    [
        ("tests/test_x.py", ("unit",), "unit"),
        ("tests/test_x.py", ("integration", "slow"), "slow"),
        ("tests/test_x.py", ("performance", "slow"), "slow"),
        ("tests/test_x.py", ("unit", "integration"), "integration"),
        ("tests/unit/test_x.py", ("slow",), "slow"),
        ("tests/slow/test_x.py", ("unit",), "unit"),
        ("tests/unit/test_x.py", ("asyncio", "parametrize"), "unit"),
    ],
)
def test_marker_comes_first(path: str, markers: tuple[str, ...], suite: str) -> None:
    """An explicit marker beats the folder, and of several the suite of higher precedence wins."""
    assert suite_of(path, *markers) == suite


@pytest.mark.parametrize(
    ("path", "suite"),
    [
        ("tests/unit/test_x.py", "unit"),
        ("tests/unit/deep/er/test_x.py", "unit"),
        ("tests/unit/api/test_x.py", "unit"),
        ("tests/api/unit/test_x.py", "api"),
        ("tests/unit/tests/api/test_x.py", "unit"),
        ("tests/unit/test_router.py", "unit"),
        ("src/shop/orders/tests/integration/test_x.py", "integration"),
        ("services/a/tests/slow/test_service.py", "slow"),
    ],
)
def test_folder_comes_second(path: str, suite: str) -> None:
    """Without a marker the folder decides, the one nearest to the root, whatever the file."""
    assert suite_of(path) == suite


@pytest.mark.parametrize(
    ("path", "suite"),
    [
        ("src/shop/orders/test_router.py", "api"),
        ("src/shop/orders/test_orders_router.py", "api"),
        ("src/shop/orders/test_routes.py", "api"),
        ("src/shop/orders/test_service.py", "unit"),
        ("src/shop/orders/test_orders_service.py", "unit"),
        ("src/shop/orders/test_models.py", "unit"),
        ("src/shop/orders/test_schemas.py", "unit"),
        ("src/shop/orders/test_repository.py", "integration"),
        ("src/shop/orders/test_orders_repository.py", "integration"),
        ("migrations/test_migration_0001.py", "migrations"),
        ("src/shop/test_security.py", "security"),
        ("test_orders_performance.py", "performance"),
        ("src/shop/test_repository_service.py", "unit"),
    ],
)
def test_file_name_comes_third(path: str, suite: str) -> None:
    """Tests that lie beside the code are sorted by their file's name."""
    assert suite_of(path) == suite


@pytest.mark.parametrize("path", ["tests/test_x.py", "tests/units/test_x.py", "unit/test_x.py"])
def test_test_of_no_suite_is_an_orphan(path: str) -> None:
    """A test that nothing takes is in no suite."""
    assert suite_of(path) is None


def test_default_suite_takes_what_is_left() -> None:
    """With a default suite a test that nothing else takes is in that one."""
    table = 'default_suite = "integration"'
    found = [suite_of(path, table=table) for path in ("tests/test_x.py", "tests/unit/test_x.py")]
    assert found == ["integration", "unit"]


def test_test_roots_are_where_suites_are_looked_for() -> None:
    """Folders of suites are looked for below every root that the table names."""
    table = 'tests = ["qa", "."]'
    found = [suite_of(path, table=table) for path in ("qa/api/test_x.py", "unit/test_x.py")]
    assert found == ["api", "unit"]


def test_own_patterns_replace_the_ready_ones() -> None:
    """Folders and files of the table stand in place of the default ones."""
    table = 'suites.unit = { folders = ["qa/fast"], files = ["check_*.py"] }'
    paths = ("qa/fast/test_x.py", "src/check_x.py", "tests/unit/test_x.py", "src/test_service.py")
    assert [suite_of(path, table=table) for path in paths] == ["unit", "unit", None, None]


def test_own_suite_beats_ready_ones_but_not_slow() -> None:
    """A suite of the project's own takes a test before the ready ones, after slow."""
    table = "suites.smoke = {}"
    found = [suite_of("tests/test_x.py", "smoke", other, table=table) for other in ("api", "slow")]
    assert found == ["smoke", "slow"]


def test_same_depth_goes_by_precedence() -> None:
    """Of two folders that are named at one depth the suite of higher precedence wins."""
    table = 'suites.smoke = { folders = ["tests/*/**"] }'
    assert suite_of("tests/unit/test_x.py", table=table) == "smoke"


@pytest.mark.parametrize(
    ("path", "markers", "suite"),
    [
        ("tests/test_x.py", (), "unit"),
        ("tests/unit/test_x.py", (), "unit"),
        ("tests/integration/test_x.py", (), "integration"),
        ("tests/test_x.py", ("integration",), "integration"),
        ("tests/unit/test_x.py", ("gpu",), None),
        ("tests/test_service.py", ("gpu",), None),
        ("tests/test_x.py", ("gpu",), None),
    ],
)
def test_open_expression_bars_and_takes_what_is_left(
    path: str, markers: tuple[str, ...], suite: str | None
) -> None:
    """``not gpu`` keeps such tests out of a suite and never takes a test from another one."""
    assert suite_of(path, *markers, table='suites.unit = { select = "not gpu" }') == suite


def test_open_expression_bars_from_the_default_suite_too() -> None:
    """A default suite does not take a test that its own expression bars."""
    table = 'default_suite = "unit"\nsuites.unit = { select = "not gpu" }'
    assert suite_of("tests/test_x.py", "gpu", table=table) is None


def test_answers_do_not_depend_on_earlier_questions() -> None:
    """A selector that remembers answers gives the same ones in any order."""
    questions = [
        ("tests/unit/test_x.py", frozenset[str]()),
        ("tests/unit/test_x.py", frozenset({"slow"})),
        ("tests/api/test_x.py", frozenset({"slow"})),
        ("tests/api/test_x.py", frozenset[str]()),
    ]
    selector = Selector(config_of(MINIMAL))
    forward = [selector.suite_of(*question) for question in questions]
    backward = [selector.suite_of(*question) for question in reversed(questions)]
    assert [forward, backward] == [["unit", "slow", "slow", "api"], ["api", "slow", "slow", "unit"]]
