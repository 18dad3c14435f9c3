"""Every test of the ports runs on the real ones and on the fakes of the unit tests."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from tests.integration.ports import Ports


@pytest.fixture(params=["sql", "memory"])
def ports(request: pytest.FixtureRequest) -> Ports:
    """The ports on the test's database, then in memory."""
    if request.param == "memory":
        return Ports.in_memory()
    session: Session = request.getfixturevalue("db")
    return Ports.in_sql(session)
