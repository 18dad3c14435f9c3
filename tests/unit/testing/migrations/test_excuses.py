"""What the project says of its own migrations is heard where it applies, and nowhere else."""

from __future__ import annotations

import pytest

from layerproof.testing.migrations.excuses import find_idle, read_excuses
from layerproof.testing.migrations.values import Answer, Finding

ORDER = {"0001": 0, "0002": 1, "0003": 2}


@pytest.mark.parametrize(
    ("place", "excused"),
    [
        ("locks", ["0001", "0002", "0003", None]),
        ("locks:0002", ["0002"]),
        ("locks:..0002", ["0001", "0002"]),
        ("locks:..0009", []),
        ("upgrade", []),
    ],
)
def test_an_exception_holds_for_its_place(place: str, excused: list[str | None]) -> None:
    """A check as a whole, one revision of it, or all up to a revision."""
    (excuse,) = read_excuses({place: "it ran long ago"})
    findings = [Finding("locks", "x", revision=name) for name in ("0001", "0002", "0003", None)]
    assert [one.revision for one in findings if excuse.holds_for(one, ORDER)] == excused


def test_an_exception_that_excuses_nothing_is_found() -> None:
    """One for a revision without a finding is idle; one for a whole check may stay."""
    excuses = read_excuses({"locks": "a", "locks:0001": "b", "locks:0003": "c", "upgrade:1": "d"})
    answer = Answer((Finding("locks", "x", revision="0003"),), (), ORDER)
    assert [one.place for one in find_idle("locks", excuses, answer)] == ["locks:0001"]
