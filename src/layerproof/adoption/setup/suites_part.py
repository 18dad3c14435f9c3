"""``suites`` and ``default_suite`` of the table for an existing suite of tests.

Nothing that passed may fail: bars are open and time limits are wide at first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.adoption.setup.sorting import Sorted, name_rest
from layerproof.adoption.setup.suite_words import READY
from layerproof.adoption.setup.values import Decision, Entry, Part, ProposedSuite, Value
from layerproof.core.config.ready import make_default
from layerproof.core.wording import count_noun

#: Seconds that a test of an existing suite may take where its authors set no limit.
PATIENCE = 300

#: Arguments that keep the tests of a file in one process, in the order in which they stand.
BY_FILE = ("--dist", "loadfile")

#: Where tests go that nothing sorts: the suite of these that bars nothing.
REST = "integration"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all suites have in common.

    ``workers`` is what suites get, with the reasons where that is none; ``timeout`` is the authors'
    own in seconds.
    """

    roots: tuple[str, ...]
    workers: int | str
    reasons: tuple[str, ...] = ()
    timeout: float | None = None


def plan_suites(tests: Sorted, circumstances: Circumstances) -> Part:
    """Return the entries of ``suites``, in order, and the decision where the rest goes."""
    folders = dict(tests.folders)
    names = set(tests.sure)
    if tests.rest and tests.rest_is_sure:
        sorted_globs = [glob for globs in folders.values() for glob in globs]
        rest = name_rest(tests.rest, sorted_globs, circumstances.roots)
        folders[REST] = (*folders.get(REST, ()), *rest)
        names.add(REST)
    entries = [
        entry
        for name in _in_order(names)
        if (entry := _plan_suite(name, folders.get(name, ()), (), circumstances))
    ]
    return Part(tuple(_explain_once(entries, circumstances)), decisions=_decide(tests))


def plan_proposed(proposals: Sequence[ProposedSuite], circumstances: Circumstances) -> Part:
    """Return the entries of ``suites`` that are told by fixtures; the last one takes the rest."""
    entries = []
    for proposal in proposals:
        folders = () if proposal.fixtures else tuple(f"{root}/**" for root in circumstances.roots)
        if proposal.tests:
            entry = _plan_suite(proposal.name, folders, proposal.fixtures, circumstances)
            entries += [entry] if entry else []
    decisions = tuple(
        Decision(f"suite {one.name}", f"{len(one.tests)} tests", one.reason) for one in proposals
    )
    return Part(tuple(_explain_once(entries, circumstances)), decisions=decisions)


def _in_order(names: set[str]) -> list[str]:
    own = sorted(names - set(READY))
    return [*own, *(name for name in reversed(READY) if name in names)]


def _plan_suite(
    name: str, folders: tuple[str, ...], fixtures: tuple[str, ...], circumstances: Circumstances
) -> Entry | None:
    """Return the suite's entry; ``None`` where a ready suite is right as it is."""
    default = make_default(name, circumstances.roots)
    table: dict[str, Value] = {}
    globs = tuple(glob.removeprefix("./") for glob in folders)
    if fixtures:
        table["fixtures"] = list(fixtures)
    if globs and not set(globs) <= set(default.folders):
        table["folders"] = list(globs)
    if not default.network:
        table["network"] = True
    if not default.database:
        table["database"] = True
    table.update(_plan_timeout(default.timeout, circumstances.timeout))
    parallel = default.workers == "auto" or name not in READY
    if parallel and circumstances.workers != default.workers:
        table["workers"] = circumstances.workers
    if table.get("workers", default.workers) and not circumstances.reasons:
        table["args"] = list(BY_FILE)
    if name not in READY and not table:
        table["folders"] = list(default.folders)
    return Entry(name, table) if table else None


def _plan_timeout(default: float, authors: float | None) -> dict[str, Value]:
    if authors is not None:
        seconds = int(authors) if authors == int(authors) else int(authors) + 1
        return {} if seconds == default else {"timeout": seconds}
    return {"timeout": PATIENCE} if default < PATIENCE else {}


def _explain_once(entries: Sequence[Entry], circumstances: Circumstances) -> Iterator[Entry]:
    """Yield the entries, each reason above the first that it is about."""
    told: set[str] = set()
    for entry in entries:
        fresh = [each for each in _reasons(entry, circumstances) if each not in told]
        told.update(fresh)
        yield Entry(entry.key, entry.value, " ".join(fresh))


def _reasons(entry: Entry, circumstances: Circumstances) -> Iterator[str]:
    table = entry.value if isinstance(entry.value, dict) else {}
    if "network" in table or "database" in table:
        yield (
            "Unit tests are barred from networks and databases by default; these were not, so both "
            "stay open. Take `network` and `database` out once no unit test needs them."
        )
    if "timeout" in table:
        if circumstances.timeout is None:
            yield (
                f"Nothing that passed may fail: a test may take {PATIENCE} s. Take `timeout` out "
                "when the suite's own limit is enough."
            )
        else:
            yield "The limit is the authors' own."
    if "args" in table:
        yield (
            "Tests of one file stay in one process and in their order, as without workers. Take "
            "`args` out once no test leans on an earlier one of its file."
        )
    if "workers" in table:
        if table["workers"] == 0:
            yield f"One process, since workers would meet: {'; '.join(circumstances.reasons)}."
        else:
            yield (
                "Workers as the authors run it."
                if circumstances.reasons
                else ("Workers, since nothing was found that they would share.")
            )


def _decide(tests: Sorted) -> tuple[Decision, ...]:
    decisions = [
        Decision(f"suite {name}", ", ".join(globs), "its folder says so")
        for name, globs in tests.folders.items()
    ]
    decisions += [
        Decision(f"suite {name}", "by its marker", "tests carry it") for name in tests.marked
    ]
    if tests.rest:
        why = "no folder and no marker says which suite they are in, and no file name shall"
        what = "other file" if tests.tells else "file"
        many = f"{count_noun(len(tests.rest), what)} of tests"
        decisions.append(Decision(f"suite {REST}", many, why))
    return tuple(decisions)
