"""Shards of a suite: together everything, apart nothing twice, and about as long as each other."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.core.suites.sharding import Shard, parse_shard, take_shard
from layerproof.errors import UsageError

#: The file of each test of a suite.
FILES = st.lists(st.sampled_from([f"tests/test_{letter}.py" for letter in "abcdefghij"]))


@given(files=FILES, total=st.integers(1, 12))
def test_every_file_is_in_one_shard(files: list[str], total: int) -> None:
    """The shards are disjoint and complete."""
    shards = [take_shard(files, Shard(number, total)) for number in range(1, total + 1)]
    assert Counter(file for shard in shards for file in shard) == Counter(set(files))


@given(files=FILES, total=st.integers(1, 5), random=st.randoms(use_true_random=False))
def test_order_decides_nothing(files: list[str], total: int, random: Random) -> None:
    """Machines that collect in another order agree on every shard."""
    mixed = sorted(files, key=lambda _: random.random())
    for number in range(1, total + 1):
        assert take_shard(files, Shard(number, total)) == take_shard(mixed, Shard(number, total))


@given(files=FILES, total=st.integers(1, 5))
def test_shards_are_balanced(files: list[str], total: int) -> None:
    """No shard has more tests than the lightest and one whole file of it."""
    counts = Counter(files)
    shards = [take_shard(files, Shard(number, total)) for number in range(1, total + 1)]
    loads = [sorted(counts[file] for file in shard) for shard in shards]
    lightest = min(map(sum, loads))
    assert all(sum(load[1:]) <= lightest for load in loads)


def test_longest_file_goes_first() -> None:
    """Files of 5, 4, 3, 3 and 3 tests make two shards of 8 and 10, not of 12 and 6."""
    files = [
        name for name, tests in zip("abcde", (5, 4, 3, 3, 3), strict=True) for _ in range(tests)
    ]
    assert take_shard(files, Shard(1, 2)) == {"a", "d"}
    assert take_shard(files, Shard(2, 2)) == {"b", "c", "e"}


@pytest.mark.parametrize(
    ("text", "shard"), [("1/1", Shard(1, 1)), ("2/3", Shard(2, 3)), ("03/12", Shard(3, 12))]
)
def test_shard_is_read(text: str, shard: Shard) -> None:
    """``I/N`` is the I-th of N."""
    assert parse_shard(text) == shard


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "0/3",
        "4/3",
        "1/0",
        "-1/3",
        "1/3/5",
        " 1/3",
        "1/3\n",
        "a/b",
        "²/3",
        "\u0661/3",
        "00001/2",
    ],
)
def test_no_shard(text: str) -> None:
    """Anything else is refused, with what was given and what would do."""
    with pytest.raises(UsageError, match="is not a shard") as caught:
        parse_shard(text)
    assert caught.value.explain() == (
        f"error[usage]: {text!r} is not a shard\n  do: give I/N with I from 1 to N, such as 2/3"
    )
