"""Tests of the rule that transactions end at the edge of the request."""

from __future__ import annotations

import pytest

from ci.lint.rules.transaction_edge import RULE
from tests.support.linting import lines_found

TEXT = """
async def save(session):
    session.add(1)
    await session.commit()
    async with session.begin():
        pass
"""


@pytest.mark.parametrize("room", ["services", "repositories", "routers"])
def test_a_layer_that_commits_is_found(room: str) -> None:
    """No layer of the backend ends a transaction itself."""
    assert lines_found(RULE, f"src/layerproof/history/{room}/runs.py", TEXT) == [3, 4]


def test_the_edge_and_other_rooms_may_commit() -> None:
    """The file that owns the session commits; other rooms mean other things by the word."""
    assert lines_found(RULE, "src/layerproof/history/dependencies/sessions.py", TEXT) == []
    assert lines_found(RULE, "src/layerproof/adapters/git.py", TEXT) == []
