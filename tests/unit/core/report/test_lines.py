"""The two line formats: Cobertura and LCOV."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from layerproof.core.judge.values import Verdict
from layerproof.core.report.cobertura import render_cobertura
from layerproof.core.report.lcov import render_lcov
from layerproof.core.report.line_hits import LineHit, line_hits
from tests.support.verdicts import (
    a_file,
    a_measurement,
    a_verdict,
    broken_verdict,
    unmeasured_verdict,
)

#: Elements, their children in order and their attributes, from Cobertura's coverage-04.dtd.
DTD: dict[str, tuple[list[str], set[str]]] = {
    "coverage": (
        ["sources", "packages"],
        {
            "line-rate",
            "branch-rate",
            "lines-covered",
            "lines-valid",
            "branches-covered",
            "branches-valid",
            "complexity",
            "version",
            "timestamp",
        },
    ),
    "sources": (["source"], set()),
    "source": ([], set()),
    "packages": (["package"], set()),
    "package": (["classes"], {"name", "line-rate", "branch-rate", "complexity"}),
    "classes": (["class"], set()),
    "class": (
        ["methods", "lines"],
        {"name", "filename", "line-rate", "branch-rate", "complexity"},
    ),
    "methods": ([], set()),
    "lines": (["line"], set()),
    "line": ([], {"number", "hits", "branch", "condition-coverage"}),
}
OPTIONAL = {"branch", "condition-coverage"}


def small_verdict() -> Verdict:
    """Return a verdict on three files: one in the root, one without lines, one with branches."""
    files = (
        a_file("setup.py", None, (1, 2), {"unit": (1,)}),
        a_file("src/shop/__init__.py", None, (), {"unit": ()}),
        a_file(
            "src/shop/orders.py",
            "service",
            (1, 2, 5),
            {"unit": (1, 2)},
            branches={2: (3, 5), 5: (6, -1)},
            taken={"unit": ((2, 5),)},
        ),
        a_file("src/shop/schemas.py", "schema", (1,), {"unit": ()}),
    )
    return a_verdict(
        measurement=a_measurement(
            files,
            suites=("unit",),
            layers=("service", "schema"),
            unmeasured=("schema",),
            branch=True,
        )
    )


def test_hits_follow_statements_and_branches() -> None:
    """Branches of a line that did not run were not taken; destinations come in order."""
    file = a_file(
        statements=(1, 2, 5),
        ran={"unit": (1, 2)},
        branches={2: (3, -1), 5: (6, 7)},
        taken={"unit": ((2, 3),)},
    )
    assert list(line_hits(file)) == [
        LineHit(1, ran=True),
        LineHit(2, ran=True, taken=(False, True)),
        LineHit(5, ran=False, taken=(False, False)),
    ]


def test_cobertura() -> None:
    """Files stand by folder with lines and branches; layers that are not measured are left out."""
    assert (
        render_cobertura(small_verdict())
        == """\
<?xml version="1.0" encoding="utf-8"?>
<coverage version="0.1.0" timestamp="1795275000000" lines-valid="5" lines-covered="3" \
branches-valid="4" branches-covered="1" line-rate="0.6" branch-rate="0.25" complexity="0">
<sources>
<source>.</source>
</sources>
<packages>
<package name="." line-rate="0.5" branch-rate="0" complexity="0">
<classes>
<class name="setup.py" filename="setup.py" line-rate="0.5" branch-rate="0" complexity="0">
<methods/>
<lines>
<line number="1" hits="1"/>
<line number="2" hits="0"/>
</lines>
</class>
</classes>
</package>
<package name="src.shop" line-rate="0.6666" branch-rate="0.25" complexity="0">
<classes>
<class name="__init__.py" filename="src/shop/__init__.py" line-rate="1" branch-rate="0" \
complexity="0">
<methods/>
<lines/>
</class>
<class name="orders.py" filename="src/shop/orders.py" line-rate="0.6666" branch-rate="0.25" \
complexity="0">
<methods/>
<lines>
<line number="1" hits="1"/>
<line number="2" hits="1" branch="true" condition-coverage="50% (1/2)"/>
<line number="5" hits="0" branch="true" condition-coverage="0% (0/2)"/>
</lines>
</class>
</classes>
</package>
</packages>
</coverage>
"""
    )


def test_cobertura_has_the_structure_of_its_dtd() -> None:
    """Every element has the children and attributes that the DTD gives it, in its order."""
    for element in ET.fromstring(render_cobertura(broken_verdict())).iter():
        children, attributes = DTD[element.tag]
        assert list(dict.fromkeys(child.tag for child in element)) == [
            tag for tag in children if element.find(tag) is not None
        ]
        assert attributes - OPTIONAL <= set(element.attrib) <= attributes


def test_cobertura_never_rounds_up_to_all() -> None:
    """A rate of 1 is written for all lines and for nothing less."""
    file = a_file(statements=range(1, 100_001), ran={"unit": range(1, 100_000)})
    verdict = a_verdict(measurement=a_measurement([file]))
    root = ET.fromstring(render_cobertura(verdict))
    assert root.attrib["line-rate"] == "0.9999"


@pytest.mark.parametrize(
    ("moment", "milliseconds"),
    [("1970-01-01T00:00:01.500+00:00", "1500"), ("", "0"), ("yesterday", "0")],
)
def test_cobertura_has_the_runs_time(moment: str, milliseconds: str) -> None:
    """The timestamp is the run's, in milliseconds, and 0 where it cannot be read."""
    verdict = unmeasured_verdict()
    verdict = replace(verdict, provenance=replace(verdict.provenance, created_at=moment))
    assert ET.fromstring(render_cobertura(verdict)).attrib["timestamp"] == milliseconds


def test_without_a_measurement_no_file_is_listed() -> None:
    """Where nothing was counted, both formats are valid and empty."""
    verdict = unmeasured_verdict()
    root = ET.fromstring(render_cobertura(verdict))
    assert ([child.tag for child in root], render_lcov(verdict)) == (["sources", "packages"], "")
    assert (root.attrib["lines-valid"], root.findall(".//package")) == ("0", [])


def test_lcov() -> None:
    """Each file has lines and branches with their sums; a dash says that the line never ran."""
    assert (
        render_lcov(small_verdict())
        == """\
TN:
SF:setup.py
DA:1,1
DA:2,0
LF:2
LH:1
end_of_record
TN:
SF:src/shop/__init__.py
LF:0
LH:0
end_of_record
TN:
SF:src/shop/orders.py
BRDA:2,0,0,0
BRDA:2,0,1,1
BRDA:5,0,0,-
BRDA:5,0,1,-
BRF:4
BRH:1
DA:1,1
DA:2,1
DA:5,0
LF:3
LH:2
end_of_record
"""
    )
