"""Tests of the rule that queries are sent from repositories."""

from __future__ import annotations

from ci.lint.rules.query_place import RULE
from tests.support.linting import lines_found

TEXT = """
async def find(self, session, cache):
    await session.execute("q")
    await self.connection.scalars("q")
    self._session.add("row")
    await session.get(int, 1)
    cache.get("key")
    cache.add("key")
    async for chunk in request.stream():
        pass
    self.session.stream("q")
"""


def test_a_service_or_router_that_queries_is_found() -> None:
    """A query outside the repositories is found, and a lookup in a plain mapping is not."""
    assert lines_found(RULE, "src/layerproof/history/services/runs.py", TEXT) == [2, 3, 4, 5, 10]
    assert lines_found(RULE, "src/layerproof/history/routers/runs.py", TEXT) == [2, 3, 4, 5, 10]


def test_repositories_and_migrations_query() -> None:
    """The places that are meant to speak to the database may."""
    for place in ("repositories/runs.py", "migrations/versions/a.py", "database.py", "migrate.py"):
        assert lines_found(RULE, f"src/layerproof/history/{place}", TEXT) == []
