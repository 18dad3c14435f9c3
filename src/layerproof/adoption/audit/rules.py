"""Making checks: from a list of what breaks a rule, or from a number that was measured or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layerproof.adoption.audit.answers import Answer, Check
from layerproof.adoption.findings import Place
from layerproof.core.wording import name_some

_SHOWN = 5
_PLACES = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """A check before it is answered."""

    name: str
    title: str
    do: str = ""
    priority: int = 2

    def hold(self, breaking: Sequence[Place | str], of: int, noun: str) -> Check:
        """Return that the rule is kept by all of so many, or broken by those that are named."""
        if not of:
            return self.skip(f"there are no {noun}")
        told = f"{of - len(breaking)} of {of} {noun}"
        if not breaking:
            return self.keep(told)
        named = name_some(map(str, breaking), _SHOWN)
        places = tuple(one for one in breaking if isinstance(one, Place))[:_PLACES]
        return self.fail(f"{told}; not: {named}", places=places)

    def keep(self, *evidence: str) -> Check:
        """Return that the rule is kept."""
        return Check(self.name, self.title, Answer.KEPT, evidence, priority=self.priority)

    def fail(self, *evidence: str, places: tuple[Place, ...] = ()) -> Check:
        """Return that the rule is broken."""
        return Check(self.name, self.title, Answer.BROKEN, evidence, self.do, self.priority, places)

    def miss(self, *evidence: str, do: str = "") -> Check:
        """Return that nobody measured it; ``do`` says how it would be."""
        return Check(self.name, self.title, Answer.NOT_MEASURED, evidence, do, self.priority)

    def skip(self, *evidence: str) -> Check:
        """Return that the rule speaks of nothing that is there."""
        return Check(self.name, self.title, Answer.NOT_APPLICABLE, evidence, priority=self.priority)
