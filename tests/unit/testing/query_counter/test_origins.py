"""Which files belong to the project under test."""

from __future__ import annotations

import asyncio
import sys
import sysconfig
from pathlib import Path

import pytest

import layerproof
from layerproof.testing.query_counter.origins import function_name, is_under_test

OWN = Path(layerproof.__file__).parent


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (__file__, True),
        ("/app/shop/service.py", True),
        (str(OWN / "history" / "app.py"), True),
        (str(OWN / "testing" / "clock.py"), False),
        (str(OWN / "pytest_plugin" / "tracing.py"), False),
        (asyncio.__file__, False),
        (pytest.__file__, False),
        (str(Path(sysconfig.get_path("scripts")) / "pytest"), False),
        ("/usr/lib/python3/dist-packages/sqlalchemy/engine.py", False),
        ("<string>", False),
        (f"{sys.prefix}/src/shop/service.py", True),
    ],
)
def test_files_of_the_project_are_told_apart(file: str, expected: bool) -> None:
    """Python, installed packages and the harness itself are never the line that is to blame."""
    assert is_under_test(file) is expected


@pytest.mark.parametrize(
    ("qualified", "name"),
    [
        ("list_orders", "list_orders"),
        ("Orders.list", "list"),
        ("Orders.list.<locals>.<listcomp>", "list"),
        ("list_orders.<locals>.<genexpr>.<dictcomp>", "list_orders"),
        ("list_orders.<locals>.<lambda>", "<lambda>"),
        ("<module>", "<module>"),
        ("<listcomp>", "<listcomp>"),
    ],
)
def test_comprehensions_have_the_name_of_their_function(qualified: str, name: str) -> None:
    """On every version of Python a line in a comprehension is in the function around it."""
    assert function_name(qualified) == name
