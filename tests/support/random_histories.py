"""Histories at random, each the same for its seed, with everything that is hard about them.

Few names, commits and parts, so that much of it meets: variants, shards, tries, gaps, and runs that
arrive out of order.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from layerproof.history.records.runs import NewRun, TestResult
from tests.factories.histories import MIDNIGHT, a_layer, a_run, a_test

#: Failures are as frequent as passes: what never fails shows little.
RESULTS = ("passed", "passed", "failed", "failed", "error", "skipped", "xfailed", "xpassed")


def random_runs(seed: int, runs: int = 12) -> Sequence[NewRun]:
    """Return runs in the order of their arrival."""
    chance = random.Random(seed)
    made = [_run(chance, number) for number in range(runs)]
    chance.shuffle(made)
    return made


def _run(chance: random.Random, number: int) -> NewRun:
    tests = [_test(chance) for _ in range(chance.randint(0, 12))]
    run = a_run(
        number,
        *tests,
        layers=[a_layer(name, chance.randint(0, 5), 5) for name in ("service", "total")],
        commit=chance.choice(["a", "b", "c", ""]),
        branch=chance.choice(["main", "main", "side"]),
        dirty=chance.random() < 0.2,
        partial=chance.random() < 0.1,
        # Some at the same moment: then the order of arrival counts.
        created_at=MIDNIGHT.replace(hour=number // 2),
    )
    return replace(run, facts=replace(run.facts, complete=chance.random() < 0.9))


def _test(chance: random.Random) -> TestResult:
    return a_test(
        chance.choice("abc"),
        chance.choice(RESULTS),
        variant=chance.choice(["", "", "3.12"]),
        part=chance.choice(["unit-1", "unit-2"]),
        retries=chance.choice([0, 0, 0, 1]),
        seconds=chance.randint(0, 8) / 4,
        message=chance.choice(["", "no"]),
    )
