"""What a project's tests import: factories, assertions, counters, concurrency, scenarios.

Nothing of it is imported before it is asked for, so that a project pays for what it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from layerproof.errors import find_missing_module

if TYPE_CHECKING:
    from layerproof.testing.assertions import assert_json_equal as assert_json_equal
    from layerproof.testing.assertions import assert_paginated as assert_paginated
    from layerproof.testing.assertions import assert_permission_denied as assert_permission_denied
    from layerproof.testing.assertions import assert_timestamps as assert_timestamps
    from layerproof.testing.assertions import assert_unauthenticated as assert_unauthenticated
    from layerproof.testing.assertions import assert_valid_uuid as assert_valid_uuid
    from layerproof.testing.assertions import assert_validation_error as assert_validation_error
    from layerproof.testing.clock import freeze_time as freeze_time
    from layerproof.testing.concurrency import run_concurrently as run_concurrently
    from layerproof.testing.factories.asynchronous import (
        AsyncSQLAlchemyFactory as AsyncSQLAlchemyFactory,
    )
    from layerproof.testing.factories.binding import bind_factories as bind_factories
    from layerproof.testing.factories.synchronous import SQLAlchemyFactory as SQLAlchemyFactory
    from layerproof.testing.fixture_types import ClientFor as ClientFor
    from layerproof.testing.fixture_types import FrozenTime as FrozenTime
    from layerproof.testing.fixture_types import ScenarioBuilder as ScenarioBuilder
    from layerproof.testing.fixture_types import SyncClientFor as SyncClientFor
    from layerproof.testing.fixture_types import TestDatabase as TestDatabase
    from layerproof.testing.mock_session import make_mock_async_session as make_mock_async_session
    from layerproof.testing.mock_session import make_mock_session as make_mock_session
    from layerproof.testing.mock_session import returns as returns
    from layerproof.testing.passwords import fast_passwords as fast_passwords
    from layerproof.testing.query_counter import QueryCounter as QueryCounter
    from layerproof.testing.query_counter import assert_max_queries as assert_max_queries
    from layerproof.testing.query_counter import count_queries as count_queries
    from layerproof.testing.scenarios import build_scenario as build_scenario
    from layerproof.testing.scenarios import build_scenario_async as build_scenario_async
    from layerproof.testing.scenarios import scenario as scenario
    from layerproof.testing.seeding.endpoint import with_seeding as with_seeding

#: Where each public name lives.
_HOMES: dict[str, str] = {
    "assert_json_equal": "layerproof.testing.assertions",
    "assert_paginated": "layerproof.testing.assertions",
    "assert_permission_denied": "layerproof.testing.assertions",
    "assert_timestamps": "layerproof.testing.assertions",
    "assert_unauthenticated": "layerproof.testing.assertions",
    "assert_valid_uuid": "layerproof.testing.assertions",
    "assert_validation_error": "layerproof.testing.assertions",
    "AsyncSQLAlchemyFactory": "layerproof.testing.factories.asynchronous",
    "SQLAlchemyFactory": "layerproof.testing.factories.synchronous",
    "bind_factories": "layerproof.testing.factories.binding",
    "ClientFor": "layerproof.testing.fixture_types",
    "FrozenTime": "layerproof.testing.fixture_types",
    "ScenarioBuilder": "layerproof.testing.fixture_types",
    "SyncClientFor": "layerproof.testing.fixture_types",
    "TestDatabase": "layerproof.testing.fixture_types",
    "build_scenario": "layerproof.testing.scenarios",
    "build_scenario_async": "layerproof.testing.scenarios",
    "scenario": "layerproof.testing.scenarios",
    "with_seeding": "layerproof.testing.seeding.endpoint",
    "make_mock_async_session": "layerproof.testing.mock_session",
    "make_mock_session": "layerproof.testing.mock_session",
    "returns": "layerproof.testing.mock_session",
    "fast_passwords": "layerproof.testing.passwords",
    "freeze_time": "layerproof.testing.clock",
    "run_concurrently": "layerproof.testing.concurrency",
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
    try:
        return getattr(import_module(home), name)
    except ImportError as error:
        if missing := find_missing_module(error):
            error.add_note(
                f'layerproof.testing.{name} needs {missing}: pip install "layerproof[testing]"'
            )
        raise
