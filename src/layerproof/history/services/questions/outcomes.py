"""What results mean, and what is made of several of one test."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from layerproof.history.records.questions.tests import Outcome, Sighting

OUTCOMES: Mapping[str, Outcome] = {
    "passed": Outcome.PASSED,
    "xfailed": Outcome.PASSED,
    "xpassed": Outcome.PASSED,
    "failed": Outcome.FAILED,
    "error": Outcome.FAILED,
    "skipped": Outcome.SKIPPED,
}


def together(outcomes: Collection[Outcome]) -> Outcome:
    """Return what several endings make: one failure is enough, and a skipped one says nothing."""
    for decisive in (Outcome.FAILED, Outcome.PASSED):
        if decisive in outcomes:
            return decisive
    return Outcome.SKIPPED


def outcome_of(sighting: Sighting) -> Outcome:
    """Return what a sighting's result means."""
    return OUTCOMES[sighting.result]


def by_part(sightings: Iterable[Sighting]) -> Mapping[tuple[int, str], Sequence[Sighting]]:
    """Return the tries of each part of each run, in their order, older runs first.

    :param sightings: of one variant of one test, in any order.
    """
    parts: dict[tuple[int, str], list[Sighting]] = {}
    in_order = sorted(sightings, key=lambda one: (one.run.place, one.part, one.position))
    for sighting in in_order:
        parts.setdefault((sighting.run.key, sighting.part), []).append(sighting)
    return parts


def last_tries(sightings: Iterable[Sighting]) -> Sequence[Sighting]:
    """Return the try that counts in each part of each run, older runs first: the last one."""
    return [tries[-1] for tries in by_part(sightings).values()]
