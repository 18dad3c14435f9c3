"""How a check says that migrations are wrong, or that it could not look at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layerproof.testing.migrations.values import Finding


class MigrationFault(AssertionError):  # noqa: N818 - a fault of the project, as an assertion is
    """What a check has found; the message names each revision, its file and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(_render(findings)))
        self.findings = tuple(findings)


class NotMeasuredHere(Exception):  # noqa: N818 - not an error: a check that does not apply
    """A check that has nothing to look at on this database or in this project."""


def _render(findings: Sequence[Finding]) -> Iterator[str]:
    advised: set[str] = set()
    for finding in findings:
        where = ""
        if finding.revision:
            where = f"revision {finding.revision}"
            where += f" ({finding.file}): " if finding.file else ": "
        elif finding.file:
            where = f"{finding.file}: "
        yield f"{finding.check}: {where}{finding.problem}"
        if finding.advice and finding.advice not in advised:
            advised.add(finding.advice)
            yield f"  do: {finding.advice}"
