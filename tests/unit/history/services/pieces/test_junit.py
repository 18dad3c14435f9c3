"""What JUnit files of several tools tell of their tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerproof.history.errors.pieces import InvalidPieceError
from layerproof.history.records.pieces import Case, TestContent
from layerproof.history.services.pieces import junit
from layerproof.history.services.pieces.junit import parse_junit
from tests.factories.pieces import write_junit


def cases_of(inner: str, root: str = "testsuites") -> tuple[Case, ...]:
    """Return the tests of a document."""
    return tuple(parse_junit(f"<{root}>{inner}</{root}>".encode()).cases)


def test_pytest_xunit1() -> None:
    """With a file the name is pytest's node id; lines count from 1 then."""
    found = cases_of(
        '<testsuite name="pytest" errors="0" failures="0">'
        '<testcase classname="tests.unit.test_a.TestB" name="test_c[1.5]" '
        'file="tests/unit/test_a.py" line="11" time="0.25">'
        '<properties><property name="p" value="v"/></properties>'
        "<system-out>noise</system-out></testcase></testsuite>"
    )
    nodeid = "tests/unit/test_a.py::TestB::test_c[1.5]"
    assert found == (Case(nodeid, "passed", 0.25, file="tests/unit/test_a.py", line=12),)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("0", 1), ("", 0), ("x", 0), ("2147483646", 2_147_483_647), ("2147483647", 0)],
)
def test_lines(line: str, expected: int) -> None:
    """A line is counted from 1; one that is missing, none or too large is not known."""
    (found,) = cases_of(f'<testsuite><testcase name="n" file="a.py" line="{line}"/></testsuite>')
    assert found.line == expected


REPEATED = '<testcase name="t"/><testcase name="t"><skipped/></testcase>'


@pytest.mark.parametrize(
    ("body", "by_pytest"),
    [
        (f'<testsuites name="pytest tests"><testsuite name="x">{REPEATED}</testsuite>', True),
        (f'<testsuites><testsuite name="pytest">{REPEATED}</testsuite>', True),
        (f'<testsuites name="pytest tests"><testsuites>{REPEATED}</testsuites>', True),
        (f'<testsuites><testsuite name="pytest"/><testsuite name="x">{REPEATED}</testsuite>', True),
        (f'<testsuites name="tests"><testsuite name="x">{REPEATED}</testsuite>', False),
        (f"<testsuites><testsuite>{REPEATED}</testsuite>", False),
    ],
)
def test_who_wrote_a_file(body: str, *, by_pytest: bool) -> None:
    """What stands there twice was tried again in a file of pytest, which names itself, else not."""
    (found,) = parse_junit(f"{body}</testsuites>".encode()).cases
    expected = ("skipped", 1) if by_pytest else ("passed", 0)
    assert (found.result, found.retries) == expected


FAILING = '<testcase name="{}"><failure/></testcase>'


@pytest.mark.parametrize(
    "inner",
    [
        "<properties/>",
        f"<testsuite>{FAILING.format('a')}</testsuite><testsuite/>",
        f"{FAILING.format('a')}<testsuite>{FAILING.format('b')}</testsuite>",
    ],
)
def test_failures_that_are_named_are_told_once(inner: str) -> None:
    """A suite whose failures are those of its tests, at any depth, adds none of its own."""
    declared = inner.count("<failure/>")
    found = cases_of(f'<testsuite failures="{declared}">{inner}</testsuite>')
    assert [case.nodeid for case in found] == ["a", "b"][:declared]


def test_pytest_xunit2() -> None:
    """Without a file the class's dotted name is kept, and no line is known."""
    found = cases_of(
        '<testsuite><testcase classname="t.A" name="b" time="1" line="7"/></testsuite>'
    )
    assert found == (Case("t.A::b", "passed", 1.0),)


