"""What a project's tests import: factories, assertions, counters, concurrency, scenarios.

Nothing of it is imported before it is asked for, so that a project pays for what it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: Where each public name lives.
_HOMES: dict[str, str] = {
    "QueryCounter": "layerproof.testing.query_counter",
    "assert_max_queries": "layerproof.testing.query_counter",
    "count_queries": "layerproof.testing.query_counter",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Import the module of a public name when it is asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)
