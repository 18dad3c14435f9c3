"""Removing runs."""

from __future__ import annotations

import pytest

from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.services.removals import RemovalService
from tests.support.fake_runs import FakeRunRepository
from tests.support.history_scopes import SHOP_SCOPE, make_scope
from tests.support.run_contract import make_run, store


class AskedRepository(FakeRunRepository):
    """Cannot be asked for what no id looks like, as no database can."""

    async def remove(self, project: int, run_id: str) -> bool:
        """Remove a run."""
        assert "\x00" not in run_id
        return await super().remove(project, run_id)


async def test_a_run_is_removed_from_its_project() -> None:
    """The project's own run goes, and another project's under the same id stays."""
    runs = AskedRepository()
    other = make_scope(2, "billing")
    for scope in (SHOP_SCOPE, other):
        await store(runs, scope.key, make_run("run"))
    await RemovalService(runs).remove(SHOP_SCOPE, "run")
    assert await runs.find(SHOP_SCOPE.key, "run") is None
    assert await runs.find(other.key, "run") is not None


@pytest.mark.parametrize("run_id", ["none", "nul\x00", "", "x" * 65, "a/b"])
async def test_a_run_that_is_not_there(run_id: str) -> None:
    """What is not stored, or can be no id, is not found."""
    with pytest.raises(RunNotFoundError, match=r"^no run '.*' is stored here$"):
        await RemovalService(AskedRepository()).remove(SHOP_SCOPE, run_id)
