"""Repositories on a mock of a session: what they ask, and what they make of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import pytest
from sqlalchemy.dialects import postgresql

from knowledge_base.unit_of_work import SqlUnitOfWork

POSTGRESQL: Any = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy has none
Sent: TypeAlias = Callable[[], list[Any]]


@pytest.fixture
def tenant_id() -> UUID:
    """Whose rows are asked for."""
    return uuid4()


@pytest.fixture
async def work(mock_session: Any, tenant_id: UUID) -> SqlUnitOfWork:
    """All repositories of the tenant."""
    return SqlUnitOfWork(mock_session, tenant_id)


@pytest.fixture
def sent(mock_session: Any) -> Sent:
    """Return what was sent so far, compiled for PostgreSQL: its text, and its ``params``."""

    def compile_all() -> list[Any]:
        return [
            call.args[0].compile(dialect=POSTGRESQL)
            for call in mock_session.mock_calls
            if call[0] in ("execute", "scalar", "scalars")
        ]

    return compile_all
