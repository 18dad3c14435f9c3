"""``report.md``: the audit as GitHub-flavoured Markdown. Every name is escaped, or code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from layerproof.adoption.audit.answers import Check
from layerproof.adoption.audit.values import Audit, Changes, Figure
from layerproof.adoption.audit.wording import (
    PRIORITIES,
    SYMBOLS,
    covered_text,
    row_cells,
    seconds,
    sentence,
    share_text,
    size,
    target_text,
    tree_lines,
)
from layerproof.adoption.findings import Place
from layerproof.core.report.markdown import cell, code, prose

#: Rows of a table, beyond which only their number is told; report.json has all.
LONGEST = 200


def render_markdown(audit: Audit) -> str:
    """Return the whole report."""
    parts = (
        _head(audit),
        _checklist(audit.checklist),
        _readiness(audit),
        _lists(audit),
        _changes(audit.changes),
        _tree(audit),
        _tests(audit),
        _settings(audit),
        _inventory(audit),
        _collection(audit),
        _coverage(audit),
        _doubtful(audit),
        _conventions(audit),
        _rest(audit),
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
    yield from _table(
        ("point", "answer", "evidence"),
        ((prose(check.title), _answer(check), _evidence(check)) for check in checks),
    )


def _readiness(audit: Audit) -> Iterator[str]:
    yield "## Readiness"
    yield ""
    yield "So many of so many checks; what was not measured is not kept."
    yield ""
    yield from _table(
        ("dimension", "checks kept"),
        ((each.name, share_text(each.share)) for each in audit.readiness),
    )
    for dimension in audit.readiness:
        yield ""
        yield f"### {dimension.name.capitalize()}: {share_text(dimension.share)}"
        yield ""
        yield from _table(
            ("check", "answer", "evidence"),
            ((prose(check.title), _answer(check), _evidence(check)) for check in dimension.checks),
        )


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
    yield from (f"- {prose(check.title)}: {_evidence(check)}" for check in audit.issues)
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


def figure_text(figure: Figure) -> str:
    """Return a number then and now."""
    then = "not measured" if figure.then is None else str(figure.then)
    now = "not measured" if figure.now is None else str(figure.now)
    return f"{figure.name}: {then} -> {now}"


def _tree(audit: Audit) -> Iterator[str]:
    yield "## Files and folders"
    yield ""
    yield from _table(
        ("folder", "files", "tests", "lines", "size"),
        (
            (
                "&nbsp;&nbsp;" * depth + (cell(folder.name) if folder.name else "**all**"),
                str(folder.files),
                str(folder.tests),
                str(folder.lines),
                size(folder.size),
            )
            for depth, folder in tree_lines(audit.tree)
        ),
    )


def _tests(audit: Audit) -> Iterator[str]:
    estate = audit.estate
    collected = "not measured" if estate.collected is None else str(estate.collected)
    yield "## Tests"
    yield ""
    yield f"{estate.written} written in {estate.files} files; collected by pytest: {collected}."
    heads = ("tests", "files", "time", "results")
    for title, rows in (
        ("suite", estate.by_suite),
        ("category", estate.by_category),
        ("size", estate.by_size),
        ("duration", estate.by_duration),
    ):
        yield ""
        yield f"### By {title}"
        yield ""
        if title == "suite":
            yield prose(estate.by_suite_rule.capitalize()) + "."
            yield ""
        if not rows:
            why = estate.duration_why if title == "duration" else "there are no tests"
            yield f"Not measured: {prose(why)}"
            continue
        yield from _table((title, *heads), ((cell(row.name), *row_cells(row)[1:]) for row in rows))
    if estate.slowest:
        yield ""
        yield "### Slowest"
        yield ""
        slowest = ((cell(one.nodeid), seconds(one.seconds), one.result) for one in estate.slowest)
        yield from _table(("test", "time", "result"), slowest)


def _settings(audit: Audit) -> Iterator[str]:
    yield "## Configuration"
    yield ""
    rows = (
        (
            one.tool,
            cell(one.key),
            cell(one.value) if one.value else "",
            f"**{one.ruling}**" if one.ruling == "wrong" else one.ruling,
            prose(one.reason),
            _place(one.place),
        )
        for one in audit.settings
    )
    yield from _table(("tool", "setting", "value", "ruling", "why", "source"), rows)


def _inventory(audit: Audit) -> Iterator[str]:
    yield "## Markers"
    yield ""
    rows = ((cell(one.name), one.state, str(one.files), _place(one.place)) for one in audit.markers)
    yield from _table(("marker", "state", "files", "registered"), rows)
    yield ""
    yield "## Fixtures"
    yield ""
    yield from _table(
        ("fixture", "state", "scope", "tests", "defined"),
        (
            (
                cell(one.name),
                one.state,
                one.scope,
                "not measured" if one.tests is None else str(one.tests),
                _place(one.place),
            )
            for one in audit.fixtures
        ),
    )
    yield ""
    yield "## Dependencies"
    yield ""
    if audit.environment.index:
        yield f"Newest versions are not measured: {prose(audit.environment.index)}."
        yield ""
    yield from _table(
        ("dependency", "asked for", "scope", "installed", "newest", "state"),
        (
            (
                cell(one.name),
                cell(one.asked),
                prose(one.scope),
                prose(one.installed) or "-",
                prose(one.latest) or "-",
                one.state,
            )
            for one in audit.dependencies
        ),
    )
    yield ""
    yield "## Environment"
    yield ""
    environment = audit.environment
    if environment.problem:
        yield f"Not measured: {prose(environment.problem)}"
        return
    own = "an environment of its own" if environment.virtual else "the system's own"
    yield f"- {prose(f'{environment.implementation} {environment.version}')}: {own}"
    yield f"- {code(environment.python)} on {prose(environment.platform)}"
    yield from (f"- {prose(name)} {prose(version)}" for name, version in environment.tools.items())


def _collection(audit: Audit) -> Iterator[str]:
    yield "## Collection"
    yield ""
    if audit.collection_why:
        yield f"Not measured in whole: {prose(audit.collection_why)}"
        yield ""
    for trouble in audit.collection:
        told = trouble.message.strip().rpartition("\n")[2]
        yield f"- **{trouble.kind}** {code(trouble.path)}: {prose(told)}"
        yield from (f"  - {code(frame)}" for frame in trouble.frames[:10])
    if not audit.collection and not audit.collection_why:
        yield "No problem."


def _coverage(audit: Audit) -> Iterator[str]:
    yield "## Coverage by layer"
    yield ""
    targets = audit.coverage.targets
    if audit.coverage.why:
        yield f"Not measured{' in whole' if targets else ''}: {prose(audit.coverage.why)}"
        yield ""
    if targets:
        rows = (
            (cell(one.layer), prose(one.scope), covered_text(one), target_text(one), one.answer)
            for one in targets
        )
        yield from _table(("layer", "suites", "covered", "target", "answer"), rows)


def _doubtful(audit: Audit) -> Iterator[str]:
    yield "## Duplicate, empty and silent tests"
    yield ""
    for twins in audit.doubtful.twins:
        places = ", ".join(code(str(place)) for place in twins.places[:10])
        yield f"- same {twins.kind}: {code(twins.what)} in {places}"
    yield from (f"- empty: {code(str(place))}" for place in audit.doubtful.empty[:LONGEST])
    yield from (
        f"- asserts nothing: {code(str(place))}" for place in audit.doubtful.silent[:LONGEST]
    )
    if not (audit.doubtful.twins or audit.doubtful.empty or audit.doubtful.silent):
        yield "None was found."


def _conventions(audit: Audit) -> Iterator[str]:
    yield "## Names"
    yield ""
    rows = (
        (
            prose(one.about),
            share_text(one.share),
            ", ".join(cell(each) for each in one.exceptions[:10])
            + (f" and {len(one.exceptions) - 10} more" if len(one.exceptions) > 10 else ""),
        )
        for one in audit.conventions
    )
    yield from _table(("convention", "kept", "not by"), rows)


def _rest(audit: Audit) -> Iterator[str]:
    yield "## CI"
    yield ""
    for one in audit.pipelines:
        commands = ", ".join(code(command) for command in one.commands) or "no command of tests"
        yield f"- {prose(one.system)} {code(one.path)}: {commands}"
    if not audit.pipelines:
        yield "No file of a CI was found."
    if audit.notes:
        yield ""
        yield "## Notes"
        yield ""
        yield from (f"- {prose(note)}" for note in audit.notes)


def _answer(check: Check) -> str:
    return f"{SYMBOLS[check.answer]} {check.answer}"


def _evidence(check: Check) -> str:
    return "<br>".join(prose(each) for each in check.evidence)


def _place(place: Place | None) -> str:
    return cell(str(place)) if place is not None and place.path else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table; without rows that there are none, and what is too long is counted."""
    every = list(rows)
    if not every:
        yield "None."
        return
    yield _row(heads)
    yield _row(["---" for _ in heads])
    yield from (_row(row) for row in every[:LONGEST])
    if len(every) > LONGEST:
        yield ""
        yield f"And {len(every) - LONGEST} more, all of them in report.json."


def _row(cells: Sequence[str]) -> str:
    # A bar ends a cell, and renderers differ in what a backslash before it does.
    shown = (cell.replace("\\|", "&#124;") for cell in cells)
    return f"| {' | '.join(shown)} |"
