"""The flaky tests of a project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layerproof.history.records.access import ProjectScope
from layerproof.history.records.questions.flaky import (
    FlakyQuestion,
    FlakyTest,
    FlakyTests,
    TestVariant,
)
from layerproof.history.records.questions.tests import Sighting, TestName
from layerproof.history.services.ports.questions import SightingRepository, WindowRepository
from layerproof.history.services.questions.flaky import weigh, which_runs

#: As many sightings of one test as are shown.
OCCURRENCES_SHOWN = 20


class FlakyTestService:
    """Flaky tests.

    :param windows: where runs are found.
    :param sightings: where it is found how tests ended in them.
    """

    def __init__(self, windows: WindowRepository, sightings: SightingRepository) -> None:
        self._windows = windows
        self._sightings = sightings

    async def flaky(self, scope: ProjectScope, question: FlakyQuestion) -> FlakyTests:
        """Return the tests that are flaky by one definition, those that are so most often first.

        The database names them; what is shown of each is weighed again here.
        """
        wanted = which_runs(question, main_branch=scope.main_branch)
        window = await self._windows.newest(scope.key, wanted, limit=question.runs)
        candidates = await self._sightings.flaky(window, question)
        seen = await self._sightings.sightings(window, candidates.items)
        names = await self._sightings.names(scope.key, {one.test for one in candidates.items})
        items = _weigh_all(question, candidates.items, seen, names)
        return FlakyTests(
            question.definition, wanted.branch, len(window.runs), items, candidates.total
        )


def _weigh_all(
    question: FlakyQuestion,
    candidates: Sequence[TestVariant],
    seen: Mapping[TestVariant, Sequence[Sighting]],
    names: Mapping[int, TestName],
) -> Sequence[FlakyTest]:
    found = []
    for one in candidates:
        evidence = weigh(question.definition, seen[one], min_flips=question.min_flips)
        if evidence is not None:
            newest_first = evidence.sightings[::-1]
            found.append(
                FlakyTest(
                    test=names[one.test],
                    variant=one.variant,
                    times=evidence.times,
                    occurrences=newest_first[:OCCURRENCES_SHOWN],
                    shown_by=len(newest_first),
                )
            )
    return found
