"""One test through the runs of its project."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from layerproof.history.errors.questions import TestNotFoundError
from layerproof.history.records.access import ProjectScope
from layerproof.history.records.questions.tests import Sighting, SightingPlace, TestHistory
from layerproof.history.services.ports.questions import SightingRepository
from layerproof.history.services.questions.cursors import (
    LARGEST_KEY,
    LARGEST_MOMENT,
    LARGEST_POSITION,
    read_place,
    write_place,
)

_WORD = "history"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class TestHistoryService:
    """The history of single tests.

    :param sightings: where they are found.
    """

    __test__ = False

    def __init__(self, sightings: SightingRepository) -> None:
        self._sightings = sightings

    async def history(
        self,
        scope: ProjectScope,
        test_id: str,
        *,
        branch: str | None,
        cursor: str | None,
        limit: int,
    ) -> TestHistory:
        """Return how a test ended, newest run first; ``branch`` of ``None`` means on any.

        :raises TestNotFoundError: the project has no such test.
        :raises InvalidRequestError: the cursor is not one of this list.
        """
        known = re.fullmatch(r"[0-9a-f]{32}", test_id)
        found = await self._sightings.find_test(scope.key, test_id) if known else None
        if found is None:
            raise TestNotFoundError(
                f"no test {test_id[:64]!r} is known here",
                advice="take the id from a run's /tests, or from /tests/slowest",
            )
        key, name = found
        after = _read(cursor) if cursor else None
        seen = await self._sightings.history(scope.key, key, branch, after=after, limit=limit + 1)
        shown = seen[:limit]
        return TestHistory(name, shown, _write(shown[-1]) if len(seen) > limit else None)


def _write(last: Sighting) -> str:
    microseconds = (last.run.created_at - _EPOCH) // _MICROSECOND
    return write_place(_WORD, microseconds, last.run.key, last.position)


def _read(cursor: str) -> SightingPlace:
    largest = (LARGEST_MOMENT, LARGEST_KEY, LARGEST_POSITION)
    microseconds, run, position = read_place(_WORD, cursor, largest=largest)
    return SightingPlace(_EPOCH + microseconds * _MICROSECOND, run, position)
