"""Two servers for the tests of this folder, and the browser that visits them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.chromium import chromium as chromium
from tests.support.history import make_settings
from tests.support.served_pages import Served, fill_with_accounts, fill_without_accounts, serving


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server without accounts that holds a week of runs and a hostile project."""
    settings = make_settings(tmp_path_factory.mktemp("local"))
    fill_without_accounts(settings)
    with serving(settings) as served:
        yield served


@pytest.fixture(scope="session")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server with accounts, with the organizations and people of ``history_world``."""
    settings = fill_with_accounts(make_settings(tmp_path_factory.mktemp("team")))
    with serving(settings) as served:
        yield served
