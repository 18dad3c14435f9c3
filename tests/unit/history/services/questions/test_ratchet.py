"""The best that each layer has been."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.records.questions.ratchet import LayerPoint, Ratchet, RatchetQuestion
from layerproof.history.records.questions.trends import LayerAt
from layerproof.history.records.questions.windows import Window
from layerproof.history.records.runs import ReasonRecord
from layerproof.history.services.questions.ratchet import RatchetService, find_best
from tests.factories.histories import a_layer, a_run, a_window_run
from tests.support.history_scopes import SHOP_SCOPE as SHOP
from tests.support.question_contracts.shared import Ports
from tests.support.question_ports import fake_ports


def at(run: int, covered: int, total: int, name: str = "service") -> LayerAt:
    """Return a layer in a run."""
    return LayerAt(run, name, a_layer(name, covered, total).counts)


#: Why a suite of a run did not arrive.
UNMEASURED = ReasonRecord("not measured", "suite-missing", "unit did not run", "run it")

WINDOW = Window(1, [a_window_run(number) for number in (4, 3, 2, 1)])


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], []),
        ([at(4, 0, 0)], []),
        ([at(4, 0, 5)], [(4, 0, 5)]),
        ([at(4, 1, 2), at(3, 2, 3), at(2, 3, 5)], [(3, 2, 3)]),
        ([at(4, 1, 2), at(3, 2, 4), at(2, 50, 100)], [(4, 1, 2)]),
        ([at(4, 999_998, 1_000_000), at(3, 999_999, 1_000_000)], [(3, 999_999, 1_000_000)]),
        ([at(4, 0, 0), at(3, 1, 2)], [(3, 1, 2)]),
        ([at(4, 1, 2), at(3, 0, 0)], [(4, 1, 2)]),
    ],
)
def test_the_best_of_a_layer(layers: list[LayerAt], expected: list[tuple[int, int, int]]) -> None:
    """The largest part that ran is best, of equals the newest; nothing to cover is no part."""
    best = [
        LayerPoint("service", covered, total, a_window_run(run)) for run, covered, total in expected
    ]
    assert find_best(WINDOW, layers) == best


def test_each_layer_has_its_own_best() -> None:
    """Layers come in the order in which the newest run has them."""
    layers = [at(4, 1, 2, "b"), at(4, 1, 2, "total"), at(3, 2, 2, "b"), at(3, 1, 9, "a")]
    found = [(point.name, point.run.key) for point in find_best(WINDOW, layers)]
    assert found == [("b", 3), ("total", 4), ("a", 3)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)).filter(lambda c: c[0] <= c[1])))
def test_the_best_as_a_plain_reader_finds_it(counts: list[tuple[int, int]]) -> None:
    """The best is the largest fraction."""
    runs = [a_window_run(number) for number in range(len(counts), 0, -1)]
    layers = [at(run.key, *count) for run, count in zip(runs, counts, strict=True)]
    found = [Fraction(p.covered, p.total) for p in find_best(Window(1, runs), layers)]
    assert found == ([max(Fraction(*count) for count in counts)] if counts else [])


@pytest.fixture
def ports() -> Ports:
    """Give repositories in memory."""
    return fake_ports()


@pytest.fixture
def ratchets(ports: Ports) -> RatchetService:
    """Give the service on them."""
    return RatchetService(ports.windows, ports.trends)


def best_of(ratchet: Ratchet) -> list[tuple[str, str]]:
    """Return the layers with the runs of their best."""
    return [(point.name, point.run.run_id) for point in ratchet.layers]


async def test_which_runs_count(ports: Ports, ratchets: RatchetService) -> None:
    """Only clean, whole, measured runs of the branch count that measured branches alike."""
    good = [a_layer("service", 10, 10)]
    await ports.store(
        SHOP.key,
        a_run(1, layers=[a_layer("service", 5, 10)]),
        a_run(2, layers=[a_layer("service", 6, 10)], ruling="broken"),
        a_run(3, layers=good, branch="side"),
        a_run(4, layers=good, partial=True),
        a_run(5, layers=good, complete=False),
        a_run(6, layers=good, ruling="not measured"),
        a_run(7, layers=good, branch_coverage=True),
        a_run(8, layers=[a_layer("service", 4, 10)]),
        a_run(9, layers=good, dirty=True),
        replace(a_run(10, layers=good, ruling="broken"), reasons=(UNMEASURED,)),
        a_run(11),
        a_run(12, layers=good, branch="other", branch_coverage=True),
    )
    main = await ratchets.best(SHOP, RatchetQuestion())
    assert (best_of(main), main.branch, main.runs) == ([("service", "run-2")], "main", 3)
    assert main.branch_coverage is False
    with_branches = await ratchets.best(SHOP, RatchetQuestion(branch_coverage=True))
    assert (best_of(with_branches), with_branches.runs) == ([("service", "run-7")], 1)
    side = await ratchets.best(SHOP, RatchetQuestion(branch="side"))
    assert (best_of(side), side.branch, side.runs) == ([("service", "run-3")], "side", 1)


async def test_only_the_newest_runs_count(ports: Ports, ratchets: RatchetService) -> None:
    """What was good longer ago than the last runs is forgotten."""
    await ports.store(
        SHOP.key, *[a_run(n, layers=[a_layer("service", 9 - n, 10)]) for n in range(4)]
    )
    found = await ratchets.best(SHOP, RatchetQuestion(runs=2))
    assert (best_of(found), found.runs) == ([("service", "run-2")], 2)


@pytest.mark.parametrize("branch_coverage", [None, True, False])
async def test_without_runs_there_is_no_best(
    ratchets: RatchetService, *, branch_coverage: bool | None
) -> None:
    """A project that has no runs yet has an empty ratchet, with what was asked."""
    question = RatchetQuestion(branch_coverage=branch_coverage)
    assert await ratchets.best(SHOP, question) == Ratchet("main", branch_coverage, 0, [])
