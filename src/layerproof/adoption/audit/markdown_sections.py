"""What the audit looked at, section by section, as Markdown; what follows from it: ``markdown``."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.audit.markdown_pieces import LONGEST, show_place, write_table
from layerproof.adoption.audit.values import Audit
from layerproof.adoption.audit.wording import (
    covered_text,
    row_cells,
    seconds,
    share_text,
    size,
    target_text,
    tree_lines,
)
from layerproof.core.report.markdown import cell, code, prose


def write_sections(audit: Audit) -> Iterator[Iterator[str]]:
    """Yield the lines of each section."""
    for write in (
        _tree,
        _tests,
        _settings,
        _markers,
        _fixtures,
        _dependencies,
        _environment,
        _collection,
        _coverage,
        _doubtful,
        _conventions,
        _pipelines,
    ):
        yield write(audit)
    if audit.notes:
        yield _notes(audit)


def _tree(audit: Audit) -> Iterator[str]:
    yield "## Files and folders"
    yield ""
    yield from write_table(
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
        yield from write_table(
            (title, *heads), ((cell(row.name), *row_cells(row)[1:]) for row in rows)
        )
    if estate.slowest:
        yield ""
        yield "### Slowest"
        yield ""
        slowest = ((cell(one.nodeid), seconds(one.seconds), one.result) for one in estate.slowest)
        yield from write_table(("test", "time", "result"), slowest)


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
            show_place(one.place),
        )
        for one in audit.settings
    )
    yield from write_table(("tool", "setting", "value", "ruling", "why", "source"), rows)


def _markers(audit: Audit) -> Iterator[str]:
    yield "## Markers"
    yield ""
    rows = (
        (cell(one.name), one.state, str(one.files), show_place(one.place)) for one in audit.markers
    )
    yield from write_table(("marker", "state", "files", "registered"), rows)


def _fixtures(audit: Audit) -> Iterator[str]:
    yield "## Fixtures"
    yield ""
    yield from write_table(
        ("fixture", "state", "scope", "tests", "defined"),
        (
            (
                cell(one.name),
                one.state,
                one.scope,
                "not measured" if one.tests is None else str(one.tests),
                show_place(one.place),
            )
            for one in audit.fixtures
        ),
    )


def _dependencies(audit: Audit) -> Iterator[str]:
    yield "## Dependencies"
    yield ""
    if audit.environment.index:
        yield f"Newest versions are not measured: {prose(audit.environment.index)}."
        yield ""
    yield from write_table(
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


def _environment(audit: Audit) -> Iterator[str]:
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
        yield from write_table(("layer", "suites", "covered", "target", "answer"), rows)


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
    yield from write_table(("convention", "kept", "not by"), rows)


def _pipelines(audit: Audit) -> Iterator[str]:
    yield "## CI"
    yield ""
    for one in audit.pipelines:
        commands = ", ".join(code(command) for command in one.commands) or "no command of tests"
        yield f"- {prose(one.system)} {code(one.path)}: {commands}"
    if not audit.pipelines:
        yield "No file of a CI was found."


def _notes(audit: Audit) -> Iterator[str]:
    yield "## Notes"
    yield ""
    yield from (f"- {prose(note)}" for note in audit.notes)
