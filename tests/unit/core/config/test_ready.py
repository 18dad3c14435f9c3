"""The suites that come ready."""

from __future__ import annotations

import pytest

from layerproof.core.config.ready import make_default, order_names
from layerproof.core.config.values import Suite


def test_unit_is_barred_from_the_outside() -> None:
    """The unit suite has neither network nor database, ten seconds and a budget."""
    assert make_default("unit", ["tests"]) == Suite(
        name="unit",
        select="unit",
        folders=("tests/unit/**", "**/tests/unit/**"),
        files=(
            "test_service.py",
            "test_*_service.py",
            "test_model*.py",
            "test_schema*.py",
            "test_unit.py",
            "test_*_unit.py",
        ),
        workers="auto",
        parallel_from=50,
        timeout=10.0,
        network=False,
        database=False,
        budget_ms=100,
    )


@pytest.mark.parametrize(
    ("name", "workers", "timeout", "coverage"),
    [
        ("slow", 0, 900.0, True),
        ("performance", 0, 600.0, False),
        ("concurrency", 0, 120.0, True),
        ("migrations", 0, 300.0, True),
        ("security", "auto", 60.0, True),
        ("api", "auto", 60.0, True),
        ("integration", "auto", 60.0, True),
        ("anything", 0, 60.0, True),
    ],
)
def test_suite_has_its_defaults(
    name: str, workers: int | str, timeout: float, *, coverage: bool
) -> None:
    """Every other suite may reach everything; workers, time and tracing are its own."""
    made = make_default(name, [])
    assert made == Suite(
        name=name,
        select=name,
        folders=(f"**/tests/{name}/**",),
        files=made.files,
        workers=workers,
        timeout=timeout,
        coverage=coverage,
    )


def test_name_with_a_dash_is_spelt_as_python_can() -> None:
    """A suite's marker and files are written with ``_``; its folder may be spelt both ways."""
    assert make_default("load-test", ["tests", "."]) == Suite(
        name="load-test",
        select="load_test",
        folders=(
            "tests/load-test/**",
            "tests/load_test/**",
            "load-test/**",
            "load_test/**",
            "**/tests/load-test/**",
            "**/tests/load_test/**",
        ),
        files=("test_load_test.py", "test_*_load_test.py"),
    )


def test_own_suites_come_after_slow_and_performance() -> None:
    """Own suites keep the order in which they are declared; ready ones have their places."""
    assert order_names(["zeta", "unit", "alpha"]) == (
        "slow",
        "performance",
        "zeta",
        "alpha",
        "concurrency",
        "migrations",
        "security",
        "api",
        "integration",
        "unit",
    )
