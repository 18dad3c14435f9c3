"""What "flaky" means, by each of its definitions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.records.questions.flaky import FlakyDefinition, FlakyQuestion
from layerproof.history.records.questions.tests import Outcome, Sighting
from layerproof.history.records.questions.windows import WindowFilter
from layerproof.history.services.questions.flaky import (
    Evidence,
    flipped,
    passed_on_retry,
    turned_on_one_commit,
    weigh,
    which_runs,
)
from layerproof.history.services.questions.outcomes import outcome_of
from tests.factories.histories import MIDNIGHT, a_sighting

COMMIT, FLIPS, RETRY = FlakyDefinition
WORDS = {"p": "passed", "f": "failed", "e": "error", "s": "skipped", "x": "xfailed", "X": "xpassed"}


def seen(endings: str, **changes: object) -> list[Sighting]:
    """Return one sighting a run, in one part, that ended as the letters say."""
    return [a_sighting(n, WORDS[letter], **changes) for n, letter in enumerate(endings)]


@pytest.mark.parametrize(
    ("definition", "branch", "expected"),
    [
        (COMMIT, None, WindowFilter(clean=True, committed=True)),
        (COMMIT, "side", WindowFilter("side", clean=True, committed=True)),
        (FLIPS, None, WindowFilter("trunk", clean=True)),
        (FLIPS, "side", WindowFilter("side", clean=True)),
        (RETRY, None, WindowFilter()),
        (RETRY, "", WindowFilter("")),
    ],
)
def test_which_runs_are_looked_at(
    definition: FlakyDefinition, branch: str | None, expected: WindowFilter
) -> None:
    """Each definition has its runs: clean ones, of a known commit, of a line."""
    assert which_runs(FlakyQuestion(definition, branch), main_branch="trunk") == expected


@pytest.mark.parametrize(
    ("endings", "times"),
    [
        ("", 0),
        ("pp", 0),
        ("ff", 0),
        ("pf", 1),
        ("fp", 1),
        ("ep", 1),
        ("fx", 1),
        ("eX", 1),
        ("ps", 0),
        ("fs", 0),
        ("fsp", 1),
        ("fe", 0),
        ("px", 0),
        ("pfpfpf", 1),
    ],
)
def test_on_one_commit(endings: str, times: int) -> None:
    """A commit counts once if a test both passed and failed on it; skipped is neither."""
    assert turned_on_one_commit(seen(endings, commit="same")).times == times


def test_each_commit_for_itself() -> None:
    """Passing on one commit and failing on another is not flaky, and each flaky commit counts."""
    calm = [*seen("pp", commit="a"), a_sighting(3, "failed", commit="b")]
    wild = [
        a_sighting(4, "failed", commit="c"),
        a_sighting(5, "passed", commit="c"),
        a_sighting(6, "skipped", commit="c"),
        a_sighting(7, "passed", commit="d"),
        a_sighting(7, "failed", commit="d", part="unit-2"),
    ]
    assert turned_on_one_commit(calm) == Evidence(0, [])
    assert turned_on_one_commit([*reversed(wild), *calm]) == Evidence(2, [*wild[:2], *wild[3:]])


def test_the_last_try_of_a_part_counts() -> None:
    """A failure that a later try in its part made good is no failure on the commit."""
    tries = [a_sighting(1, "failed", position=3), a_sighting(1, "passed", position=8)]
    assert turned_on_one_commit(tries).times == 0
    assert turned_on_one_commit([*tries, a_sighting(2, "failed", commit="commit-1")]).times == 1


@pytest.mark.parametrize(
    ("endings", "times", "shown"),
    [
        ("", 0, []),
        ("p", 0, []),
        ("ppp", 0, []),
        ("pf", 1, [0, 1]),
        ("pfp", 2, [0, 1, 2]),
        ("ppffpp", 2, [1, 2, 3, 4]),
        ("pfpf", 3, [0, 1, 2, 3]),
        ("psf", 1, [0, 2]),
        ("sps", 0, []),
        ("fxe", 2, [0, 1, 2]),
    ],
)
def test_flips(endings: str, times: int, shown: list[int]) -> None:
    """Outcomes turn from one run to the next that has one; both runs of a turn are shown."""
    found = flipped(seen(endings))
    assert (found.times, [one.run.key for one in found.sightings]) == (times, shown)


def test_a_run_fails_with_one_of_its_parts() -> None:
    """A test that passed in one shard and failed in the other failed in that run."""
    parts = [
        a_sighting(1, "passed"),
        a_sighting(2, "passed", part="a"),
        a_sighting(2, "failed", part="b"),
        a_sighting(3, "passed", part="c"),
    ]
    assert flipped(parts) == Evidence(2, parts)


def test_runs_are_in_order_of_their_making() -> None:
    """Of runs made at one moment the one that arrived first is the older one."""
    at = [
        a_sighting(key, ending, created_at=MIDNIGHT)
        for key, ending in ((3, "passed"), (1, "passed"), (2, "failed"))
    ]
    assert flipped(at).times == 2
    assert flipped(seen("ppf")[::-1]).times == 1


@pytest.mark.parametrize(
    ("tries", "retries", "times"),
    [
        ("p", 0, 0),
        ("p", 1, 1),
        ("x", 2, 1),
        ("f", 2, 0),
        ("s", 1, 0),
        ("fp", 0, 1),
        ("ep", 0, 1),
        ("ffp", 0, 1),
        ("pf", 0, 0),
        ("pfp", 0, 1),
        ("sp", 0, 0),
        ("fs", 0, 0),
    ],
)
def test_passed_on_retry(tries: str, retries: int, times: int) -> None:
    """A part counts if its last try passed, and was tried again or followed a failure."""
    part = [
        a_sighting(1, WORDS[letter], position=place, retries=retries)
        for place, letter in enumerate(tries)
    ]
    assert passed_on_retry(part[::-1]) == Evidence(times, part if times else [])


def test_a_run_with_two_retried_parts_counts_once() -> None:
    """Runs are counted, and failing in one part and passing in another is no retry."""
    both = [a_sighting(1, retries=1, part=part) for part in ("a", "b")]
    apart = [a_sighting(2, "failed", part="a"), a_sighting(2, part="b")]
    assert passed_on_retry([*both, *apart]) == Evidence(1, both)


def test_weighing() -> None:
    """A definition's evidence is given where it is enough: any, or as many flips as asked."""
    tries = seen("pfpf")
    assert weigh(FLIPS, tries, min_flips=3) == Evidence(3, tries)
    assert weigh(FLIPS, tries, min_flips=4) is None
    assert weigh(COMMIT, tries, min_flips=1) is None
    assert weigh(RETRY, seen("p", retries=1), min_flips=9) == Evidence(1, seen("p", retries=1))


