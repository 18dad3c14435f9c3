"""One run against another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from layerproof.history.pages.choices import Choice
from layerproof.history.pages.frame import Notice, ProjectPlace, Viewer, project_frame
from layerproof.history.pages.numbers import moment
from layerproof.history.pages.printable import plain_text, shorten
from layerproof.history.pages.templating import render
from layerproof.history.pages.wording import sign
from layerproof.history.records.questions.comparison import Comparison, UncoveredFile
from layerproof.history.records.runs import StoredRun

#: As many ranges of lines as stand in one field.
_MOST_RANGES = 12


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of which more is uncovered; lines and branches in words."""

    path: str
    before: int | None
    after: int
    lines: str
    branches: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a comparison can say: whether everything of both runs is there, and what was covered."""

    all_tests: bool
    coverage: bool


def see_known(found: Comparison) -> Known:
    """Return what can be said of two runs; what cannot is never shown as "none"."""
    codes = [gap.code for gap in found.gaps]
    partly = ("-incomplete", "-partial", "-not-measured", "-suites-missing")
    return Known(
        all_tests=not any(code.endswith(partly) for code in codes),
        coverage=all(code.endswith("-suites-missing") for code in codes),
    )


def render_compare(
    viewer: Viewer,
    place: ProjectPlace,
    found: Comparison | None,
    runs: Sequence[StoredRun],
    *,
    notice: Notice | None = None,
    chosen: tuple[str, str] = ("", ""),
) -> str:
    """Return the page of a comparison.

    :param found: the comparison, ``None`` where there is none to show.
    :param runs: those that one can choose from.
    :param chosen: the ids of the base and the run that were asked for.
    """
    base, head = chosen
    there = [found.base, found.run] if found else []
    return render(
        "compare.html",
        project_frame(viewer, place, "Compare"),
        place=place,
        found=found,
        known=see_known(found) if found else Known(all_tests=True, coverage=True),
        files=[_file_row(file) for file in found.newly_uncovered.items] if found else [],
        runs=_choose_runs([*runs, *there], chosen),
        base=base,
        head=head or (found.run.facts.run_id if found else ""),
        notice=notice,
    )


def _choose_runs(runs: Iterable[StoredRun], chosen: tuple[str, str]) -> Sequence[Choice]:
    by_id = {run.facts.run_id: run for run in runs}
    newest = sorted(by_id.values(), key=lambda run: (run.facts.created_at, run.key), reverse=True)
    unknown = [Choice(run_id, run_id) for run_id in chosen if run_id and run_id not in by_id]
    return [*(_choose(run) for run in newest), *dict.fromkeys(unknown)]


def _choose(run: StoredRun) -> Choice:
    facts = run.facts
    branch = f" {shorten(plain_text(facts.branch), 30)}" if facts.branch else ""
    commit = f" {plain_text(facts.commit[:8])}" if facts.commit else ""
    text = f"{moment(facts.created_at)} {sign(facts.ruling)} {facts.ruling}{branch}{commit}"
    return Choice(facts.run_id, text)


def _file_row(file: UncoveredFile) -> FileRow:
    lines = _ranges(file.lines.items)
    branches = [
        f"{before}→{after if after > 0 else 'exit'}" for before, after in file.branches.items
    ]
    return FileRow(
        path=file.path,
        before=file.before,
        after=file.after,
        lines=_listed(lines, cut=file.lines.total > len(file.lines.items)),
        branches=_listed(branches, cut=file.branches.total > len(file.branches.items)),
    )


def _ranges(lines: Iterable[int]) -> Sequence[str]:
    """Return ascending numbers as ``3`` and ``5\u20139``."""
    ranges: list[tuple[int, int]] = []
    for line in sorted(lines):
        if ranges and line == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], line)
        else:
            ranges.append((line, line))
    return [str(first) if first == last else f"{first}\u2013{last}" for first, last in ranges]


def _listed(items: Sequence[str], *, cut: bool) -> str:
    shown = ", ".join(items[:_MOST_RANGES])
    return f"{shown}, …" if cut or len(items) > _MOST_RANGES else shown
