"""GitHub workflow commands: what broke, shown beside the changed lines of a pull request.

Printed to the log of a step. The escaping is that of the toolkit of GitHub's actions
(``packages/core/src/command.ts``); no project's text can end a command or begin another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from layerproof.core.config.values import TOTAL
from layerproof.core.judge.values import Reason, Ruling, Verdict
from layerproof.core.measure.values import FileMeasure
from layerproof.core.report.printable import one_line, several_lines
from layerproof.core.report.ranges import line_ranges
from layerproof.core.report.worst import worst_files

#: GitHub shows so many annotations of each level from one step and drops the rest unsaid.
SHOWN_OF_A_LEVEL = 10


@dataclass(frozen=True, slots=True)
class _Annotation:
    """One command before it is escaped; ``lines`` are its first and last line."""

    level: str
    title: str
    message: str
    file: str | None = None
    lines: tuple[int, int] | None = None


def render_annotations(verdict: Verdict) -> str:
    """Return one command a line: reasons as errors, missing lines as warnings, notes as notices.

    Missing lines are those of layers whose gate is broken, or of all where the total's is. A
    verdict that was not asked for (``partial``) has no errors. Of each level at most ten are
    written, the last of which says how many more there are.
    """
    found = [*_reasons(verdict), *_missing_lines(verdict)]
    found += [_Annotation("notice", "layerproof", note) for note in verdict.notes]
    return "".join(f"{_command(annotation)}\n" for annotation in _limit(found))


def _reasons(verdict: Verdict) -> Iterator[_Annotation]:
    level = "warning" if verdict.partial else "error"
    for reason in verdict.reasons:
        lines = None if reason.line is None else (reason.line, reason.line)
        title = f"layerproof: {reason.ruling} ({reason.code})"
        yield _Annotation(level, title, _message(reason), reason.path, lines)


def _message(reason: Reason) -> str:
    return f"{reason.message}\n{reason.advice}" if reason.advice else reason.message


def _missing_lines(verdict: Verdict) -> Iterator[_Annotation]:
    broken = {gate.layer for gate in verdict.gates if gate.ruling is Ruling.BROKEN}
    for file in worst_files(verdict):
        if TOTAL in broken or file.layer in broken:
            yield from _missing_of(file)


def _missing_of(file: FileMeasure) -> Iterator[_Annotation]:
    for first, last in line_ranges(file.missing_lines, file.statements):
        lines = f"lines {first} to {last}" if last > first else f"line {first}"
        place = f"{lines} of layer {file.layer}" if file.layer else lines
        message = f"{place}: no suite ran this"
        yield _Annotation("warning", "layerproof: not covered", message, file.path, (first, last))


def _limit(found: Iterable[_Annotation]) -> Iterator[_Annotation]:
    chosen = tuple(found)
    sums = Counter(annotation.level for annotation in chosen)
    seen: Counter[str] = Counter()
    for annotation in chosen:
        level = annotation.level
        seen[level] += 1
        if seen[level] < SHOWN_OF_A_LEVEL or sums[level] <= SHOWN_OF_A_LEVEL:
            yield annotation
        elif seen[level] == SHOWN_OF_A_LEVEL:
            more = sums[level] - SHOWN_OF_A_LEVEL + 1
            message = f"{more} more of this level; Layerproof's report has them all"
            yield _Annotation(level, "layerproof", message)


def _command(annotation: _Annotation) -> str:
    properties: dict[str, str] = {}
    if annotation.file is not None:
        properties["file"] = annotation.file
    if annotation.lines is not None:
        first, last = annotation.lines
        properties["line"] = str(first)
        if last > first:
            properties["endLine"] = str(last)
    properties["title"] = annotation.title
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{annotation.level} {listed}::{_data(annotation.message)}"


def _data(text: str) -> str:
    return several_lines(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    escaped = one_line(text).replace("%", "%25")
    return escaped.replace(":", "%3A").replace(",", "%2C")
