"""An empty database of each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from layerproof.testing.factories.restart import start_test
from tests.support.factory_databases import ENGINES, filled_place


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """Its address, without a driver."""
    start_test(request.node.nodeid)
    with filled_place(request.param, tmp_path) as place:
        yield make_url(place.url())
