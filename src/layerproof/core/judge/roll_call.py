"""Which parts of a suite were expected, which arrived, and whether the shards fit together.

A gate that accepts whatever shards arrived is a recurring fault of merged coverage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.core.config.values import Suite
from layerproof.core.judge.reasons import unmeasured
from layerproof.core.judge.values import Reason
from layerproof.core.outcome.values import Part, PartOutcome, Status
from layerproof.core.wording import name_some


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll of one suite on one Python version: the shards wanted, and the parts that came.

    ``python`` is ``None`` where the suite runs on whatever Python there is.
    """

    suite: Suite
    python: str | None
    shards: int
    parts: tuple[PartOutcome, ...]

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that did not arrive."""
        here = {outcome.part.shard for outcome in self.parts}
        return tuple(
            Part(self.suite.name, self.python, shard, self.shards)
            for shard in range(1, self.shards + 1)
            if shard not in here
        )


def call_roll(
    suite: Suite, outcomes: Sequence[PartOutcome], pythons: Sequence[str]
) -> tuple[Roll, ...]:
    """Return one roll for each Python version on which the suite should have run.

    ``outcomes`` are the suite's own. Without ``pythons`` those count on which it ran. A whole,
    unsharded run stands for all shards: it ran what they would have run.
    """
    versions: list[str | None] = list(pythons)
    if not versions:
        versions = list(dict.fromkeys(outcome.part.python for outcome in outcomes)) or [None]
    return tuple(
        Roll(suite, version, _count_shards(suite, here), here)
        for version in versions
        for here in [tuple(one for one in outcomes if _python_of(one, pythons) == version)]
    )


def is_wanted(outcome: PartOutcome, pythons: Sequence[str]) -> bool:
    """Whether the part ran on one of ``pythons``; without any, whether it names none itself.

    What names one then is a leftover of a table that had them.
    """
    return _python_of(outcome, pythons) in (pythons or (None,))


def find_absences(suite: Suite, rolls: Sequence[Roll]) -> Iterator[Reason]:
    """Yield a reason for each Python version and shard of a suite that did not arrive."""
    for roll in rolls:
        if not roll.parts:
            yield unmeasured(
                "python-missing",
                f"suite {suite.name} did not run on Python {roll.python}",
                f"run `nox -s {suite.name}-{roll.python}`",
                suite=suite.name,
            )
        elif roll.missing:
            labels = name_some(part.label for part in roll.missing)
            yield unmeasured(
                "shard-missing",
                f"suite {suite.name}: {len(roll.missing)} of {roll.shards} shards did not "
                f"arrive: {labels}",
                "run the missing shards, or look whether their artifacts were uploaded "
                "(uploads leave out hidden files unless told otherwise)",
                suite=suite.name,
            )


def find_disagreements(rolls: Sequence[Roll]) -> Iterator[Reason]:
    """Yield a reason where parts of one suite contradict each other."""
    for roll in rolls:
        yield from _find_duplicates(roll)
        problem = _disagreement(roll)
        if problem:
            yield unmeasured(
                "shards-disagree",
                f"suite {roll.suite.name}: {problem}",
                "remove what earlier runs left behind and run all shards from one commit",
                suite=roll.suite.name,
            )


def _count_shards(suite: Suite, outcomes: Sequence[PartOutcome]) -> int:
    seen = {outcome.part.shards for outcome in outcomes}
    return 1 if seen == {1} else max(seen | {suite.shards or 1})


def _python_of(outcome: PartOutcome, pythons: Sequence[str]) -> str | None:
    """Return the Python version that the part stands for, worked out where it names none."""
    if outcome.part.python is not None or not pythons:
        return outcome.part.python
    version = outcome.python_version
    return next((p for p in pythons if version == p or version.startswith(f"{p}.")), None)


def _find_duplicates(roll: Roll) -> Iterator[Reason]:
    times = Counter((outcome.part.shard, outcome.part.shards) for outcome in roll.parts)
    for (shard, shards), number in times.items():
        if number > 1:
            label = Part(roll.suite.name, roll.python, shard, shards).label
            yield unmeasured(
                "part-duplicate",
                f"{label} arrived {number} times, so it cannot be said which one counts",
                "keep one record for each part: the newest",
                suite=roll.suite.name,
            )


def _disagreement(roll: Roll) -> str:
    """Return in what the shards contradict each other, or nothing."""
    numbers = {outcome.part.shards for outcome in roll.parts}
    configured = roll.suite.shards
    if len(numbers) > 1:
        return f"parts were cut into different numbers of shards: {_numbers(numbers)}"
    if configured and numbers and numbers not in ({1}, {configured}):
        return f"the config says {configured} shards, the parts {_numbers(numbers)}"
    if any(not 1 <= one.part.shard <= one.part.shards for one in roll.parts):
        return "a shard's number lies outside of the number of shards"
    finished = [one for one in roll.parts if one.status is Status.FINISHED]
    selected = {outcome.selected for outcome in finished}
    if len(selected) > 1:
        return f"shards saw different numbers of tests: {_numbers(selected)}"
    assigned = sum(outcome.assigned for outcome in finished)
    if len(finished) == roll.shards and selected and assigned not in selected:
        return f"the shards took {assigned} tests of {_numbers(selected)}"
    twice = _run_twice(finished)
    if twice:
        return (
            f"more than one shard ran {name_some(twice, 3)}, so another test may have run in none"
        )
    return ""


def _run_twice(parts: Sequence[PartOutcome]) -> list[str]:
    """Return the tests that ran in several shards: those had not collected the same."""
    runs = {(test.nodeid, one.part.shard): None for one in parts for test in one.tests}
    times = Counter(name for name, _ in runs)
    return [name for name, number in times.items() if number > 1]


def _numbers(numbers: set[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
