"""What a probe has written so far, put together. Lines in, values out; nothing is read here.

A probe may need several attempts: files that hang or end the process are left out of the next.
What earlier attempts collected stays.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from layerproof.adoption.probing.endings import LOST, read_outcome
from layerproof.adoption.probing.values import ProbedFixture, ProbedOutcome, ProbedTest, Touched

_Row = dict[str, Any]
_FixtureKey = tuple[str, str, int, str, bool, bool]


@dataclass(slots=True)
class Process:
    """One process of the running attempt: which it is, and what it is at.

    ``collecting`` are its collectors at work, outermost first, with whether each is a file.
    """

    name: str
    starting: bool = True
    collecting: list[tuple[str, bool]] = field(default_factory=list)
    test: str = ""

    @property
    def file(self) -> str | None:
        """The file that it is collecting."""
        if self.collecting and self.collecting[-1][1]:
            return self.collecting[-1][0]
        return None


class Account:
    """Everything that was written, by all processes of all attempts."""

    def __init__(self) -> None:
        self.processes: dict[str, Process] = {}
        self.collection: dict[str, float] = {}
        self.errors: dict[str, str] = {}
        self.registered: dict[str, None] = {}
        self.touched: dict[Touched, None] = {}
        self.finished = False
        self._entered: set[str] = set()
        self._tests: dict[str, _Row] = {}
        self._deselected: set[str] = set()
        self._definitions: dict[tuple[str, int], _FixtureKey] = {}
        self._fixtures: set[_FixtureKey] = set()
        self._used: dict[str, set[_FixtureKey]] = {}
        self._phases: dict[str, dict[str, _Row]] = {}
        self._slept: dict[str, float] = {}
        self._readers: dict[str, Callable[[_Row], None]] = {
            name.removeprefix("_take_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("_take_")
        }

    def begin_attempt(self) -> None:
        """Forget the processes of the attempt before, and what its numbers stood for."""
        self.processes.clear()
        self._definitions.clear()
        self._entered.clear()
        self.finished = False

    def take(self, process: str, line: str) -> None:
        """Read one line of one process; what is no whole line of the probe says nothing."""
        try:
            row = json.loads(line)
        except ValueError:
            return
        reader = self._readers.get(row.get("e", "")) if isinstance(row, dict) else None
        if reader is not None:
            row["by"] = process
            reader(row)

    @property
    def started(self) -> int:
        """How many tests have begun to run."""
        return len(self._phases)

    def running(self) -> tuple[str, ...]:
        """Return the tests that have begun and not ended."""
        return tuple(sorted({each.test for each in self.processes.values() if each.test}))

    def tests(self) -> tuple[ProbedTest, ...]:
        """Return the tests, in the order of their collection."""
        return tuple(
            ProbedTest(
                nodeid=nodeid,
                path=row["path"],
                line=row["line"],
                markers=tuple(row["markers"]),
                fixtures=tuple(row["fixtures"]),
                suite=row.get("suite"),
                deselected=nodeid in self._deselected,
            )
            for nodeid, row in self._tests.items()
        )

    def fixtures(self) -> tuple[ProbedFixture, ...]:
        """Return the fixtures by place and name, each with how many tests get it."""
        used = Counter(key for keys in self._used.values() for key in keys)
        return tuple(
            ProbedFixture(name, path, line, scope, autouse, used[key], overrides)
            for key in sorted(self._fixtures)
            for path, name, line, scope, autouse, overrides in [key]
        )

    def files(self) -> dict[str, float]:
        """Return the seconds of each file; pytest 7 passes by packages too, which hold no test."""
        tested = {row["path"] for row in self._tests.values()}
        return {
            path: seconds
            for path, seconds in self.collection.items()
            if path in tested or not path.endswith("__init__.py")
        }

    def outcomes(self) -> dict[str, ProbedOutcome]:
        """Return how each test ended that came to its end."""
        found = {}
        for nodeid, phases in self._phases.items():
            outcome = read_outcome(phases, self._slept.get(nodeid, 0.0))
            if outcome is not None:
                found[nodeid] = outcome
        return found

    def _take_start(self, row: _Row) -> None:
        self._at(row).name = row["process"]

    def _take_markers(self, row: _Row) -> None:
        self._at(row).starting = False
        self.registered.update(dict.fromkeys(row["names"]))

    def _take_enter(self, row: _Row) -> None:
        self._at(row).collecting.append((row["path"], row["file"]))
        if row["path"] not in self._entered:
            self._entered.add(row["path"])
            self.collection.pop(row["path"], None)

    def _take_leave(self, row: _Row) -> None:
        stack = self._at(row).collecting
        is_file = stack.pop()[1] if stack else False
        path = row["path"]
        if is_file and self._at(row).name in {"main", "gw0"}:
            self.collection[path] = self.collection.get(path, 0.0) + row["seconds"]
        if row["error"]:
            self.errors[path] = row["error"]

    def _take_broke(self, row: _Row) -> None:
        self.errors[row["path"]] = f"ends the process at its import, by {row['error']}"

    def _take_fixture(self, row: _Row) -> None:
        start = (row["path"], row["name"], row["line"], row["scope"])
        key = (*start, row["autouse"], row["overrides"])
        self._definitions[row["by"], row["number"]] = key
        self._fixtures.add(key)

    def _take_test(self, row: _Row) -> None:
        self._tests[row["id"]] = row
        numbers = ((row["by"], number) for number in row["definitions"])
        self._used[row["id"]] = {self._definitions[n] for n in numbers if n in self._definitions}

    def _take_marked(self, row: _Row) -> None:
        known = self._tests.setdefault(row["id"], {"path": "", "line": 0, "fixtures": []})
        known.update(markers=row["markers"], suite=row["suite"])

    def _take_deselected(self, row: _Row) -> None:
        self._deselected.update(row["ids"])

    def _take_begin(self, row: _Row) -> None:
        self._at(row).test = row["id"]

    def _take_phase(self, row: _Row) -> None:
        if row["when"] == "setup":
            # What xdist says of a lost worker may be read before what that worker said itself.
            lost = self._phases.get(row["id"], {}).get(LOST)
            self._phases[row["id"]] = {LOST: lost} if lost else {}
        self._phases.setdefault(row["id"], {})[row["when"]] = row

    def _take_done(self, row: _Row) -> None:
        self._at(row).test = ""
        self._slept[row["id"]] = row["slept"]

    def _take_touched(self, row: _Row) -> None:
        touched = Touched(row["kind"], row["detail"], row["process"], row["test"])
        self.touched[touched] = None

    def _take_end(self, row: _Row) -> None:
        self.finished = self._at(row).name == "main"

    def _at(self, row: _Row) -> Process:
        return self.processes.setdefault(row["by"], Process("main"))
