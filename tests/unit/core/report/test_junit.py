"""JUnit XML for each suite."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from _pytest.junitxml import mangle_test_address

from layerproof.core.judge.values import Ruling
from layerproof.core.outcome.values import Result, Status
from layerproof.core.report.junit import render_junit, render_junits, split_nodeid
from tests.support.verdicts import a_part, a_suite, a_test, kept_verdict


def test_every_result_has_its_element() -> None:
    """Failures, errors, skips and expected failures are told as pytest tells them."""
    tests = (
        a_test("tests/test_a.py::test_passed"),
        a_test("tests/test_a.py::test_xpassed", Result.XPASSED, line=0),
        a_test("tests/test_a.py::test_failed", Result.FAILED, message="assert 1 < 0\n +  where"),
        a_test("tests/test_a.py::TestA::test_error[a/b.py::c]", Result.ERROR),
        a_test("tests/test_a.py::test_skipped", Result.SKIPPED, message="needs PostgreSQL"),
        a_test("tests/test_a.py::test_xfailed", Result.XFAILED, message="known"),
    )
    part = a_part("unit", tests=tests, python="3.12")
    assert (
        render_junit(a_suite("unit", Ruling.BROKEN, part))
        == """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="layerproof unit">
<testsuite name="unit-3.12" errors="1" failures="1" skipped="2" tests="6" time="1.420" \
timestamp="2026-11-21T15:29:50+00:00">
<properties>
<property name="layerproof.part" value="unit-3.12"/>
<property name="python" value="3.12.1"/>
</properties>
<testcase classname="tests.test_a" name="test_passed" file="tests/test_a.py" line="12" \
time="0.004"/>
<testcase classname="tests.test_a" name="test_xpassed" file="tests/test_a.py" time="0.004"/>
<testcase classname="tests.test_a" name="test_failed" file="tests/test_a.py" line="12" \
time="0.004">
<failure message="assert 1 &lt; 0">assert 1 &lt; 0
 +  where</failure>
</testcase>
<testcase classname="tests.test_a.TestA" name="test_error[a/b.py::c]" file="tests/test_a.py" \
line="12" time="0.004">
<error message="error"/>
</testcase>
<testcase classname="tests.test_a" name="test_skipped" file="tests/test_a.py" line="12" \
time="0.004">
<skipped type="pytest.skip" message="needs PostgreSQL">needs PostgreSQL</skipped>
</testcase>
<testcase classname="tests.test_a" name="test_xfailed" file="tests/test_a.py" line="12" \
time="0.004">
<skipped type="pytest.xfail" message="known">known</skipped>
</testcase>
</testsuite>
</testsuites>
"""
    )


def test_parts_are_merged_into_one_document() -> None:
    """Every part that arrived is a testsuite of its suite's document."""
    documents = render_junits(kept_verdict())
    names = {
        suite: [part.attrib["name"] for part in ET.fromstring(text)]
        for suite, text in documents.items()
    }
    assert names == {
        "unit": ["unit"],
        "integration": ["integration.1of2", "integration.2of2"],
        "api": ["api"],
    }


@pytest.mark.parametrize("status", [Status.STARTED, Status.INTERRUPTED])
def test_a_part_that_did_not_finish_is_an_error(status: Status) -> None:
    """A part that was killed does not look green, whatever its tests did before."""
    root = ET.fromstring(render_junit(a_suite("unit", Ruling.BROKEN, a_part(status=status))))
    assert [(part.attrib["tests"], part.attrib["errors"]) for part in root] == [("2", "1")]
    errors = [error.attrib["message"] for error in root.iter("error")]
    assert errors == [f"part unit did not finish: {status}"]


def test_parts_that_did_not_arrive_are_an_error() -> None:
    """A missing shard is told in a testsuite of its own."""
    suite = a_suite("unit", Ruling.NOT_MEASURED, a_part(shard=1, shards=3), expected=3)
    root = ET.fromstring(render_junit(suite))
    assert [(part.attrib["name"], part.attrib["errors"]) for part in root] == [
        ("unit.1of3", "0"),
        ("unit (absent)", "1"),
    ]
    errors = [error.attrib["message"] for error in root.iter("error")]
    assert errors == ["2 of 3 parts of suite unit did not arrive"]


@pytest.mark.parametrize(
    ("nodeid", "expected"),
    [
        ("tests/unit/test_x.py::test_b", ("tests.unit.test_x", "test_b")),
        ("tests/test_x.py::TestA::TestB::test_c", ("tests.test_x.TestA.TestB", "test_c")),
        ("tests/test_x.py::test_b[a/b::c.py]", ("tests.test_x", "test_b[a/b::c.py]")),
        ("tests/test_x.py::test_b[[]", ("tests.test_x", "test_b[[]")),
        ("tests/test_x.py", ("", "tests.test_x")),
        ("", ("", "")),
    ],
)
def test_names_are_those_of_pytest(nodeid: str, expected: tuple[str, str]) -> None:
    """Node ids are split as pytest's own plugin splits them."""
    assert split_nodeid(nodeid) == expected


@pytest.mark.parametrize(
    "nodeid",
    ["tests/a.b/test_x.py::TestA::test_b[x-1]", "test_x.py::test_b[a[b]]", "docs/a.rst::a.rst"],
)
def test_names_agree_with_the_installed_pytest(nodeid: str) -> None:
    """The names are the ones that the pytest installed here would write."""
    *classes, name = mangle_test_address(nodeid)
    assert split_nodeid(nodeid) == (".".join(classes), name)
