"""What a project's tests import: factories, assertions, counters, concurrency, scenarios.

Nothing of it is imported before it is asked for, so that a project pays for what it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerproof.testing.factories.asynchronous import (
        AsyncSQLAlchemyFactory as AsyncSQLAlchemyFactory,
    )
    from layerproof.testing.factories.binding import bind_factories as bind_factories
    from layerproof.testing.factories.synchronous import SQLAlchemyFactory as SQLAlchemyFactory

#: Where each public name lives.
_HOMES: dict[str, str] = {
    "AsyncSQLAlchemyFactory": "layerproof.testing.factories.asynchronous",
    "SQLAlchemyFactory": "layerproof.testing.factories.synchronous",
    "bind_factories": "layerproof.testing.factories.binding",
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
