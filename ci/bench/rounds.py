"""Measuring in turns: what a busy machine does to one, it does to the others as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Work:
    """What is measured: ``run``, ``times`` in a round; ``before`` it is not timed."""

    run: Callable[[], object]
    times: int = 1
    before: Callable[[], object] | None = None


def measure_in_turns(works: Mapping[str, Work], *, rounds: int) -> dict[str, float]:
    """Return the least seconds of one run of each work, over several rounds."""
    least = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            least[name] = min(least[name], _measure(work))
    return least


def _measure(work: Work) -> float:
    """Return the least of one round: a mean would hold what others did to the machine."""
    least = float("inf")
    for _ in range(work.times):
        if work.before:
            work.before()
        started = perf_counter()
        work.run()
        least = min(least, perf_counter() - started)
    return least
