"""Branches of one line, seen several times: more is never claimed than was seen."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.records.pieces import Branches
from layerproof.history.services.pieces.branches import BranchLedger

ARMS = ("3", "4", "5")


def named(*missing: str, arms: tuple[str, ...] | None = ARMS) -> Branches:
    """Return a look that names the branches of a line with three."""
    return Branches(3, 3 - len(missing), missing, arms)


def merge(*looks: tuple[str, Branches]) -> Branches:
    """Return what looks of some dialects know together."""
    ledger = BranchLedger()
    for dialect, look in looks:
        ledger.note(dialect, look)
    return ledger.merged()


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([], Branches(0, 0)),
        ([("j", named("3"))], named("3")),
        # Whatever anybody has taken is taken.
        ([("j", named("3", "4")), ("j", named("4", "5"))], named("4")),
        ([("j", named("3")), ("j", named("4"))], named()),
        ([("j", named("3", "4", "5")), ("j", named("3"))], named("3")),
        # Names of two dialects, or of two makers, say nothing of each other.
        ([("j", named("3")), ("l", named("jump"))], named("3")),
        ([("l", named("3")), ("l", named("a", arms=("a", "b", "c")))], named("3")),
        # Without names the better look counts.
        ([("c", Branches(3, 1)), ("c", Branches(3, 2))], Branches(3, 2)),
        ([("j", named("3", "4")), ("c", Branches(3, 2))], Branches(3, 2)),
        ([("j", named("3")), ("c", Branches(3, 2))], named("3")),
        # Names without all arms: as many as fit into the line may be of one maker.
        (
            [("c", named("3", arms=None)), ("c", named("exit", arms=None))],
            named(arms=None),
        ),
        (
            [
                ("c", Branches(2, 0, ("a", "b"), None)),
                ("c", Branches(2, 1, ("x",), None)),
            ],
            Branches(2, 1),
        ),
        # A line that changed between two looks has the larger number.
        ([("j", Branches(2, 2, (), ("3", "4"))), ("j", named("3", "4"))], Branches(3, 2)),
    ],
)
def test_looks_together(looks: list[tuple[str, Branches]], expected: Branches) -> None:
    """Looks are put together exactly where they can be, and carefully elsewhere, in any order."""
    for order in itertools.permutations(looks):
        assert merge(*order) == expected


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        # Names without all arms are those of one maker: of two, each may mean the same branch.
        (
            [("3.12", named("exit", arms=None)), ("3.13", named("3", arms=None))],
            named("exit", arms=None),
        ),
        (
            [("3.12", Branches(2, 1, ("exit",))), ("3.13", Branches(2, 1, ("1",)))],
            Branches(2, 1, ("exit",)),
        ),
        (
            [("3.12", Branches(2, 1, ("exit",))), ("3.12", Branches(2, 1, ("1",)))],
            Branches(2, 2, ()),
        ),
        (
            [("3.12", named("3", "4", arms=None)), ("3.13", named("5", arms=None))],
            named("5", arms=None),
        ),
        # All arms tell that both name them in the same way.
        ([("3.12", named("3")), ("3.13", named("4"))], named()),
    ],
)
def test_looks_of_makers(looks: list[tuple[str, Branches]], expected: Branches) -> None:
    """Where not all arms are named, only looks of one maker are put together exactly."""
    for order in itertools.permutations(looks):
        ledger = BranchLedger()
        for maker, look in order:
            ledger.note("c", look, maker=maker)
        assert ledger.merged() == expected


def _look(total: int, missing: set[str], *, kind: str) -> Branches:
    kept = tuple(sorted(missing))[:total]
    if kind == "counted":
        return Branches(total, total - len(kept))
    arms = tuple(sorted({*kept, *(f"x{n}" for n in range(total - len(kept)))}))
    return Branches(total, total - len(kept), kept, arms if kind == "full" else None)


LOOKS = st.tuples(
    st.sampled_from(["j", "l"]),
    st.builds(
        lambda total, missing, kind: _look(total, missing, kind=kind),
        st.integers(1, 4),
        st.sets(st.sampled_from("abcd")),
        st.sampled_from(["counted", "full", "partial"]),
    ),
)


@given(st.lists(LOOKS, min_size=1, max_size=6), st.randoms())
def test_the_order_makes_no_difference(looks: list[tuple[str, Branches]], random: object) -> None:
    """Looks in another order, or one of them twice, come to the same."""
    turned = [*looks, looks[0]]
    random.shuffle(turned)  # type: ignore[attr-defined]  # a random.Random
    merged = merge(*looks)
    assert merge(*turned) == merged
    assert max(look.taken for _, look in looks) <= merged.taken <= merged.total


@given(st.lists(st.sets(st.sampled_from(ARMS)), min_size=1))
def test_named_looks_are_a_union(missing: list[set[str]]) -> None:
    """A branch is missing exactly if no look of one maker has taken it."""
    looks = [("j", named(*sorted(names))) for names in missing]
    assert merge(*looks) == named(*sorted(set.intersection(*missing)))
