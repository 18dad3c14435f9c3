"""``summary.md``: the verdict as GitHub-flavoured Markdown, also for a step's summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layerproof.core.judge.values import Reason, Ruling, Verdict
from layerproof.core.measure.percent import format_percent
from layerproof.core.report.markdown import cell, code, prose
from layerproof.core.report.matrix import Cell, Row, build_matrix
from layerproof.core.report.ranges import missing_texts
from layerproof.core.report.ratchet import HEADS, build_ratchet
from layerproof.core.report.sentence import counted, verdict_sentence
from layerproof.core.report.totals import duration, suite_totals
from layerproof.core.report.worst import worst_files

#: GitHub refuses a step summary over 1 MiB ("Workflow commands", "Adding a job summary").
#: A step may have written to its summary before, hence the distance.
LARGEST = 1_000_000

FILES_SHOWN = 30
RANGES_SHOWN = 25
_SIGNS = {
    Ruling.KEPT: "\u2705 ",
    Ruling.BROKEN: "\u274c ",
    Ruling.NOT_MEASURED: "\u2754 ",
    None: "",
}


def render_summary(verdict: Verdict, *, largest: int = LARGEST) -> str:
    """Return the summary; one that would be larger is cut between lines and says so.

    :param largest: bytes in UTF-8 that the summary may have.
    """
    return _cut(_lines(verdict), largest)


def _lines(verdict: Verdict) -> Iterator[str]:
    yield f"## {_SIGNS[verdict.ruling]}Layerproof: {verdict.ruling}"
    yield ""
    yield prose(verdict_sentence(verdict))
    yield from _after_blank(_matrix(verdict))
    yield from _after_blank(_ratchet(verdict))
    yield from _after_blank(_suites(verdict))
    for ruling in (Ruling.BROKEN, Ruling.NOT_MEASURED):
        yield from _after_blank(_reasons(verdict, ruling))
    yield from _after_blank(_files(verdict))
    yield from _after_blank(f"- {prose(note)}" for note in verdict.notes)
    yield from _after_blank([_origin(verdict)])


def _after_blank(lines: Iterable[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at == 0:
            yield ""
        yield line


def _matrix(verdict: Verdict) -> Iterator[str]:
    matrix = build_matrix(verdict)
    if matrix.rows:
        heads = ["% covered", *(cell(suite) for suite in matrix.suites)]
        yield _row([*heads, "merged", "gate", "ruling"])
        yield _row(["---", *("---:" for _ in matrix.suites), "---:", "---", "---"])
        yield from (_layer(row) for row in matrix.rows)


def _ratchet(verdict: Verdict) -> Iterator[str]:
    rows = build_ratchet(verdict.ratchet)
    if rows:
        yield _row(HEADS)
        yield _row(["---", "---:", "---:", "---", "---"])
    for row in rows:
        yield _row([cell(row.name), row.best, row.now, cell(row.place), _ruling(row.ruling)])


def _layer(row: Row) -> str:
    ruling = _ruling(row.ruling) if row.measured else "not asked for"
    figures = [_figure(cell) for cell in row.cells]
    return _row([cell(row.name), *figures, row.merged.text, row.gates or "-", ruling])


def _figure(cell: Cell) -> str:
    return f"{_SIGNS[cell.ruling]}{cell.text}"


def _ruling(ruling: Ruling | None) -> str:
    return "-" if ruling is None else f"{_SIGNS[ruling]}{ruling}"


def _suites(verdict: Verdict) -> Iterator[str]:
    if verdict.suites:
        yield _row(["suite", "parts", "tests", "time", "ruling"])
        yield _row(["---", "---:", "---", "---:", "---"])
    for suite in verdict.suites:
        totals = suite_totals(suite)
        parts = f"{suite.arrived} of {suite.expected}"
        time = duration(totals.seconds)
        name = cell(suite.name)
        yield _row([name, parts, totals.phrase(), time, _ruling(suite.ruling)])


def _reasons(verdict: Verdict, ruling: Ruling) -> Iterator[str]:
    found = [reason for reason in verdict.reasons if reason.ruling is ruling]
    if found:
        yield f"### {ruling.capitalize()} ({len(found)})"
        yield ""
        yield from (_reason(reason) for reason in found)


def _reason(reason: Reason) -> str:
    advice = f"<br>Do: {prose(reason.advice)}" if reason.advice else ""
    return f"- {code(reason.code)} {prose(reason.message)}{advice}"


def _files(verdict: Verdict) -> Iterator[str]:
    files = worst_files(verdict)
    if not files:
        return
    yield f"### Not covered, in {counted(len(files), 'file')}"
    yield ""
    yield _row(["file", "covered", "missing"])
    yield _row(["---", "---:", "---"])
    for file in files[:FILES_SHOWN]:
        missing = missing_texts(file)
        rest = len(missing) - RANGES_SHOWN
        more = [f"and {rest} more"] if rest > 0 else []
        listed = ", ".join([*missing[:RANGES_SHOWN], *more])
        percent = format_percent(file.counts.covered, file.counts.total)
        yield _row([cell(file.path), percent, listed])
    if len(files) > FILES_SHOWN:
        yield ""
        yield f"And {counted(len(files) - FILES_SHOWN, 'more file')}, in the report."


def _origin(verdict: Verdict) -> str:
    run = verdict.provenance
    facts = [run.project, run.branch, run.commit[:10] + (" with changes" if run.dirty else "")]
    named = ", ".join(code(fact.strip()) for fact in facts if fact.strip())
    return f"Layerproof {prose(run.version)} on {named or 'a project without a name'}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cut(lines: Iterable[str], largest: int) -> str:
    """Return as many lines as fit, and one that says how many did not."""
    every = [f"{line}\n" for line in lines]
    if sum(len(line.encode()) for line in every) <= largest:
        return "".join(every)
    kept: list[str] = []
    room = largest - len(_notice(len(every)).encode())
    for line in every:
        room -= len(line.encode())
        if room < 0:
            break
        kept.append(line)
    return "".join(kept) + _notice(len(every) - len(kept))


def _notice(cut: int) -> str:
    return f"\n**Cut here: {counted(cut, 'line')} did not fit; report.json has everything.**\n"
