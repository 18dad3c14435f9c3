"""JUnit XML: what pytest (xunit1, xunit2), Surefire and those that write like them tell of tests.

There is no one definition of the format. What is taken as given: test cases lie in suites, which
may lie in each other; a case that has none of ``failure``, ``error`` and ``skipped`` has passed.
A failure that is told anywhere is never lost (see :mod:`.repeats`). A case of which nothing is told
is what pytest leaves of a test that was running when its run was ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from layerproof.history.records.pieces import Case, TestContent
from layerproof.history.services.pieces.limits import (
    MAX_LINE,
    MAX_MESSAGE,
    MAX_NODEID,
    MAX_PATH,
    MAX_TESTS,
)
from layerproof.history.services.pieces.names import name_test
from layerproof.history.services.pieces.numbers import read_seconds, read_whole
from layerproof.history.services.pieces.refusals import refuse, shown
from layerproof.history.services.pieces.repeats import BAD, settle
from layerproof.history.services.pieces.xml import Attributes, Where, read_xml

KIND = "JUnit XML"

#: What holds test cases, and counts how they ended.
_SUITES = ("testsuites", "testsuite")

#: What an element in a test case says of how it ended.
_ENDINGS = {"failure": "failed", "error": "error", "skipped": "skipped"}

#: Surefire's elements for attempts that did not count, since the test was tried again.
_ATTEMPTS = frozenset({"flakyFailure", "flakyError", "rerunFailure", "rerunError"})

#: What some tools write into ``status`` or ``result`` instead of an element, letters alone.
_STATUSES = {
    "fail": "failed",
    "failed": "failed",
    "failure": "failed",
    "timeout": "failed",
    "timedout": "failed",
    "aborted": "error",
    "broken": "error",
    "canceled": "error",
    "cancelled": "error",
    "crashed": "error",
    "error": "error",
    "errored": "error",
    "incomplete": "error",
    "killed": "error",
    "blocked": "skipped",
    "disabled": "skipped",
    "ignored": "skipped",
    "inconclusive": "skipped",
    "notexecuted": "skipped",
    "notrun": "skipped",
    "pending": "skipped",
    "skipped": "skipped",
    "suppressed": "skipped",
    "undefined": "skipped",
    "untested": "skipped",
}

#: What tells of a test case: which one it is, or how it ended.
_TELLING = frozenset({"name", "classname", "status", "result"})

#: Which of two endings of one test case counts.
_WORST = ("error", "failed", "xfailed", "skipped", "passed")


def parse_junit(body: bytes) -> TestContent:
    """Return the tests of a file, each once, in the order of their first mention.

    :raises HostileXmlError: the XML has what no report needs.
    :raises InvalidPieceError: it is no JUnit XML.
    """
    reader = _Reader()
    read_xml(body, reader)
    cases = settle(reader.cases, by_pytest=reader.by_pytest)
    return TestContent(cases, interrupted=reader.interrupted)


@dataclass(slots=True)
class _OpenCase:
    """A test case that is being read; ``known`` is whether its attributes tell anything of it."""

    nodeid: str
    known: bool
    seconds: float
    file: str
    line: int
    result: str
    message: list[str] = field(default_factory=list)
    retries: int = 0


@dataclass(slots=True)
class _OpenSuite:
    """A suite that is being read: what it says of itself, and what was found in it."""

    name: str
    declared: int
    found: int = 0


class _Reader:
    kind = KIND

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.by_pytest = False
        self.interrupted = False
        self._path: list[str] = []
        self._suites: list[_OpenSuite] = []
        self._case: _OpenCase | None = None
        self._text: list[str] | None = None

    def start(self, name: str, attributes: Attributes, where: Where) -> None:
        if not self._path and name not in _SUITES:
            raise refuse(where(), f"the root is {shown(name)}, not `testsuites`", kind=KIND)
        self._path.append(name)
        if name == "testsuites":
            self.by_pytest |= attributes.get("name") == "pytest tests"
            # Its name is the whole run's: no test is named after it.
            self._open_suite("", attributes, where)
        elif name == "testsuite":
            self.by_pytest |= attributes.get("name") == "pytest"
            self._open_suite(attributes.get("name", ""), attributes, where)
        elif name == "testcase":
            self._open_case(attributes, where)
        elif self._case is not None:
            self._mark(self._case, name, attributes)
        elif _ENDINGS.get(name) in BAD and self._suites:
            self._suites[-1].declared = self._suites[-1].declared or 1

    def end(self, name: str) -> None:
        self._path.pop()
        if name in _SUITES:
            self._close_suite()
        elif name == "testcase" and self._case is not None:
            self._close_case(self._case)
        elif self._text is not None and self._case is not None and name in _ENDINGS:
            self._case.message.append("".join(self._text))
            self._text = None

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _open_suite(self, name: str, attributes: Attributes, where: Where) -> None:
        declared = 0
        for key in ("failures", "errors"):
            number = read_whole(attributes.get(key, "") or "0")
            if number is None:
                raise refuse(where(), f"`{key}` is {shown(attributes[key])}", kind=KIND)
            declared += number
        self._suites.append(_OpenSuite(name, declared))

    def _close_suite(self) -> None:
        """Keep what a suite says of failures that none of its test cases has."""
        suite = self._suites[-1]
        if suite.declared and not suite.found:
            name = self._suite_names()[: MAX_NODEID - 100] or "suite"
            message = f"the suite tells of {suite.declared} failures and names none"
            self._add(Case(f"{name}: failures without a test", "error", message=message))
        self._suites.pop()
        if self._suites:
            self._suites[-1].found += suite.found

    def _open_case(self, attributes: Attributes, where: Where) -> None:
        if self._case is not None:
            raise refuse(where(), "a test case lies in another one", kind=KIND)
        if len(self.cases) >= MAX_TESTS:
            raise refuse(where(), f"there are more than {MAX_TESTS} tests", kind=KIND)
        seconds = read_seconds(attributes.get("time", ""))
        if seconds is None:
            raise refuse(where(), f"`time` is {shown(attributes['time'])}", kind=KIND)
        nodeid = name_test(attributes, self._suite_names())
        if len(nodeid) > MAX_NODEID:
            raise refuse(where(), f"a name is longer than {MAX_NODEID} characters", kind=KIND)
        file = attributes.get("file", "")[:MAX_PATH]
        line = _line_of(attributes) if file else 0
        known = not _TELLING.isdisjoint(attributes)
        self._case = _OpenCase(nodeid, known, seconds, file, line, _status_of(attributes))

    def _suite_names(self) -> str:
        return " ".join(filter(None, (suite.name for suite in self._suites)))

    def _mark(self, case: _OpenCase, name: str, attributes: Attributes) -> None:
        if self._path[-2] != "testcase":
            return
        if name in _ATTEMPTS:
            case.retries += 1
        elif name in _ENDINGS:
            is_xfail = name == "skipped" and attributes.get("type") == "pytest.xfail"
            case.result = worse(case.result, "xfailed" if is_xfail else _ENDINGS[name])
            case.message.append(attributes.get("message", ""))
            self._text = []

    def _close_case(self, case: _OpenCase) -> None:
        self._case = None
        if not case.known and case.result == "passed":
            self.interrupted = True
            return
        told = dict.fromkeys(filter(None, (text.strip() for text in case.message)))
        self._add(
            Case(
                nodeid=case.nodeid,
                result=case.result,
                seconds=case.seconds,
                message="\n".join(told)[:MAX_MESSAGE],
                retries=case.retries,
                file=case.file,
                line=case.line,
            )
        )

    def _add(self, case: Case) -> None:
        self.cases.append(case)
        if self._suites and case.result in BAD:
            self._suites[-1].found += 1


def worse(one: str, other: str) -> str:
    """Return which of two endings of one test counts."""
    return min(one, other, key=_WORST.index)


def _status_of(attributes: Attributes) -> str:
    result = "passed"
    for key in ("status", "result"):
        if key in attributes:
            told = "".join(filter(str.isalpha, attributes[key].lower()))
            result = worse(result, _STATUSES.get(told, "passed"))
    return result


def _line_of(attributes: Attributes) -> int:
    """Return a line, counted from 1; pytest counts from 0."""
    line = read_whole(attributes.get("line", ""))
    return 0 if line is None or line >= MAX_LINE else line + 1
