"""Text that a project chose (test names, messages, paths) cannot leave its place in a report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layerproof.core.judge.values import Verdict
from layerproof.core.report.annotations import render_annotations
from layerproof.core.report.cobertura import render_cobertura
from layerproof.core.report.document import render_json
from layerproof.core.report.junit import render_junits
from layerproof.core.report.lcov import render_lcov
from layerproof.core.report.printable import one_line, several_lines, well_formed
from layerproof.core.report.suite_end import render_suite_end, render_suite_gate
from layerproof.core.report.summary import render_summary
from layerproof.core.report.terminal import render_terminal
from tests.support.verdicts import HOSTILE, hostile_verdict

Render = Callable[[Verdict], str]

#: What opens markup, commands and escapes somewhere, so that short texts often hold it.
FRAGMENTS = (
    "<", ">", "&", "&amp;", '"', "'", "`", "|", "\\|", "\\", "%", "%0A", ":", "::", ",", "=", "]]>",
    "-->", "<!--", "<script>", "</script>", "::error::x", "::error file=a::x", "##[error]",
    "[a](b)", "_", "*", "#", "-", "1.", "@a", "https://a.invalid",
    "\n", "\r", "\t", "\v", "\x1b[31m",
    "\x00", "\x85", "\u2028", "\u202e", "\ud800", "\uffff", "\ufeff",
    "end_of_record", "SF:", " ", "a", "é", "円",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=12).map("".join)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

#: All that a terminal's output may hold besides printable characters.
PAINT = re.compile(r"\x1b\[(?:0|1|31|32|33)m")


def terminal(verdict: Verdict) -> str:
    """Return the verdict as a terminal shows it, in colour."""
    return render_terminal(verdict, colour=True, width=80)


def ascii_terminal(verdict: Verdict) -> str:
    """Return the verdict as a terminal without Unicode shows it."""
    return render_terminal(verdict, colour=True, width=80, ascii=True)


def suite_gate(verdict: Verdict) -> str:
    """Return the verdict as ``layerproof gate`` shows it."""
    return render_suite_gate(verdict, colour=True, budget_ms=1)


def suite_end(verdict: Verdict) -> str:
    """Return what the suite's own run ends with."""
    return render_suite_end(verdict.suites[0].parts, colour=True, budget_ms=1)


def junit(verdict: Verdict) -> str:
    """Return the JUnit document of the only suite."""
    return next(iter(render_junits(verdict).values()))


TO_TERMINALS: tuple[Render, ...] = (terminal, ascii_terminal, suite_gate, suite_end)
EVERY: tuple[Render, ...] = (
    *TO_TERMINALS,
    render_summary,
    render_annotations,
    render_json,
    render_cobertura,
    render_lcov,
    junit,
)


@pytest.mark.parametrize("render", EVERY)
@given(text=TEXTS)
@QUICK
def test_every_report_can_be_written_as_utf8(render: Render, text: str) -> None:
    """No text makes a report that cannot be encoded, and line ends are line feeds alone."""
    report = render(hostile_verdict(text))
    assert report.encode().decode() == report
    assert "\r" not in report


@pytest.mark.parametrize("render", TO_TERMINALS)
@given(text=TEXTS | st.just(HOSTILE))
@QUICK
def test_a_terminal_obeys_only_our_colours(render: Render, text: str) -> None:
    """Once our own colours are taken out, every line is printable as it is."""
    lines = PAINT.sub("", render(hostile_verdict(text))).split("\n")
    assert [one_line(line) for line in lines] == lines


@pytest.mark.parametrize("render", [terminal, ascii_terminal, render_summary])
@given(text=TEXTS)
@QUICK
def test_a_log_has_no_commands_of_the_project(render: Render, text: str) -> None:
    """No text starts a line of the log, where GitHub would take it for a workflow command."""
    report = PAINT.sub("", render(hostile_verdict(f"x{text}")))
    assert [line for line in report.splitlines() if line.lstrip().startswith("::")] == []


@pytest.mark.parametrize("width", range(40, 100))
def test_a_long_path_is_not_wrapped_into_a_command(width: int) -> None:
    """No width makes a line begin where a path goes on after a space."""
    verdict = hostile_verdict("long " * 9 + "::error::b")
    report = render_terminal(verdict, colour=False, width=width)
    assert [line for line in report.splitlines() if line.lstrip().startswith("::")] == []


