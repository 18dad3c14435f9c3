"""Removing a run, because somebody who may do so wants it gone."""

from __future__ import annotations

import re

from layerproof.history.errors.runs import RunNotFoundError
from layerproof.history.records.access import ProjectScope
from layerproof.history.schemas.fields import RUN_ID
from layerproof.history.services.ports.runs import RunRepository


class RemovalService:
    """Runs that go.

    :param runs: where they are stored.
    """

    def __init__(self, runs: RunRepository) -> None:
        self._runs = runs

    async def remove(self, scope: ProjectScope, run_id: str) -> None:
        """Remove a run with all that belongs to it.

        :raises RunNotFoundError: there is none with that id.
        """
        # What cannot be an id is not asked for: no database holds a NUL character.
        known = re.fullmatch(RUN_ID, run_id) is not None
        if not known or not await self._runs.remove(scope.key, run_id):
            raise RunNotFoundError(
                f"no run {run_id[:64]!r} is stored here", advice="see the project's /runs"
            )
