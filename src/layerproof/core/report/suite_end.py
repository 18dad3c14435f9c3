"""What one suite's run ends with, and what ``layerproof gate --suite NAME`` prints.

Short on purpose: it follows pytest's own output. ``terminal`` renders the whole verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from layerproof.core.judge.values import GateResult, Verdict
from layerproof.core.measure.percent import format_percent
from layerproof.core.outcome.values import PartOutcome, TestRecord
from layerproof.core.report.matrix import gate_text
from layerproof.core.report.sentence import counted
from layerproof.core.report.style import Style
from layerproof.core.report.totals import duration, part_totals

SLOW_TESTS_SHOWN = 5


def render_suite_end(
    parts: Sequence[PartOutcome],
    *,
    colour: bool,
    budget_ms: int | None = None,
    ascii: bool = False,  # noqa: A002 - the word that users know
) -> str:
    """Return tests and seconds of a suite's parts, and the tests over the suite's budget.

    :param parts: parts of one suite; none gives an empty text.
    :param budget_ms: milliseconds that a test may take before it is listed.
    """
    style = Style(colour=colour, ascii=ascii)
    return "".join(f"{line}\n" for line in _part_lines(parts, budget_ms, style))


def render_suite_gate(
    verdict: Verdict,
    *,
    colour: bool,
    budget_ms: int | None = None,
    ascii: bool = False,  # noqa: A002 - the word that users know
) -> str:
    """Return tests, slow tests, gates and reasons of a verdict on one suite alone.

    The last line is the ruling. It is the verdict's, to which the exit code belongs.
    """
    style = Style(colour=colour, ascii=ascii)
    lines: list[str] = []
    for suite in verdict.suites:
        lines += _part_lines(suite.parts, budget_ms, style)
    lines += [_gate_line(gate, style) for gate in verdict.gates]
    for reason in verdict.reasons:
        text = f"{reason.ruling}: {style.text(reason.message)}"
        lines.append(style.paint(text, reason.ruling))
        lines += [f"  do: {style.text(reason.advice)}"] if reason.advice else []
    names = ", ".join(style.text(suite.name) for suite in verdict.suites)
    lines.append(style.paint(f"suite {names}: {verdict.ruling}", verdict.ruling))
    return "".join(f"{line}\n" for line in lines)


def render_narrowed(
    verdict: Verdict,
    *,
    colour: bool,
    asked: Sequence[str],
    budget_ms: int | None = None,
    ascii: bool = False,  # noqa: A002 - the word that users know
) -> str:
    """Return tests and slow tests of a run that the user narrowed, which is no verdict.

    :param asked: the arguments that left tests out.
    """
    style = Style(colour=colour, ascii=ascii)
    lines: list[str] = []
    for suite in verdict.suites:
        lines += _part_lines(suite.parts, budget_ms, style)
    arguments = style.text(" ".join(asked))
    lines.append(f"narrowed by {arguments}: the tests that ran have passed, nothing was judged")
    return "".join(f"{line}\n" for line in lines)


def _part_lines(parts: Sequence[PartOutcome], budget_ms: int | None, style: Style) -> Iterator[str]:
    if not parts:
        return
    totals = part_totals(parts)
    name = style.text(parts[0].part.suite)
    yield f"{name}: {totals.phrase()} in {duration(totals.seconds)}"
    if budget_ms is not None:
        yield from _slow_lines((test for part in parts for test in part.tests), budget_ms, style)


def _slow_lines(tests: Iterable[TestRecord], budget_ms: int, style: Style) -> Iterator[str]:
    slow = [test for test in tests if test.seconds * 1_000 > budget_ms]
    if not slow:
        return
    slow.sort(key=lambda test: (-test.seconds, test.nodeid))
    yield f"  {counted(len(slow), 'test')} over the budget of {budget_ms} ms:"
    for test in slow[:SLOW_TESTS_SHOWN]:
        yield f"  {test.seconds * 1_000:8.0f} ms  {style.text(test.nodeid)}"
    if len(slow) > SLOW_TESTS_SHOWN:
        yield f"  and {len(slow) - SLOW_TESTS_SHOWN} more"


def _gate_line(gate: GateResult, style: Style) -> str:
    counts = gate.counts
    place = style.text(gate.path if gate.path is not None else gate.layer)
    if gate.kind == "max_missing":
        got = f"{counts.uncovered} missing"
    else:
        got = format_percent(counts.covered, counts.total, gate.threshold)
    text = f"{style.sign(gate.ruling)} {place}: {got} (gate: {gate_text(gate)})"
    return f"  {style.paint(text, gate.ruling)}"
