"""A promise of the bench is met or missed by its figures alone."""

from __future__ import annotations

import pytest

from ci.bench.values import Row, render

TABLE = """\
what      measured  against   measured  ratio  promise            
rollback  0.40 ms                              at most 0.50 ms    met
clone     30 ms     create    50 ms     0.600  at most 0.5 of it  MISSED
start     1.50 s    a server  1.60 s    0.938  less               met"""  # noqa: W291


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("it", 0.5, "", limit=0.5), True),
        (Row("it", 0.51, "", limit=0.5), False),
        (Row("it", 1.0, "other", 2.0, share=0.5), True),
        (Row("it", 1.1, "other", 2.0, share=0.5), False),
        (Row("it", 1.1, "other", 1.0), False),
    ],
)
def test_a_promise_is_kept_by_its_figures(row: Row, met: bool) -> None:
    """A limit and a share of something else are both upper bounds, and reached is kept."""
    assert row.met is met


def test_the_table_says_what_was_missed() -> None:
    """Each line has both sides, their ratio, the promise and whether it was met."""
    rows = [
        Row("rollback", 0.0004, "", limit=0.0005),
        Row("clone", 0.03, "create", 0.05, share=0.5),
        Row("start", 1.5, "a server", 1.6),
    ]
    assert render(rows).splitlines() == [line.rstrip() for line in TABLE.splitlines()]