@given(text=TEXTS | st.just(HOSTILE))
@QUICK
def test_annotations_are_our_commands_alone(text: str) -> None:
    """Every line is one command of ours, and its properties are ours and no others."""
    lines = render_annotations(hostile_verdict(text)).split("\n")
    assert lines.pop() == ""
    found = [re.fullmatch(r"::(error|warning|notice) ([^:]*)::.*", line) for line in lines]
    keys = [[pair.partition("=")[0] for pair in match[2].split(",")] for match in found if match]
    reason, missing = ["file", "line", "title"], ["file", "line", "endLine", "title"]
    assert keys == [reason, reason, missing, ["title"]]


@given(text=TEXTS | st.just(HOSTILE))
@QUICK
def test_annotations_can_be_read_back(text: str) -> None:
    """GitHub's unescaping gives the path and the message that were meant."""
    line = render_annotations(hostile_verdict(text)).split("\n")[0]
    properties, _, data = line.removeprefix("::error ").partition("::")
    path = properties.split(",")[0].removeprefix("file=")
    for escape, character in (("%2C", ","), ("%3A", ":"), ("%25", "%")):
        path = path.replace(escape, character)
    message = data.replace("%0A", "\n").replace("%25", "%")
    assert path == one_line(f"src/shop/{text}.py")
    assert message == several_lines(f"{text}\n{text}")


@given(text=TEXTS | st.just(HOSTILE))
@QUICK
def test_json_holds_the_text_as_it_was(text: str) -> None:
    """A reader gets the project's own text, save for lone surrogates."""
    document: Any = json.loads(render_json(hostile_verdict(text)))
    assert document["tests"][0]["message"] == well_formed(text)
    assert document["files"][0]["path"] == f"src/shop/{well_formed(text)}.py"


@given(text=TEXTS | st.just(HOSTILE))
@QUICK
def test_junit_holds_the_text_in_its_place(text: str) -> None:
    """The document has our elements alone, and messages read back as they were."""
    root = ET.fromstring(junit(hostile_verdict(text)))
    assert {element.tag for element in root.iter()} == {
        "testsuites", "testsuite", "properties", "property", "testcase",
        "failure", "error", "skipped",
    }  # fmt: skip
    assert [case.attrib["file"] for case in root.iter("testcase")] == [
        several_lines(f"tests/{text}.py::Test").partition("::")[0]
    ] * 5
    failure = root.find(".//failure")
    assert failure is not None
    assert (failure.text or "") == several_lines(text)


@given(text=TEXTS | st.just(HOSTILE))
@QUICK
def test_cobertura_holds_the_text_in_its_place(text: str) -> None:
    """There is one class, and its file name is the path on one line."""
    root = ET.fromstring(render_cobertura(hostile_verdict(text)))
    names = [element.attrib["filename"] for element in root.iter("class")]
    assert names == [one_line(f"src/shop/{text}.py")]


@given(text=TEXTS | st.just(HOSTILE))
@QUICK
def test_lcov_has_one_record(text: str) -> None:
    """A path cannot end a record or begin another."""
    lines = render_lcov(hostile_verdict(text)).split("\n")
    assert [line.partition(":")[0] for line in lines if "SF:" in line[:3] or "end" in line[:3]] == [
        "SF",
        "end_of_record",
    ]
    assert lines[1] == "SF:" + one_line(f"src/shop/{text}.py")


@given(text=TEXTS | st.just(HOSTILE))
@QUICK
def test_a_summary_keeps_its_tables_and_headings(text: str) -> None:
    """No text adds a cell, a row, a heading or a line of its own to the Markdown."""
    expected = [shape(line) for line in render_summary(hostile_verdict("plain")).split("\n")]
    assert [shape(line) for line in render_summary(hostile_verdict(text)).split("\n")] == expected


def shape(line: str) -> tuple[str, int]:
    """Return what kind of line this is in Markdown, and how many cells it has."""
    cells = line.count("|") if line.startswith("|") else 0
    kind = re.match(r"#+ |\||- (?:>|(?:[-+#=]+|\d+[.)])(?: |$))?|\w+", line)
    return (kind[0] if kind else "", cells)


@pytest.mark.parametrize("tag", ["<script", "<b", "<img", "<a"])
def test_a_summary_has_no_markup_of_the_project(tag: str) -> None:
    """Outside of code spans, every angle bracket of the project is escaped."""
    text = render_summary(hostile_verdict(f"{tag} x>"))
    outside = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    assert re.findall(r"(?<!\\)<(?!br>|!-- -->)\w+", outside) == []
    assert rf"\{tag}" in outside
