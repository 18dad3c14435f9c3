"""The estate in numbers: the tree of folders, and the tests in groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from layerproof.adoption.audit.inputs import AuditInput, FileFact, WrittenTest
from layerproof.adoption.audit.suites import without_parameters
from layerproof.adoption.audit.values import Estate, Folder, Outcomes, Row, TestResult

#: Seconds under which a test is fast, and up to which it is medium.
FAST = 1.0
MEDIUM = 5.0

#: Lines up to which a file of tests is small, and up to which it is middling.
SMALL = 100
MIDDLING = 300

SLOWEST = 20
NO_SUITE = "no suite"


def make_tree(given: AuditInput) -> Folder:
    """Return the folders of the project with what lies in them."""
    tests = Counter(test.path for test in given.tests)
    return _folder("", "", given.files, tests)


def _folder(name: str, path: str, facts: Sequence[FileFact], tests: Mapping[str, int]) -> Folder:
    below: dict[str, list[FileFact]] = defaultdict(list)
    start = len(path) + 1 if path else 0
    for fact in facts:
        head, slash, _ = fact.path[start:].partition("/")
        if slash:
            below[head].append(fact)
    return Folder(
        name=name,
        path=path,
        files=len(facts),
        tests=sum(tests.get(fact.path, 0) for fact in facts),
        lines=sum(fact.lines or 0 for fact in facts),
        size=sum(fact.size for fact in facts),
        unread=sum(fact.lines is None for fact in facts),
        folders=tuple(
            _folder(head, f"{path}/{head}" if path else head, below[head], tests)
            for head in sorted(below)
        ),
    )


def group_tests(given: AuditInput, suites: Mapping[str, str], outcomes: Outcomes) -> Estate:
    """Return the tests by suite, category, file size and duration."""
    results = _by_test(outcomes.tests)
    category = _categorise(given)
    lines = {fact.path: fact.lines or 0 for fact in given.files}
    rows = _Rows(given.tests, results, measured=bool(outcomes.tests))
    slowest = sorted(outcomes.tests, key=lambda one: (-one.seconds, one.nodeid))[:SLOWEST]
    return Estate(
        written=len(given.tests),
        collected=None if given.probe is None else len(given.probe.tests),
        files=len(given.survey.tests.files),
        by_suite=rows.group(lambda test: suites.get(test.nodeid) or NO_SUITE),
        by_suite_rule=_suite_rule(given),
        by_category=rows.group(category),
        by_size=rows.group(lambda test: _size_of(lines.get(test.path, 0))),
        by_duration=_by_duration(outcomes.tests),
        duration_why="" if outcomes.tests else outcomes.why,
        slowest=tuple(slowest),
    )


def _suite_rule(given: AuditInput) -> str:
    if given.config is not None:
        return "by [tool.layerproof]: marker, fixture, folder, file name"
    return "without a table, by the suites that come ready: marker, folder, file name"


def _by_test(tests: Iterable[TestResult]) -> Mapping[str, list[TestResult]]:
    found: dict[str, list[TestResult]] = defaultdict(list)
    for test in tests:
        found[without_parameters(test.nodeid)].append(test)
    return found


class _Rows:
    """Groups the written tests, each with what its parameters did."""

    def __init__(
        self,
        tests: Sequence[WrittenTest],
        results: Mapping[str, list[TestResult]],
        *,
        measured: bool,
    ) -> None:
        self._tests = tests
        self._results = results
        self._measured = measured

    def group(self, name_of: Callable[[WrittenTest], str]) -> tuple[Row, ...]:
        groups: dict[str, list[WrittenTest]] = defaultdict(list)
        for test in self._tests:
            groups[name_of(test)].append(test)
        rows = (self._row(name, tests) for name, tests in groups.items())
        return tuple(sorted(rows, key=lambda row: (-row.tests, row.name)))

    def _row(self, name: str, tests: Sequence[WrittenTest]) -> Row:
        nodeids = dict.fromkeys(test.nodeid for test in tests)
        found = [one for nodeid in nodeids for one in self._results.get(nodeid, ())]
        measured = self._measured and bool(found)
        return Row(
            name=name,
            tests=len(tests),
            files=len({test.path for test in tests}),
            seconds=sum(one.seconds for one in found) if measured else None,
            results=dict(sorted(Counter(one.result for one in found).items()))
            if measured
            else None,
        )


def _categorise(given: AuditInput) -> Callable[[WrittenTest], str]:
    """Return what says by a test's fixtures what it touches."""
    makes = {each.value.name: frozenset(each.value.makes) for each in given.survey.tests.fixtures}
    closures: dict[str, tuple[str, ...]] = {}
    if given.probe is not None:
        closures = {without_parameters(test.nodeid): test.fixtures for test in given.probe.tests}

    def category(test: WrittenTest) -> str:
        asked = closures.get(test.nodeid, test.fixtures)
        touched = {made for name in asked for made in makes.get(name, frozenset())}
        kind = "through a client" if "client" in touched else ""
        kind = kind or ("with a database" if touched & {"database", "session"} else "")
        kind = kind or "without fixtures of a database or client"
        return f"{kind}, async" if test.asynchronous else kind

    return category


def _size_of(lines: int) -> str:
    if lines <= SMALL:
        return f"file up to {SMALL} lines"
    if lines <= MIDDLING:
        return f"file up to {MIDDLING} lines"
    return f"file over {MIDDLING} lines"


def _by_duration(tests: Sequence[TestResult]) -> tuple[Row, ...]:
    groups: dict[str, list[TestResult]] = {
        "fast (under 1 s)": [],
        "medium (to 5 s)": [],
        "slow (over 5 s)": [],
    }
    names = tuple(groups)
    for test in tests:
        groups[names[(test.seconds >= FAST) + (test.seconds > MEDIUM)]].append(test)
    return tuple(
        Row(
            name=name,
            tests=len(found),
            files=len({one.nodeid.partition("::")[0] for one in found}),
            seconds=sum(one.seconds for one in found),
            results=dict(sorted(Counter(one.result for one in found).items())),
        )
        for name, found in groups.items()
        if tests
    )