@pytest.mark.parametrize(
    ("inner", "result", "message"),
    [
        ("", "passed", ""),
        ("<properties/><system-err>failure</system-err>", "passed", ""),
        ('<failure message="short">long</failure>', "failed", "short\nlong"),
        ("<failure>same</failure>", "failed", "same"),
        ("<failure>one <![CDATA[text]]></failure>", "failed", "one text"),
        ("<failure>one <b/>text</failure>", "failed", "one text"),
        ("<failure>same</failure>later<system-out>later</system-out>", "failed", "same"),
        ('<failure message="same">same</failure>', "failed", "same"),
        ("<failure/>", "failed", ""),
        ('<error message="e"/>', "error", "e"),
        ('<failure message="f"/><error message="e"/>', "error", "f\ne"),
        ('<error message="e"/><failure message="f"/>', "error", "e\nf"),
        ('<skipped message="s"/>', "skipped", "s"),
        ('<skipped type="pytest.xfail" message="x"/>', "xfailed", "x"),
        ('<skipped/><failure message="f"/>', "failed", "f"),
        ('<failure><inner message="i">text</inner></failure>', "failed", "text"),
        ("<system-out><failure/></system-out>", "passed", ""),
    ],
)
def test_endings(inner: str, result: str, message: str) -> None:
    """A case ended as the worst of what it says; messages and texts are told once."""
    found = cases_of(f'<testsuite><testcase classname="c" name="n">{inner}</testcase></testsuite>')
    assert found == (Case("c::n", result, message=message),)


@pytest.mark.parametrize(
    ("attributes", "result"),
    [
        ('status="failed"', "failed"),
        ('status="Error"', "error"),
        ('status="notrun"', "skipped"),
        ('result="suppressed"', "skipped"),
        ('status="run" result="completed"', "passed"),
        ('status="run" result="failure"', "failed"),
        ('status="FAIL"', "failed"),
        ('result="timeout"', "failed"),
        ('status="TimedOut"', "failed"),
        ('status="timed_out"', "failed"),
        ('status="errored"', "error"),
        ('status="aborted"', "error"),
        ('status="cancelled"', "error"),
        ('result="crashed"', "error"),
        ('result="NotExecuted"', "skipped"),
        ('result="inconclusive"', "skipped"),
        ('result="Broken"', "error"),
        ('status="pending"', "skipped"),
        ('result="untested"', "skipped"),
        ('status="Ignored"', "skipped"),
        ('status="not run"', "skipped"),
    ],
)
def test_statuses(attributes: str, result: str) -> None:
    """A tool that says in an attribute how a test ended is believed."""
    found = cases_of(f'<testsuite><testcase name="n" {attributes}/></testsuite>')
    assert found == (Case("n", result),)


def test_surefire_retries() -> None:
    """Attempts that did not count are retries; how the test ended is told beside them."""
    found = cases_of(
        '<testcase classname="c" name="flaky" time="1"><flakyFailure message="1"/>'
        '<flakyError message="2"><stackTrace>t</stackTrace></flakyError></testcase>'
        '<testcase classname="c" name="bad" time="2"><failure message="0"/>'
        '<rerunFailure message="1"/><rerunError message="2"/></testcase>',
        root="testsuite",
    )
    assert found == (
        Case("c::flaky", "passed", 1.0, retries=2),
        Case("c::bad", "failed", 2.0, message="0", retries=2),
    )


def test_nested_suites() -> None:
    """Cases of inner suites count; one without a class is named after its suites."""
    found = cases_of(
        '<testsuite name="outer"><testsuite name="inner"><testcase name="deep"/></testsuite>'
        '<testcase name="shallow"/><testcase name=""/></testsuite>'
    )
    assert [case.nodeid for case in found] == [
        "outer inner::deep",
        "outer::shallow",
        "outer::(without a name)",
    ]


#: What pytest leaves of a test that was running when the run was ended.
MARK = '<testcase time="0.000" />'


@pytest.mark.parametrize("marks", [1, 2], ids=["one process", "two workers"])
def test_a_run_of_pytest_that_was_ended(marks: int) -> None:
    """A case without a name is what pytest leaves of a test that ran just then: it is none."""
    found = parse_junit(
        '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests">'
        '<testsuite name="pytest" errors="0" failures="0" skipped="0" tests="1" time="0.305">'
        '<testcase classname="test_a" name="test_one" file="test_a.py" line="1" time="0.033" />'
        f"{MARK * marks}</testsuite></testsuites>".encode()
    )
    one = Case("test_a.py::test_one", "passed", 0.033, file="test_a.py", line=2)
    assert found == TestContent((one,), interrupted=True)


@pytest.mark.parametrize(
    ("case", "nodeid", "result"),
    [
        ("<testcase><failure/></testcase>", "s::(without a name)", "failed"),
        ("<testcase><skipped/></testcase>", "s::(without a name)", "skipped"),
        ('<testcase status="failed"/>', "s::(without a name)", "failed"),
        ('<testcase status="passed"/>', "s::(without a name)", "passed"),
        ('<testcase name="" classname="c"/>', "c::(without a name)", "passed"),
        ('<testcase name=""/>', "s::(without a name)", "passed"),
        ('<testcase classname="c"/>', "c::(without a name)", "passed"),
    ],
)
def test_cases_that_only_lack_a_name(case: str, nodeid: str, result: str) -> None:
    """A case that says whose it is, or how it ended, is a test, whatever it is called."""
    found = parse_junit(f'<testsuite name="s">{case}</testsuite>'.encode())
    assert found == TestContent((Case(nodeid, result),))


