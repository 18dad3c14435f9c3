"""What keeps files of tests from being collected."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.values import Trouble
from layerproof.adoption.probing.values import ProbedRun

#: Seconds from which the collection of one file is told.
SLOW = 2.0

#: Kinds of trouble in which no test of the file runs.
UNCOLLECTED = frozenset({"error", "hang", "unread"})

NOT_ASKED = "pytest was not asked"


def list_troubles(given: AuditInput) -> tuple[tuple[Trouble, ...], str]:
    """Return the troubles, and why they are not all of them, if so."""
    tested = {file.path for file in given.survey.tests.files}
    unread = [
        Trouble("unread", fault.place.path, _with_line(fault.place.line, fault.problem))
        for fault in given.survey.faults
        if fault.place.path in tested
    ]
    if given.probe is None:
        return tuple(unread), NOT_ASKED
    probed = list(_probed(given.probe))
    known = {trouble.path for trouble in probed}
    rest = [trouble for trouble in unread if trouble.path not in known]
    return (*probed, *rest), given.probe.lost


def _probed(probe: ProbedRun) -> Iterator[Trouble]:
    for hang in probe.hangs:
        message = f"its import did not end within {hang.seconds:.1f} s"
        yield Trouble("hang", hang.path, message, hang.seconds, hang.frames)
    for path, message in sorted(probe.errors.items()):
        yield Trouble("error", path, message)
    hanging = {hang.path for hang in probe.hangs}
    for path, seconds in sorted(probe.collection.items(), key=lambda each: -each[1]):
        if seconds >= SLOW and path not in hanging:
            yield Trouble("slow", path, f"took {seconds:.1f} s to be collected", seconds)


def _with_line(line: int, problem: str) -> str:
    return f"line {line}: {problem}" if line else problem
