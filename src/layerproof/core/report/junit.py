"""JUnit XML, one document a suite, for the code hosts that list tests.

Each part of the suite is a ``testsuite``. The attributes of a ``testcase`` are those of
pytest's ``xunit1`` family, and ``classname`` and ``name`` are made as pytest makes them, so
that histories kept by other tools go on; ``line`` counts from 1, as people and editors do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from layerproof.core.judge.values import SuiteVerdict, Verdict
from layerproof.core.outcome.values import PartOutcome, Result, Status, TestRecord
from layerproof.core.report.printable import several_lines
from layerproof.core.report.xml_writer import document, element

_PYTHON_FILE = re.compile(r"\.py$")

#: The element that tells of each result; a result without one passed.
_TOLD_AS = {
    Result.FAILED: "failure",
    Result.ERROR: "error",
    Result.SKIPPED: "skipped",
    Result.XFAILED: "skipped",
}
_SKIP_TYPES = {Result.SKIPPED: "pytest.skip", Result.XFAILED: "pytest.xfail"}


@dataclass(frozen=True, slots=True)
class _Case:
    """One ``testcase`` as markup, with the element that tells how it ended."""

    told_as: str | None
    markup: str


def render_junit(suite: SuiteVerdict) -> str:
    """Return one suite's tests as a JUnit document.

    A part that did not finish or did not arrive adds an error of its own: tests that were
    not run must not make a green list.
    """
    suites = [_part_element(part) for part in suite.parts]
    absent = suite.expected - suite.arrived
    if absent > 0:
        problem = f"{absent} of {suite.expected} parts of suite {suite.name} did not arrive"
        lost = _harness_error(suite.name, problem)
        suites.append(_testsuite(f"{suite.name} (absent)", [lost], 0.0, "", {}))
    return document(element("testsuites", {"name": f"layerproof {suite.name}"}, suites))


def render_junits(verdict: Verdict) -> dict[str, str]:
    """Return the documents of all suites, by the suite's name."""
    return {suite.name: render_junit(suite) for suite in verdict.suites}


def _part_element(part: PartOutcome) -> str:
    label = part.part.label
    cases = [_case(test) for test in part.tests]
    if part.status is not Status.FINISHED:
        cases.append(_harness_error(label, f"part {label} did not finish: {part.status}"))
    properties = {"layerproof.part": label, "python": part.python_version}
    return _testsuite(label, cases, part.seconds, part.started_at, properties)


def _testsuite(
    name: str, cases: list[_Case], seconds: float, started_at: str, properties: dict[str, str]
) -> str:
    told = [case.told_as for case in cases]
    attributes = {
        "name": name,
        "errors": str(told.count("error")),
        "failures": str(told.count("failure")),
        "skipped": str(told.count("skipped")),
        "tests": str(len(told)),
        "time": f"{seconds:.3f}",
    }
    if started_at:
        attributes["timestamp"] = started_at
    return element("testsuite", attributes, [*_properties(properties), *(c.markup for c in cases)])


def _properties(properties: dict[str, str]) -> Iterable[str]:
    rows = [
        element("property", {"name": key, "value": value})
        for key, value in properties.items()
        if value
    ]
    return [element("properties", {}, rows)] if rows else []


def _case(test: TestRecord) -> _Case:
    classname, name = split_nodeid(test.nodeid)
    attributes = {"classname": classname, "name": name, "file": test.file}
    if test.line > 0:
        attributes["line"] = str(test.line)
    attributes["time"] = f"{test.seconds:.3f}"
    told_as = _TOLD_AS.get(test.result)
    children = [] if told_as is None else [_outcome(told_as, test)]
    return _Case(told_as, element("testcase", attributes, children))


def _outcome(told_as: str, test: TestRecord) -> str:
    first_line = several_lines(test.message).partition("\n")[0]
    kind = {"type": _SKIP_TYPES[test.result]} if test.result in _SKIP_TYPES else {}
    return element(told_as, {**kind, "message": first_line or test.result.value}, text=test.message)


def _harness_error(label: str, problem: str) -> _Case:
    attributes = {"classname": "layerproof", "name": label, "time": "0.000"}
    return _Case("error", element("testcase", attributes, [element("error", {"message": problem})]))


def split_nodeid(nodeid: str) -> tuple[str, str]:
    """Return ``classname`` and ``name`` of a node id, as pytest's JUnit plugin splits it.

    ``tests/unit/test_x.py::TestA::test_b[a/b]`` is ``tests.unit.test_x.TestA`` and
    ``test_b[a/b]``; what stands in the brackets of a parameter is never split.
    """
    address, bracket, parameters = nodeid.partition("[")
    file, *rest = address.split("::")
    names = [_PYTHON_FILE.sub("", file.replace("/", ".")), *rest]
    names[-1] += bracket + parameters
    return ".".join(names[:-1]), names[-1]
