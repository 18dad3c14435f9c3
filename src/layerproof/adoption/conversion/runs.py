"""What was read of a script's runner: calls of tests, prepared values, steps around them."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst


@dataclass(frozen=True, slots=True)
class TestCall:
    """One call of a test: its arguments, and the loop around it that gave them, if any."""

    test: str
    arguments: tuple[cst.Arg, ...]
    judged: bool
    loop: cst.For | None = None


@dataclass(slots=True)
class Prepared:
    """A value that the script made before its tests, and what it did with it before and after."""

    name: str
    value: cst.BaseExpression
    context: str = ""
    before: list[cst.BaseStatement] = field(default_factory=list)
    after: list[cst.BaseStatement] = field(default_factory=list)


@dataclass(slots=True)
class Running:
    """All that was read; ``problems`` names what a person has to carry over."""

    calls: list[TestCall] = field(default_factory=list)
    prepared: dict[str, Prepared] = field(default_factory=dict)
    handed: dict[str, str] = field(default_factory=dict)
    set_up: list[cst.BaseStatement] = field(default_factory=list)
    tear_down: list[cst.BaseStatement] = field(default_factory=list)
    runners: set[str] = field(default_factory=set)
    inline: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    @property
    def tests(self) -> list[str]:
        """The names of the tests that ran, in order, each once."""
        return list(dict.fromkeys(call.test for call in self.calls))
