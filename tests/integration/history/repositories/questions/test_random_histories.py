"""What SQL finds in histories at random is what the definitions find in memory."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.questions.comparison import Slower
from layerproof.history.records.questions.flaky import FlakyDefinition, FlakyQuestion
from layerproof.history.records.questions.tests import SlowQuestion, SlowSort
from layerproof.history.records.questions.windows import Window
from layerproof.history.services.questions.comparing import Comparable, compare_tests
from tests.support.history_projects import add_projects
from tests.support.question_contracts.shared import Ports
from tests.support.question_ports import fake_ports, sql_ports
from tests.support.random_histories import random_runs

SEEDS = range(6)


@pytest.fixture
async def both(session: AsyncSession) -> list[tuple[Ports, int]]:
    """Give repositories in memory and on a database, each with the key of its project."""
    real = sql_ports(session)
    project, _ = await add_projects(session)
    return [(fake_ports(), project), (real, project)]


async def _answers(ports: Ports, project: int, seed: int) -> dict[str, Any]:
    await ports.store(project, *random_runs(seed))
    window = await ports.window(project)
    newest = Window(project, window.runs[:3])
    older = Window(project, window.runs[3:6])
    answers: dict[str, Any] = {
        "window": window,
        "branches": await ports.windows.branches(project, after=None, limit=9),
        "layers": await ports.trends.layers(newest),
        "durations": await ports.times.durations(newest, suite=None, limit=99),
    }
    for sort in SlowSort:
        answers[sort] = await ports.times.slowest(newest, older, SlowQuestion(sort=sort))
    for definition in FlakyDefinition:
        for least in (1, 2, 3):
            question = FlakyQuestion(definition, min_flips=least)
            found = await ports.sightings.flaky(window, question)
            answers[f"{definition} {least}"] = found
            seen = await ports.sightings.sightings(newest, found.items)
            answers[f"{definition} {least} seen"] = seen
    return answers


@pytest.mark.parametrize("seed", SEEDS)
async def test_answers_are_those_of_the_definitions(
    both: list[tuple[Ports, int]], seed: int
) -> None:
    """Windows, layers, times and flaky tests are the same in memory and in SQL."""
    in_memory, in_sql = [await _answers(ports, project, seed) for ports, project in both]
    assert in_memory["window"].runs
    assert in_sql == in_memory


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_that_matters_is_left_out_of_pairs(
    both: list[tuple[Ports, int]], seed: int
) -> None:
    """A comparison of what SQL leaves of two runs is that of all their tests."""
    found = []
    for ports, project in both:
        await ports.store(project, *random_runs(seed))
        keys = (await ports.window(project)).keys
        changes = []
        for run, base in pairwise(keys):
            for slower in (Slower(), Slower(1.0, 0.0), Slower(2.0, 0.25)):
                pairs = await ports.run_tests.pairs(project, run, base, slower)
                comparable = Comparable(lambda _: True, lambda _: True)
                changes.append(compare_tests(pairs, comparable, slower))
        found.append(changes)
    in_memory, in_sql = found
    assert any(one.newly_failing for one in in_memory)
    assert in_sql == in_memory
