"""What the project says of its own migrations: this finding is known, and why. Pure.

``migration_exceptions`` in the database's table maps a place to a reason. A place is a check
(``locks``), a check at a revision (``locks:0007``), or at a revision and all before it
(``locks:..0007``), which is how a project starts that has released those long ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layerproof.testing.migrations.values import Answer, Finding


@dataclass(frozen=True, slots=True)
class Excuse:
    """One exception. ``upto`` says that it holds for all revisions before its own as well."""

    place: str
    check: str
    reason: str
    revision: str | None = None
    upto: bool = False

    def holds_for(self, finding: Finding, order: Mapping[str, int]) -> bool:
        """Whether the finding is excused."""
        if finding.check != self.check:
            return False
        if self.revision is None:
            return True
        if finding.revision is None:
            return False
        if not self.upto:
            return finding.revision == self.revision
        return order.get(finding.revision, 0) <= order.get(self.revision, -1)


def read_excuses(table: Mapping[str, str]) -> tuple[Excuse, ...]:
    """Return the exceptions of the table, whose checks have been looked at where it was read."""
    return tuple(_read(place, reason) for place, reason in table.items())


def find_idle(check: str, excuses: tuple[Excuse, ...], answer: Answer) -> list[Excuse]:
    """Return the exceptions of a check that name a revision and excuse nothing."""
    findings = [finding for finding in answer.findings if finding.check == check]
    return [
        excuse
        for excuse in excuses
        if excuse.check == check
        and excuse.revision is not None
        and not any(excuse.holds_for(finding, answer.order) for finding in findings)
    ]


def _read(place: str, reason: str) -> Excuse:
    check, _, revision = place.partition(":")
    upto = revision.startswith("..")
    return Excuse(place, check, reason, revision.removeprefix("..") or None, upto)