ENDINGS = st.lists(
    st.builds(
        a_sighting,
        st.integers(0, 5),
        result=st.sampled_from(list(WORDS.values())),
        part=st.sampled_from(["a", "b"]),
        retries=st.integers(0, 1),
    ),
    max_size=14,
).map(lambda found: [_placed(one, place) for place, one in enumerate(found)])


def _placed(sighting: Sighting, position: int) -> Sighting:
    changes = {"part": sighting.part, "retries": sighting.retries}
    commit = f"commit of {sighting.run.key % 3}"
    return a_sighting(
        sighting.run.key, sighting.result, position=position, commit=commit, **changes
    )


def _lasts(sightings: Sequence[Sighting]) -> list[Sighting]:
    return [
        one
        for one in sightings
        if not any(
            (other.run.key, other.part) == (one.run.key, one.part) and other.position > one.position
            for other in sightings
        )
    ]


@given(ENDINGS)
def test_flaky_commits_as_a_plain_reader_counts_them(sightings: list[Sighting]) -> None:
    """The count is that of commits with a passing and with a failing last try."""
    ended = {(one.run.commit, outcome_of(one)) for one in _lasts(sightings)}
    expected = sum(
        {(commit, Outcome.PASSED), (commit, Outcome.FAILED)} <= ended
        for commit in {commit for commit, _ in ended}
    )
    assert turned_on_one_commit(sightings).times == expected


@given(ENDINGS)
def test_flips_as_a_plain_reader_counts_them(sightings: list[Sighting]) -> None:
    """The count is that of turns in the string of runs, written with a letter each."""
    line = ""
    for key in range(6):
        outcomes = [outcome_of(one) for one in _lasts(sightings) if one.run.key == key]
        line += "f" if Outcome.FAILED in outcomes else "p" if Outcome.PASSED in outcomes else ""
    assert flipped(sightings).times == sum(old != new for old, new in pairwise(line))


@given(ENDINGS, st.randoms(use_true_random=False))
def test_neither_order_nor_shards_matter(sightings: list[Sighting], chance: object) -> None:
    """Sightings may come in any order, and parts may have any names."""
    mixed = list(sightings)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    for definition in FlakyDefinition:
        first = weigh(definition, sightings, min_flips=1)
        assert weigh(definition, mixed, min_flips=1) == first
        renamed = [_in_other_shard(one) for one in sightings]
        again = weigh(definition, renamed, min_flips=1)
        assert (again and again.times) == (first and first.times)


def _in_other_shard(sighting: Sighting) -> Sighting:
    of_run = {"position": sighting.position, "retries": sighting.retries}
    part = {"a": "z", "b": "c"}[sighting.part]
    commit = sighting.run.commit
    return a_sighting(sighting.run.key, sighting.result, part=part, commit=commit, **of_run)
