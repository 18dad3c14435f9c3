"""What changed since the last audit: figures, answers, and tests that broke or were mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from layerproof.adoption.audit.answers import Check
from layerproof.adoption.audit.inputs import AuditInput, Earlier
from layerproof.adoption.audit.running import FAILED
from layerproof.adoption.audit.values import Changes, Figure, Outcomes, Turn
from layerproof.adoption.masking import mask_text
from layerproof.core.report.printable import well_formed


def compare_results(given: AuditInput, outcomes: Outcomes) -> Changes:
    """Return which tests passed in any earlier audit and fail now, were mended, or are gone."""
    measured = [one for one in given.earlier if one.results]
    if not measured or not outcomes.tests:
        return Changes()
    before = measured[0]
    now = {_as_written(test.nodeid): test.result for test in outcomes.tests}
    # A test that broke two audits ago has not stopped to be broken by being seen once.
    passed = {
        nodeid for one in measured for nodeid, result in one.results.items() if result == "passed"
    }
    broke = [nodeid for nodeid, result in now.items() if result in FAILED and nodeid in passed]
    mended = [
        nodeid
        for nodeid, result in now.items()
        if result == "passed" and before.results.get(nodeid) in FAILED
    ]
    gone = [
        nodeid
        for nodeid, result in before.results.items()
        if outcomes.whole and result == "passed" and nodeid not in now
    ]
    return Changes(
        results_since=before.created_at,
        broke=tuple(sorted(broke)),
        mended=tuple(sorted(mended)),
        gone=tuple(sorted(gone)),
    )


def _as_written(nodeid: str) -> str:
    """Return a node id as a report holds it, so that it is found again in an earlier one."""
    return well_formed(mask_text(nodeid))


def compare_all(
    given: AuditInput, results: Changes, figures: Mapping[str, int], checks: Sequence[Check]
) -> Changes:
    """Return the same with figures and answers against those of the last audit."""
    if not given.earlier:
        return results
    last = given.earlier[0]
    return Changes(
        since=last.created_at,
        figures=_compare_figures(last, figures),
        turns=_compare_answers(last, checks),
        results_since=results.results_since,
        broke=results.broke,
        mended=results.mended,
        gone=results.gone,
    )


def _compare_figures(last: Earlier, figures: Mapping[str, int]) -> tuple[Figure, ...]:
    names = dict.fromkeys((*figures, *last.figures))
    return tuple(
        Figure(name, last.figures.get(name), figures.get(name))
        for name in names
        if last.figures.get(name) != figures.get(name)
    )


def _compare_answers(last: Earlier, checks: Sequence[Check]) -> tuple[Turn, ...]:
    return tuple(
        Turn(check.name, last.answers[check.name], check.answer.value)
        for check in checks
        if last.answers.get(check.name, check.answer.value) != check.answer.value
    )
