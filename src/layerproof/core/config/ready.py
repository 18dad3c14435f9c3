"""The suites that come ready, and how a project's own table changes them field by field.

``parse`` asks for them while it reads ``[tool.layerproof.suites]``; ``core.suites`` sorts
tests into what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from layerproof.core.config.values import Suite

#: In order of precedence. Suites of the project's own stand between the first two and the rest:
#: how a test runs (slow, performance) says more about it than what it is about.
FIRST = ("slow", "performance")
LAST = ("concurrency", "migrations", "security", "api", "integration", "unit")

_MINUTE = 60.0

_READY = MappingProxyType(
    {
        "slow": Suite("slow", "slow", timeout=15 * _MINUTE),
        "performance": Suite("performance", "performance", timeout=10 * _MINUTE, coverage=False),
        "concurrency": Suite("concurrency", "concurrency", timeout=2 * _MINUTE),
        "migrations": Suite("migrations", "migrations", timeout=5 * _MINUTE),
        "security": Suite("security", "security", workers="auto"),
        "api": Suite("api", "api", workers="auto"),
        "integration": Suite("integration", "integration", workers="auto"),
        "unit": Suite(
            "unit",
            "unit",
            workers="auto",
            timeout=10.0,
            network=False,
            database=False,
            budget_ms=100,
        ),
    }
)

_FILES = MappingProxyType(
    {
        "unit": ("test_service.py", "test_*_service.py", "test_model*.py", "test_schema*.py"),
        "integration": ("test_repository.py", "test_*_repository.py"),
        "api": ("test_router.py", "test_*_router.py", "test_routes.py"),
        "migrations": ("test_migration*.py",),
    }
)


def order_names(declared: Sequence[str]) -> tuple[str, ...]:
    """Return all suites' names in order of precedence, the project's own as they are declared."""
    own = tuple(name for name in declared if name not in _READY)
    return (*FIRST, *own, *LAST)


def make_default(name: str, roots: Sequence[str]) -> Suite:
    """Return a suite as it is when the project says nothing about it.

    :param roots: the folders that hold tests, normalised.
    """
    ready = _READY.get(name)
    # A marker is written as an attribute, where "-" cannot stand; folders are spelt both ways.
    word = name.replace("-", "_")
    names = (name,) if word == name else (name, word)
    folders = [f"{root}/{each}/**" for root in roots for each in names]
    folders = [folder.removeprefix("./") for folder in folders]
    folders += [f"**/tests/{each}/**" for each in names]
    files = (*_FILES.get(name, ()), f"test_{word}.py", f"test_*_{word}.py")
    return replace(ready or Suite(name, word), folders=tuple(folders), files=files)
