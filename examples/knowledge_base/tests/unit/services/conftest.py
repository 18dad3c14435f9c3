"""A unit of work in memory, and three who use it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.fakes import FakeUnitOfWork

from knowledge_base.services.actor import Actor
from knowledge_base.values import Role


@pytest.fixture
def work() -> FakeUnitOfWork:
    """A tenant in which nothing is yet."""
    return FakeUnitOfWork()


@pytest.fixture
def admin() -> Actor:
    """Somebody who may do everything."""
    return Actor(uuid4(), Role.ADMIN)


@pytest.fixture
def editor() -> Actor:
    """Somebody who may write, and is in no team."""
    return Actor(uuid4(), Role.EDITOR)


@pytest.fixture
def viewer() -> Actor:
    """Somebody who may read."""
    return Actor(uuid4(), Role.VIEWER)
