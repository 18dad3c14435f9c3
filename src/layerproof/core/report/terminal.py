"""The verdict in a terminal: matrix, suites, reasons, worst files, and one last sentence.

``style`` knows colours and signs, ``table`` lays cells out; ``matrix``, ``totals``, ``ranges``
and ``sentence`` say what there is to show.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from layerproof.core.judge.values import (
    Provenance,
    Ratchet,
    Reason,
    Ruling,
    SuiteVerdict,
    Verdict,
)
from layerproof.core.measure.percent import format_percent
from layerproof.core.measure.values import FileMeasure
from layerproof.core.report.matrix import Cell, Matrix, build_matrix
from layerproof.core.report.ranges import missing_texts
from layerproof.core.report.ratchet import HEADS, build_ratchet
from layerproof.core.report.sentence import counted, verdict_sentence
from layerproof.core.report.style import Style
from layerproof.core.report.table import Column, Entry, render_table
from layerproof.core.report.totals import duration, suite_totals
from layerproof.core.report.worst import worst_files

REASONS_SHOWN = 40
FILES_SHOWN = 10
_NARROWEST = 40
_LINES_OF_A_FILE = 3
#: Stands for a space in a path while lines are wrapped; printable text has none.
_GLUE = "\x00"


def render_terminal(verdict: Verdict, *, colour: bool, width: int, ascii: bool = False) -> str:  # noqa: A002 - the word that users know
    """Return the whole verdict as lines that end in a line feed.

    :param width: places of a terminal's line; under 40 counts as 40.
    :param ascii: keep every character within ASCII.
    """
    style = Style(colour=colour, ascii=ascii)
    width = max(width, _NARROWEST)
    blocks = (
        [style.strong(style.text(headline(verdict.provenance)))],
        _matrix_lines(build_matrix(verdict), style, width),
        _ratchet_lines(verdict.ratchet, style, width),
        _suite_lines(verdict.suites, style, width),
        list(_reason_lines(verdict.reasons, style)),
        list(_file_lines(verdict, style, width)),
        [f"note: {style.text(note)}" for note in verdict.notes],
        [style.paint(style.text(verdict_sentence(verdict)), verdict.ruling)],
    )
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def headline(provenance: Provenance) -> str:
    """Return which project was judged, in which state."""
    commit = provenance.commit[:10] + (" with changes" if provenance.dirty else "")
    parts = (provenance.project, provenance.branch, commit.strip())
    return f"layerproof {provenance.version}: " + ", ".join(part for part in parts if part)


def _matrix_lines(matrix: Matrix, style: Style, width: int) -> list[str]:
    if not matrix.rows:
        return []
    rows = matrix.rows
    columns = [Column("% covered", tuple(Entry(_name(row.name, style, width)) for row in rows))]
    columns += [
        Column(
            style.text(suite, width // 3),
            tuple(_percent_entry(row.cells[at], style) for row in rows),
            right=True,
        )
        for at, suite in enumerate(matrix.suites)
    ]
    columns += [
        Column(
            "merged", tuple(Entry(row.merged.text, row.merged.ruling) for row in rows), right=True
        ),
        Column("gate", tuple(Entry(row.gates or "-") for row in rows)),
        Column("ruling", tuple(_ruling_entry(row.ruling, measured=row.measured) for row in rows)),
    ]
    return render_table(columns, style, width)


def _name(name: str, style: Style, width: int) -> str:
    return style.text(name, width // 3)


def _percent_entry(cell: Cell, style: Style) -> Entry:
    return Entry(style.sign(cell.ruling) + cell.text, cell.ruling)


def _ruling_entry(ruling: Ruling | None, *, measured: bool) -> Entry:
    if not measured:
        return Entry("not asked for")
    return Entry("-" if ruling is None else ruling.value, ruling)


def _ratchet_lines(ratchet: Ratchet | None, style: Style, width: int) -> list[str]:
    rows = build_ratchet(ratchet)
    if not rows:
        return []
    cells = [
        [Entry(_name(row.name, style, width)) for row in rows],
        [Entry(row.best) for row in rows],
        [Entry(row.now, row.ruling) for row in rows],
        [Entry(style.text(row.place)) for row in rows],
        [Entry(row.ruling.value, row.ruling) for row in rows],
    ]
    columns = [
        Column(head, tuple(entries), right=head in ("best", "now"))
        for head, entries in zip(HEADS, cells, strict=True)
    ]
    return render_table(columns, style, width)


def _suite_lines(suites: Sequence[SuiteVerdict], style: Style, width: int) -> list[str]:
    if not suites:
        return []
    totals = [suite_totals(suite) for suite in suites]
    columns = [
        Column("suite", tuple(Entry(_name(suite.name, style, width)) for suite in suites)),
        Column("tests", tuple(Entry(total.phrase()) for total in totals)),
        Column("time", tuple(Entry(duration(total.seconds)) for total in totals), right=True),
        Column("ruling", tuple(Entry(suite.ruling.value, suite.ruling) for suite in suites)),
    ]
    if any((suite.expected, suite.arrived) != (1, 1) for suite in suites):
        parts = tuple(Entry(f"{suite.arrived} of {suite.expected}") for suite in suites)
        columns.insert(1, Column("parts", parts, right=True))
    return render_table(columns, style, width)


def _reason_lines(reasons: Sequence[Reason], style: Style) -> Iterator[str]:
    """Yield broken before not measured; advice stands once below the reasons that share it."""
    for ruling in (Ruling.BROKEN, Ruling.NOT_MEASURED):
        found = [reason for reason in reasons if reason.ruling is ruling]
        if not found:
            continue
        yield style.paint(f"{ruling} ({len(found)})", ruling)
        shown = found[:REASONS_SHOWN]
        for reason, after in zip(shown, [*shown[1:], None], strict=True):
            yield f"  {style.text(reason.code)}: {style.text(reason.message)}"
            if reason.advice and (after is None or after.advice != reason.advice):
                yield f"    do: {style.text(reason.advice)}"
        if len(found) > len(shown):
            yield f"  and {len(found) - len(shown)} more, all of them in report.json"


def _file_lines(verdict: Verdict, style: Style, width: int) -> Iterator[str]:
    files = worst_files(verdict)
    if not files:
        return
    shown = files[:FILES_SHOWN]
    some = f" (the worst {len(shown)} of {len(files)})" if len(files) > len(shown) else ""
    yield f"not covered, in {counted(len(files), 'file')}{some}"
    for file in shown:
        yield from _wrapped(file, style, width)


def _wrapped(file: FileMeasure, style: Style, width: int) -> list[str]:
    percent = format_percent(file.counts.covered, file.counts.total)
    missing, room = missing_texts(file), width * _LINES_OF_A_FILE
    shown: list[str] = []
    while len(shown) < len(missing) and room > 0:
        room -= len(missing[len(shown)]) + 2
        shown.append(missing[len(shown)])
    rest = len(missing) - len(shown)
    listed = ", ".join([*shown, f"and {rest} more"] if rest else shown)
    # A line must not begin within a path: what stands there could be a workflow command.
    path = style.text(file.path).replace(" ", _GLUE)
    lines = textwrap.wrap(
        f"{path}  {percent}: {listed}",
        width,
        initial_indent="  ",
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_GLUE, " ") for line in lines]
