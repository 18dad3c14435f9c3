"""Fixtures of all tests: those beside the code and those in ``tests``."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from playground.models import User
from tests.factories import UserFactory


@pytest.fixture
async def ann(async_db: AsyncSession) -> User:  # noqa: ARG001 - the factory finds it by itself
    """The user as whom ``auth_client`` is logged in."""
    return await UserFactory.create(email="ann@example.com")


@pytest.fixture
async def bob(async_db: AsyncSession) -> User:  # noqa: ARG001 - the factory finds it by itself
    """Somebody else."""
    return await UserFactory.create(email="bob@example.com")
