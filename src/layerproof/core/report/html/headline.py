"""The head of the page: the verdict in words, and the few figures that one looks for first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from layerproof.core.config.values import TOTAL
from layerproof.core.judge.values import GateResult, Reason, Ruling, Verdict
from layerproof.core.outcome.values import Result
from layerproof.core.report.html.figures import duration, number, percent, plural
from layerproof.core.report.html.matrix import gate_lines
from layerproof.core.report.sentence import verdict_sentence
from layerproof.core.report.totals import part_totals

#: Reasons in plain sight; the rest fold away, and from ``REASONS_LISTED`` on are only counted.
REASONS_OPEN = 10
REASONS_LISTED = 300

_WORDS: Final = {
    Ruling.KEPT: "Kept",
    Ruling.BROKEN: "Broken",
    Ruling.NOT_MEASURED: "Not measured",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure at a glance: what it is, its value, and what stands behind it."""

    name: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The verdict in a word and a sentence, its reasons, and the figures beside it."""

    word: str
    sentence: str
    reasons: tuple[Reason, ...]
    folded: tuple[Reason, ...]
    unlisted: int
    figures: tuple[Figure, ...]


def build_headline(verdict: Verdict) -> Headline:
    """Return the head of the page."""
    return Headline(
        word=_WORDS[verdict.ruling],
        sentence=_sentence(verdict),
        reasons=verdict.reasons[:REASONS_OPEN],
        folded=verdict.reasons[REASONS_OPEN:REASONS_LISTED],
        unlisted=max(0, len(verdict.reasons) - REASONS_LISTED),
        figures=(_coverage(verdict), _tests(verdict), _suites(verdict), _time(verdict)),
    )


def _sentence(verdict: Verdict) -> str:
    if verdict.partial:
        return "These are numbers without a verdict, as was asked for."
    if verdict.ruling is Ruling.KEPT and not verdict.gates:
        return "Every required suite was measured, and no test failed. No gate was judged."
    if verdict.ruling is Ruling.KEPT:
        return "Every required suite was measured, no test failed, and every gate was met."
    _, _, reasons = verdict_sentence(verdict).partition(": ")
    if verdict.ruling is Ruling.BROKEN:
        return f"What was measured does not hold: {reasons}."
    return f"What was not measured is never a pass: {reasons}."


def _coverage(verdict: Verdict) -> Figure:
    if verdict.measurement is None:
        return Figure("Whole source", "?", "nothing could be counted")
    counts = verdict.measurement.total.counts
    gates = [gate for gate in verdict.gates if _is_total(gate)]
    share = next((gate.threshold for gate in gates if gate.kind == "fail_under"), None)
    words = "; ".join(f"{line.text}: {line.ruling}" for line in gate_lines(gates))
    return Figure("Whole source", percent(counts, share), words or "no gate")


def _is_total(gate: GateResult) -> bool:
    return gate.layer == TOTAL and gate.scope == "merged"


def _tests(verdict: Verdict) -> Figure:
    counts = part_totals(part for suite in verdict.suites for part in suite.parts).results
    failed = counts[Result.FAILED] + counts[Result.ERROR]
    detail = f"{number(failed)} failed, {number(counts[Result.SKIPPED])} skipped"
    return Figure("Tests run", number(counts.total()), detail)


def _suites(verdict: Verdict) -> Figure:
    measured = sum(suite.ruling is not Ruling.NOT_MEASURED for suite in verdict.suites)
    kept = sum(suite.ruling is Ruling.KEPT for suite in verdict.suites)
    value = f"{measured} of {len(verdict.suites)}"
    return Figure("Suites measured", value, f"{number(kept)} kept")


def _time(verdict: Verdict) -> Figure:
    parts = [part for suite in verdict.suites for part in suite.parts]
    detail = f"added up over {plural(len(parts), 'part')}"
    return Figure("Test time", duration(sum(part.seconds for part in parts)), detail)
