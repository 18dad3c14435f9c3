"""Reading what the pytest process wrote about itself (``session.json``), and joining it."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layerproof.core.outcome.document import test_from_row
from layerproof.core.outcome.values import Result, TestRecord

#: What takes tests out on purpose, by the name of its count.
_LEFT_OUT = {"left_out": "`deselect`", "deselected": "`--deselect` of addopts"}

#: pytest's own names of test modules.
_USUAL = ("test_*.py", "*_test.py")


@dataclass(frozen=True, slots=True)
class Account:
    """What one process that ran tests said of itself."""

    pid: int
    tests: int
    greenlet: bool


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One pytest run: what was collected, what each process did, how each test ended.

    ``modules`` are the test modules that were collected; ``homes`` are the files that hold
    test functions. ``patterns``, ``skipped`` and ``folders`` are the project's own pytest
    settings for finding modules. ``narrowing`` are settings by which pytest made only some tests.
    """

    tests: tuple[TestRecord, ...]
    accounts: tuple[Account, ...]
    lost: int
    faults: tuple[str, ...]
    notes: tuple[str, ...]
    selected: int
    assigned: int
    dropped: int
    census: Mapping[str, int]
    orphans: tuple[str, ...]
    modules: frozenset[str]
    homes: tuple[str, ...]
    narrowing: tuple[str, ...]
    patterns: tuple[str, ...]
    skipped: tuple[str, ...]
    folders: tuple[str, ...]


def read_session_record(document: Mapping[str, Any]) -> SessionRecord:
    """Return the record; of xdist workers, which all collect the same, the first is asked."""
    accounts = document["accounts"]
    first: Mapping[str, Any] = accounts[0] if accounts else {}
    return SessionRecord(
        tests=(*map(test_from_row, document["tests"]), *_list_skipped(first)),
        accounts=tuple(Account(a["pid"], a["tests"], a["greenlet"]) for a in accounts),
        lost=document["lost"],
        faults=tuple(document["faults"]),
        notes=(*document.get("notes", ()), *_note_left_out(first)),
        selected=first.get("selected", 0),
        assigned=first.get("assigned", 0),
        dropped=first.get("dropped", 0),
        census=first.get("census", {}),
        orphans=_name_orphans(first),
        modules=frozenset(first.get("modules", ())),
        homes=tuple(first.get("homes", ())),
        narrowing=tuple(first.get("narrowing", ())),
        patterns=tuple(first.get("patterns", ())),
        skipped=tuple(first.get("skipped_folders", ())),
        folders=tuple(first.get("testpaths", ())),
    )


def find_uncollected(record: SessionRecord, files: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``files`` that have the name of a test module and were not collected.

    The names that pytest knows by itself count also where the project's own settings leave them
    out: a mistyped ``python_files`` would silence whole modules.

    Top folders that pytest passes over (``build``, ``venv``) are none of the project's own; a
    folder of that name among the tests would be passed over in silence.
    """
    return tuple(
        path
        for path in files
        if path not in record.modules
        and _matches(path.rpartition("/")[2], (*record.patterns, *_USUAL))
        and not ("/" in path and _matches(path.split("/")[0], record.skipped))
    )


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _list_skipped(account: Mapping[str, Any]) -> Iterator[TestRecord]:
    """Yield the modules that skipped themselves, each as one skipped test."""
    for path, why in account.get("skipped_modules", {}).items():
        yield TestRecord(path, Result.SKIPPED, 0.0, path, 1, why.removeprefix("Skipped: "))


def _note_left_out(account: Mapping[str, Any]) -> Iterator[str]:
    for key, what in _LEFT_OUT.items():
        number = account.get(key, 0)
        if number:
            tests = "test is" if number == 1 else "tests are"
            yield f"{number} {tests} left out on purpose, by {what}"


def _name_orphans(account: Mapping[str, Any]) -> tuple[str, ...]:
    named = tuple(account.get("orphans", ()))
    more = account.get("orphan_count", 0) - len(named)
    return (*named, f"and {more} more") if more > 0 else named
