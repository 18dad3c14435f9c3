"""A fault's message says where, what and what to do."""

from __future__ import annotations

from layerproof.testing.migrations.faults import MigrationFault
from layerproof.testing.migrations.values import Finding


def test_every_finding_is_told_and_the_same_advice_once() -> None:
    """Each line has its check, revision and file; advice is not repeated."""
    fault = MigrationFault(
        [
            Finding("locks", "one", "advice", "0001", "versions/0001.py"),
            Finding("locks", "two", "advice", "0002"),
            Finding("locks", "three", file="env.py"),
            Finding("locks", "four"),
        ]
    )
    assert str(fault).splitlines() == [
        "locks: revision 0001 (versions/0001.py): one",
        "  do: advice",
        "locks: revision 0002: two",
        "locks: env.py: three",
        "locks: four",
    ]
