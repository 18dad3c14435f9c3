"""Which of the runs before a layer is held to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from layerproof.core.judge.floor import Best, Floor, FloorOrder, PastRun, find_floor

ORDER = FloorOrder(runs=2, branch="main", branch_coverage=False)


def a_run(
    name: str = "r", shares: Mapping[str, tuple[int, int]] | None = None, **more: Any
) -> PastRun:
    """Return a whole run of the main branch, of a clean checkout."""
    facts = {
        "created_at": f"at {name}",
        "branch": "main",
        "commit": f"c-{name}",
        "dirty": False,
        "whole": True,
        "branch_coverage": False,
        **more,
    }
    return PastRun(run_id=name, shares={"service": (9, 10)} if shares is None else shares, **facts)


def find(*runs: PastRun, order: FloorOrder = ORDER) -> Floor:
    """Return the floor that these runs make, newest first."""
    return find_floor(runs, order, origin="here")


def a_best(name: str, layer: str, covered: int, total: int) -> Best:
    """Return the best that a run of this name holds."""
    return Best(layer, covered, total, name, f"c-{name}", f"at {name}")


def test_each_layer_has_its_own_best() -> None:
    """The best of each layer may be of another run, and says which."""
    floor = find(
        a_run("new", {"service": (5, 10), "router": (9, 10)}),
        a_run("old", {"service": (6, 11), "router": (8, 9)}),
    )
    bests = (a_best("old", "service", 6, 11), a_best("new", "router", 9, 10))
    assert floor == Floor(2, "main", "here", known=2, bests=bests)


def test_shares_are_compared_as_whole_numbers() -> None:
    """Shares too near for floating point are told apart."""
    huge = 10**17
    floor = find(a_run("new", {"a": (huge, huge + 1)}), a_run("old", {"a": (huge + 1, huge + 2)}))
    assert floor.bests == (a_best("old", "a", huge + 1, huge + 2),)


def test_of_equal_runs_the_newest_is_named() -> None:
    """One half is one half, of however many statements."""
    floor = find(a_run("new", {"a": (1, 2)}), a_run("old", {"a": (2, 4)}))
    assert floor.bests == (a_best("new", "a", 1, 2),)


@pytest.mark.parametrize(
    "more", [{"branch": "topic"}, {"whole": False}, {"branch_coverage": True}, {"branch": ""}]
)
def test_runs_that_do_not_count(more: dict[str, Any]) -> None:
    """Other branches, runs that are not whole and runs counted otherwise are passed over."""
    floor = find(a_run("new", **more), a_run("old"))
    assert floor == Floor(2, "main", "here", known=1, bests=(a_best("old", "service", 9, 10),))


def test_runs_of_no_branch_are_noted() -> None:
    """Where every run is of a commit without a branch, a note says why nothing is held."""
    note = "runs that name no branch hold nobody to anything: 2 of them left out"
    floor = find(a_run("new", branch=""), a_run("old", branch=""), a_run("other", branch="topic"))
    assert floor == Floor(2, "main", "here", notes=(note,))


def test_runs_of_changed_checkouts_do_not_count() -> None:
    """Nobody is held to what was never committed; where nothing else is there, a note says so."""
    note = "runs of a checkout with changes hold nobody to anything: 2 of them left out"
    assert find(a_run(dirty=True), a_run(dirty=True)) == Floor(2, "main", "here", notes=(note,))
    assert find(a_run(dirty=True), a_run("old")).notes == ()


def test_no_more_runs_are_read_than_are_asked_for() -> None:
    """After the last run that counts nothing is read, however much there is."""
    read: list[str] = []

    def runs() -> Any:
        for name in ("a", "b", "c"):
            read.append(name)
            yield a_run(name)

    assert find_floor(runs(), ORDER, origin="").known == 2
    assert read == ["a", "b"]


def test_a_layer_of_nothing_has_no_best() -> None:
    """Nothing of nothing is no share that one could fall below."""
    assert find(a_run("r", {"a": (0, 0), "b": (0, 3)})).bests == (a_best("r", "b", 0, 3),)


def test_without_runs_there_is_no_best() -> None:
    """A floor of no run is known to be of no run."""
    assert find() == Floor(2, "main", "here", known=0, bests=())
