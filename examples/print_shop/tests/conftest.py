"""Who is logged in where a test asks for a client that is somebody."""

from __future__ import annotations

import pytest

from tests.factories import UserFactory


@pytest.fixture
def clerk() -> dict[str, str]:
    """Somebody who works here, as the login form knows them."""
    user = UserFactory.create(username="clerk", password="open sesame")
    return {"username": user.username, "password": "open sesame"}
