"""The verdict in one sentence: the last line of a terminal, the first of a summary."""

from __future__ import annotations

from collections import Counter

from layerproof.core.judge.values import Ruling, Verdict
from layerproof.core.measure.percent import format_percent
from layerproof.core.report.totals import suite_totals


def verdict_sentence(verdict: Verdict) -> str:
    """Return the ruling and what it rests on, such as ``broken: 2 reasons (gate-missed 2)``."""
    if verdict.partial:
        return f"{verdict.ruling}: only numbers were asked for (--partial), there is no verdict"
    if verdict.ruling is Ruling.KEPT:
        return f"kept: {_what_was_kept(verdict)}"
    reasons = [reason for reason in verdict.reasons if reason.ruling is verdict.ruling]
    codes = Counter(reason.code for reason in reasons)
    listed = ", ".join(f"{code} {codes[code]}" for code in sorted(codes))
    sentence = f"{verdict.ruling}: {counted(len(reasons), 'reason')} ({listed})"
    others = len(verdict.reasons) - len(reasons)
    return f"{sentence}, and {counted(others, 'reason')} of another kind" if others else sentence


def _what_was_kept(verdict: Verdict) -> str:
    tests = sum(suite_totals(suite).ran for suite in verdict.suites)
    facts = [counted(len(verdict.suites), "suite"), counted(tests, "test")]
    facts.append(f"{counted(len(verdict.gates), 'gate')} met" if verdict.gates else "no gate asked")
    if verdict.ratchet is not None and verdict.ratchet.results:
        facts.append("none below its best")
    if verdict.measurement is not None:
        counts = verdict.measurement.total.counts
        facts.append(f"{format_percent(counts.covered, counts.total)} covered")
    return ", ".join(facts)


def counted(number: int, noun: str) -> str:
    """Return ``1 test`` or ``2 tests``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
