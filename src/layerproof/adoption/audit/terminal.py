"""The audit on a terminal: the answer, the checklist, readiness, and what to do first."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.audit.answers import Answer, Check
from layerproof.adoption.audit.values import Audit
from layerproof.adoption.audit.wording import (
    PLAIN_SYMBOLS,
    PRIORITIES,
    SYMBOLS,
    sentence,
    share_text,
)
from layerproof.core.judge.values import Ruling
from layerproof.core.report.style import Style
from layerproof.core.wording import count_noun

ACTIONS_SHOWN = 8
_HANGS_SHOWN = 5
_RULINGS = {
    Answer.KEPT: Ruling.KEPT,
    Answer.BROKEN: Ruling.BROKEN,
    Answer.NOT_MEASURED: Ruling.NOT_MEASURED,
}


def render_terminal(audit: Audit, *, colour: bool, ascii: bool = False) -> str:  # noqa: A002 - the word that users know
    """Return the summary as lines that end in a line feed.

    :param ascii: keep every character within ASCII.
    """
    style = Style(colour=colour, ascii=ascii)
    blocks = (
        [style.strong(style.text(f"audit of {audit.project}"))],
        list(_estate(audit)),
        [_point(check, style) for check in audit.checklist],
        [f"  {each.name:<16}{share_text(each.share)}" for each in audit.readiness],
        list(_troubles(audit, style)),
        list(_actions(audit, style)),
        [style.paint(style.text(sentence(audit)), _RULINGS.get(audit.answer))],
    )
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _estate(audit: Audit) -> Iterator[str]:
    estate = audit.estate
    collected = "not measured" if estate.collected is None else str(estate.collected)
    lines = count_noun(audit.tree.lines, "line")
    yield f"  {count_noun(audit.tree.files, 'file')}, {lines}"
    files = count_noun(estate.files, "file")
    yield f"  {count_noun(estate.written, 'test')} written in {files}, collected: {collected}"
    told = audit.outcomes.origin or "not measured"
    yield f"  {count_noun(len(audit.outcomes.tests), 'test')} run ({told})"


def _point(check: Check, style: Style) -> str:
    sign = (PLAIN_SYMBOLS if style.ascii else SYMBOLS)[check.answer]
    answer = style.paint(f"{sign} {check.answer:<15}", _RULINGS.get(check.answer))
    # What is broken is told whole; of the rest the first piece of evidence is enough.
    told = check.evidence if check.answer is Answer.BROKEN else check.evidence[:1]
    evidence = f": {style.text('; '.join(told), 300)}" if told else ""
    return f"  {answer} {style.text(check.title)}{evidence}"


def _troubles(audit: Audit, style: Style) -> Iterator[str]:
    grave = [one for one in audit.collection if one.kind in ("hang", "error", "unread")]
    for trouble in grave[:_HANGS_SHOWN]:
        frame = f", in {style.text(trouble.frames[0], 200)}" if trouble.frames else ""
        message = style.text(trouble.message.strip().rpartition("\n")[2], 200)
        yield f"  {trouble.kind}: {style.text(trouble.path)}: {message}{frame}"
    if len(grave) > _HANGS_SHOWN:
        yield f"  and {len(grave) - _HANGS_SHOWN} more files, all of them in the report"


def _actions(audit: Audit, style: Style) -> Iterator[str]:
    for action in audit.actions[:ACTIONS_SHOWN]:
        priority = f"{PRIORITIES.get(action.priority, 'later')}:"
        yield f"  {priority:<7}{style.text(action.do, 200)}"
    if len(audit.actions) > ACTIONS_SHOWN:
        yield f"  and {len(audit.actions) - ACTIONS_SHOWN} more, all of them in the report"
