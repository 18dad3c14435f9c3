"""Who is logged in where a test asks for a client that is somebody, and the repositories."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from print_shop.repositories.store import Store
from tests.factories import UserFactory


@pytest.fixture
def clerk() -> dict[str, str]:
    """Somebody who works here, as the login form knows them."""
    user = UserFactory.create(username="clerk", password="open sesame")
    return {"username": user.username, "password": "open sesame"}


@pytest.fixture
def store(db: Session) -> Store:
    """All repositories on the test's session."""
    return Store(db)


@pytest.fixture
def may(frozen_time: Any) -> Any:
    """The clock, held at noon on 4 May 2026."""
    frozen_time.move_to(datetime(2026, 5, 4, 12, tzinfo=UTC))
    return frozen_time
