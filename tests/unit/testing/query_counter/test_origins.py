"""Which files belong to the project under test."""

from __future__ import annotations

import asyncio
import sys
import sysconfig
from pathlib import Path

import pytest

import layerproof
from layerproof.testing.query_counter.origins import is_under_test

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