@pytest.mark.parametrize(
    "inner",
    [
        '<testsuite name="s" failures="1" errors="1"/>',
        '<testsuite name="s" errors="2"><testcase name="good"/></testsuite>',
        '<testsuite failures="2"><testsuite name="s" failures="2"/></testsuite>',
    ],
)
def test_failures_that_no_case_has(inner: str) -> None:
    """A suite that tells of failures and names none has failed all the same."""
    told = [case for case in cases_of(inner) if case.result != "passed"]
    message = "the suite tells of 2 failures and names none"
    assert told == [Case("s: failures without a test", "error", message=message)]


@pytest.mark.parametrize(
    "body",
    [
        '<testsuites errors="1"><testsuite><testcase name="a"/></testsuite></testsuites>',
        '<testsuite><testcase name="good"/><error message="not imported">where</error></testsuite>',
        '<testsuite errors="1"><failure/><testcase name="good"/></testsuite>',
    ],
)
def test_failures_outside_of_every_case(body: str) -> None:
    """A failure that the root counts, or that lies beside the test cases, is not lost either."""
    told = [case for case in parse_junit(body.encode()).cases if case.result != "passed"]
    message = "the suite tells of 1 failures and names none"
    assert told == [Case("suite: failures without a test", "error", message=message)]


def test_failures_that_a_case_has() -> None:
    """A suite whose failures are named in it, or in a suite within it, adds nothing."""
    found = cases_of(
        '<testsuite failures="1"><testsuite failures="1"><testcase name="n"><failure/></testcase>'
        "</testsuite></testsuite>"
    )
    assert found == (Case("n", "failed"),)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<coverage/>", "line 1, column 1: the root is 'coverage', not `testsuites`"),
        ('<testsuite><testcase time="soon"/></testsuite>', "line 1, column 12: `time` is 'soon'"),
        ('<testsuite errors="-1"/>', "line 1, column 1: `errors` is '-1'"),
        (
            "<testsuite><testcase><testcase/></testcase></testsuite>",
            "line 1, column 22: a test case lies in another one",
        ),
        (
            f'<testsuite><testcase name="{"n" * 20_001}"/></testsuite>',
            "line 1, column 12: a name is longer than 20000 characters",
        ),
    ],
)
def test_what_cannot_be_understood(body: str, problem: str) -> None:
    """What is XML and no JUnit is refused with its place."""
    with pytest.raises(InvalidPieceError, match=f"^the file .* as JUnit XML: {problem}$") as caught:
        parse_junit(body.encode())
    assert [f"{fault.where}: {fault.problem}" for fault in caught.value.faults] == [problem]


def test_too_many_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many tests as may be are taken, and one more is not."""
    monkeypatch.setattr(junit, "MAX_TESTS", 2)
    cases = [Case(f"c::{number}", "passed") for number in range(3)]
    assert parse_junit(write_junit(cases[:2])).cases == tuple(cases[:2])
    with pytest.raises(InvalidPieceError, match="there are more than 2 tests"):
        parse_junit(write_junit(cases))


def test_a_long_message_is_cut() -> None:
    """Of a message as much is kept as a report may tell."""
    (found,) = parse_junit(write_junit([Case("c::n", "failed", message="m" * 30_000)])).cases
    assert found.message == "m" * 20_000


NAMES = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), exclude_characters=":\ufffe\uffff"
    ),
    min_size=1,
    max_size=20,
)
CASES = st.builds(
    lambda owner, name, result, seconds, message, retries: Case(
        f"{owner}::{name}", result, seconds, "" if result == "passed" else message, retries
    ),
    NAMES,
    NAMES,
    st.sampled_from(["passed", "failed", "error", "skipped", "xfailed"]),
    st.floats(0, 1e6),
    NAMES,
    st.integers(0, 3),
)


@given(st.lists(CASES, unique_by=lambda case: case.nodeid, max_size=20))
def test_what_is_written_is_read(cases: list[Case]) -> None:
    """Whatever tests a file is written from, they are read as they were."""
    assert parse_junit(write_junit(cases)).cases == tuple(cases)
