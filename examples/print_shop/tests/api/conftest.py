"""A logged-in client for endpoints, short enough to be named in each test."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient


@pytest.fixture
def shop(auth_sync_client: TestClient) -> TestClient:
    """The shop, as the clerk sees it."""
    return auth_sync_client
