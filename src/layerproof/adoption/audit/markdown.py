"""``report.md``: the audit as GitHub-flavoured Markdown. Every name is escaped, or code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layerproof.adoption.audit.answers import Check
from layerproof.adoption.audit.markdown_pieces import show_answer, show_evidence, write_table
from layerproof.adoption.audit.markdown_sections import write_sections
from layerproof.adoption.audit.values import Audit, Changes
from layerproof.adoption.audit.wording import PRIORITIES, figure_text, sentence, share_text
from layerproof.core.report.markdown import code, prose


def render_markdown(audit: Audit) -> str:
    """Return the whole report: what follows first, then what was looked at."""
    parts = (
        _head(audit),
        _checklist(audit.checklist),
        _readiness(audit),
        _lists(audit),
        _changes(audit.changes),
        *write_sections(audit),
    )
    return "\n".join(line for part in parts for line in (*part, "")).rstrip("\n") + "\n"


def _head(audit: Audit) -> Iterator[str]:
    yield f"# Test audit of {prose(audit.project)}"
    yield ""
    yield f"**{prose(sentence(audit))}.**"
    yield ""
    facts = [audit.origin.created_at, f"Layerproof {audit.origin.version}"]
    if audit.origin.commit:
        changed = " with changes" if audit.origin.dirty else ""
        facts.append(f"{audit.origin.branch} {audit.origin.commit[:12]}{changed}".strip())
    yield prose(", ".join(facts))


def _checklist(checks: Sequence[Check]) -> Iterator[str]:
    yield "## Checklist"
    yield ""
    yield from _write_checks("point", checks)


def _readiness(audit: Audit) -> Iterator[str]:
    yield "## Readiness"
    yield ""
    yield "So many of so many checks; what was not measured is not kept."
    yield ""
    yield from write_table(
        ("dimension", "checks kept"),
        ((each.name, share_text(each.share)) for each in audit.readiness),
    )
    for dimension in audit.readiness:
        yield ""
        yield f"### {dimension.name.capitalize()}: {share_text(dimension.share)}"
        yield ""
        yield from _write_checks("check", dimension.checks)


def _lists(audit: Audit) -> Iterator[str]:
    yield "## Next actions"
    yield ""
    for action in audit.actions:
        priority = PRIORITIES.get(action.priority, "later")
        because = f"{prose(action.because)} ({code(action.rests_on)}, {action.answer})"
        yield f"- **{priority}**: {prose(action.do)}. {because}"
    if not audit.actions:
        yield "Nothing is left to do."
    yield ""
    yield "## Issues"
    yield ""
    yield from (f"- {prose(check.title)}: {show_evidence(check)}" for check in audit.issues)
    yield ""
    yield "## Strengths"
    yield ""
    yield from (f"- {prose(strength)}" for strength in audit.strengths)


def _changes(changes: Changes) -> Iterator[str]:
    yield "## What changed since the last audit"
    yield ""
    if not changes.since:
        yield "There was no audit before."
        return
    yield f"Compared with the audit of {prose(changes.since)}."
    yield ""
    yield from (f"- {prose(figure_text(figure))}" for figure in changes.figures)
    yield from (
        f"- {prose(turn.name)}: was {prose(turn.then)}, is {prose(turn.now)}"
        for turn in changes.turns
    )
    yield from (f"- passed before and fails now: {code(nodeid)}" for nodeid in changes.broke)
    yield from (f"- failed before and passes now: {code(nodeid)}" for nodeid in changes.mended)
    yield from (f"- passed before and is gone: {code(nodeid)}" for nodeid in changes.gone)
    if not (changes.figures or changes.turns or changes.broke or changes.mended or changes.gone):
        yield "Nothing changed."


def _write_checks(about: str, checks: Sequence[Check]) -> Iterator[str]:
    rows = ((prose(each.title), show_answer(each), show_evidence(each)) for each in checks)
    yield from write_table((about, "answer", "evidence"), rows)
