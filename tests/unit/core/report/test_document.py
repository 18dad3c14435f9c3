"""``report.json``, its schema and its documentation."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from layerproof.core.judge.values import Verdict
from layerproof.core.report.document import (
    SCHEMA_FILE,
    SCHEMA_VERSION,
    render_json,
    to_document,
)
from tests.support.verdicts import (
    a_file,
    a_gate,
    a_measurement,
    a_part,
    a_suite,
    a_test,
    a_verdict,
    broken_verdict,
    hostile_verdict,
    kept_verdict,
    large_verdict,
    partial_verdict,
    unmeasured_verdict,
)

ROOT = Path(__file__).parents[4]
SCHEMA: dict[str, Any] = json.loads(
    files("layerproof.core.report").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
)


def forbid_more(schema: Any) -> Any:
    """Return the schema with every key that it does not name forbidden."""
    if isinstance(schema, list):
        return [forbid_more(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    stricter = {key: forbid_more(value) for key, value in schema.items()}
    if "properties" in schema and "type" in schema:
        stricter["additionalProperties"] = False
    return stricter


EXACT = Draft202012Validator(forbid_more(SCHEMA))


def documented_example() -> dict[str, Any]:
    """Return the JSON block of the documentation."""
    text = (ROOT / "docs" / "report-json.md").read_text(encoding="utf-8")
    example: dict[str, Any] = json.loads(text.partition("```json\n")[2].partition("```\n")[0])
    return example


def small_verdict() -> Verdict:
    """Return a verdict with one suite, one file and one gate."""
    file = a_file(
        statements=(1, 2, 3, 20),
        ran={"unit": (1, 2, 20)},
        branches={20: (21, -1)},
        taken={"unit": ((20, 21),)},
    )
    measurement = a_measurement([file], suites=("unit",), layers=("service",), branch=True)
    part = a_part("unit", tests=(a_test(seconds=0.0040000001),), branch=True, narrowed=("-k a",))
    return a_verdict(
        suites=(a_suite("unit", broken_verdict().ruling, part),),
        gates=(a_gate(measurement, "service", 5_000),),
        measurement=measurement,
        notes=("one note",),
    )


COUNTS = {
    "statements": 4,
    "missing": 1,
    "branches": 2,
    "missing_branches": 1,
    "covered": 4,
    "total": 6,
}
LAYER = {"measured": True, "files": 1, "counts": COUNTS, "by_suite": {"unit": COUNTS}}
#: What ``small_verdict`` is as a document.
SMALL_DOCUMENT = {
    "schema_version": 1,
    "tool": {"name": "layerproof", "version": "0.1.0"},
    "run": {
        "id": "2f1c6e0a-7d0e-4a55-9d0e-0b8c5a1f7a11",
        "created_at": "2026-11-21T15:30:00+00:00",
        "project": "shop",
        "commit": "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432",
        "branch": "main",
        "dirty": False,
    },
    "verdict": {
        "ruling": "kept",
        "exit_code": 0,
        "partial": False,
        "reasons": [],
        "notes": ["one note"],
    },
    "branch_coverage": True,
    "suites": [
        {
            "name": "unit",
            "ruling": "broken",
            "required": True,
            "expected": 1,
            "arrived": 1,
            "tests": {
                "selected": 1,
                "passed": 1,
                "failed": 0,
                "error": 0,
                "skipped": 0,
                "xfailed": 0,
                "xpassed": 0,
            },
            "seconds": 1.42,
            "parts": [
                {
                    "label": "unit",
                    "python": None,
                    "python_version": "3.11.7",
                    "shard": 1,
                    "shards": 1,
                    "status": "finished",
                    "exit_code": 0,
                    "started_at": "2026-11-21T15:29:50+00:00",
                    "seconds": 1.42,
                    "selected": 1,
                    "assigned": 1,
                    "narrowed": ["-k a"],
                    "coverage": {
                        "version": "7.17.3",
                        "core": "ctrace",
                        "concurrency": ["greenlet", "thread"],
                        "branch": True,
                        "processes": 1,
                        "traced": 1,
                    },
                }
            ],
        }
    ],
    "layers": [{"name": "service", **LAYER}],
    "total": {"name": "total", **LAYER},
    "gates": [
        {
            "scope": "merged",
            "layer": "service",
            "kind": "fail_under",
            "threshold": 5000,
            "covered": 4,
            "total": 6,
            "uncovered": 2,
            "ruling": "kept",
            "path": None,
        }
    ],
    "files": [
        {
            "path": "src/shop/services/orders.py",
            "layer": "service",
            "counts": COUNTS,
            "missing_lines": [3],
            "partial": {"20": [-1]},
            "by_suite": {"unit": COUNTS},
            "covered_by": {"unit": [1, 2, 20]},
        }
    ],
    "tests": [
        {
            "suite": "unit",
            "part": "unit",
            "nodeid": "tests/unit/test_orders.py::test_total",
            "result": "passed",
            "seconds": 0.004,
            "file": "tests/unit/test_orders.py",
            "line": 12,
            "message": "",
        }
    ],
}


def test_a_small_verdict_is_this_document() -> None:
    """The document holds everything of the verdict and nothing derived but covered and total."""
    assert to_document(small_verdict()) == SMALL_DOCUMENT


@pytest.mark.parametrize(
    "build",
    [
        kept_verdict,
        broken_verdict,
        unmeasured_verdict,
        partial_verdict,
        hostile_verdict,
        lambda: large_verdict(files=30, tests=80),
    ],
)
def test_documents_have_exactly_the_keys_of_the_schema(build: Callable[[], Verdict]) -> None:
    """Every verdict's document is valid, and no key is in it that the schema does not name."""
    EXACT.validate(json.loads(render_json(build())))


def test_the_documented_example_has_exactly_the_keys_of_the_schema() -> None:
    """The example in the documentation is valid and complete."""
    EXACT.validate(documented_example())


def test_the_schema_is_a_schema_of_this_version() -> None:
    """The schema is valid JSON Schema 2020-12 and accepts its own version alone."""
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema_version"] == {"const": SCHEMA_VERSION}


def test_unknown_keys_are_tolerated() -> None:
    """Within a version keys may be added, so the schema lets readers meet more of them."""
    document = documented_example()
    document["new"] = document["run"]["new"] = 1
    Draft202012Validator(SCHEMA).validate(document)


@pytest.mark.parametrize(
    ("place", "key", "value", "problem"),
    [
        ((), "schema_version", 2, "1 was expected"),
        (("verdict",), "ruling", "passed", "'passed' is not one of"),
        (("verdict",), "exit_code", 2, "2 is not one of"),
        (("gates", 0), "covered", -1, "-1 is less than the minimum"),
        (("gates", 0), "kind", "fail-under", "'fail-under' is not one of"),
        (("files", 0), "missing_lines", [0], "0 is less than the minimum"),
        (("files", 0), "partial", {"first": [1]}, "'first' does not match"),
        (("tests", 0), "result", "ok", "'ok' is not one of"),
        (("layers", 0), "counts", {}, "'statements' is a required property"),
        (("total",), "counts", {}, "is not valid under any of the given schemas"),
    ],
)
def test_the_schema_refuses_what_is_wrong(
    place: tuple[Any, ...], key: str, value: object, problem: str
) -> None:
    """A value that no verdict can have is not valid."""
    document: Any = documented_example()
    part = document
    for step in place:
        part = part[step]
    part[key] = value
    with pytest.raises(ValidationError, match=problem):
        Draft202012Validator(SCHEMA).validate(document)


@pytest.mark.parametrize("key", list(SCHEMA["required"]))
def test_the_schema_misses_every_key(key: str) -> None:
    """A document without one of its keys is not valid."""
    document = documented_example()
    del document[key]
    with pytest.raises(ValidationError, match=f"'{key}' is a required property"):
        Draft202012Validator(SCHEMA).validate(document)


def test_rulings_have_their_exit_codes() -> None:
    """Kept, broken and not measured leave with 0, 1 and 3."""
    documents = [to_document(v()) for v in (kept_verdict, broken_verdict, unmeasured_verdict)]
    verdicts: list[Any] = [document["verdict"] for document in documents]
    assert [verdict["exit_code"] for verdict in verdicts] == [0, 1, 3]


def test_the_same_verdict_is_the_same_text() -> None:
    """Neither a new run nor the order of a mapping changes the text."""
    verdict = kept_verdict()
    measurement = verdict.measurement
    assert measurement is not None
    turned = [
        replace(
            file,
            by_suite=dict(reversed(list(file.by_suite.items()))),
            covered_by=dict(reversed(list(file.covered_by.items()))),
        )
        for file in measurement.files
    ]
    other = replace(verdict, measurement=replace(measurement, files=tuple(turned)))
    assert render_json(other) == render_json(kept_verdict())


def test_the_text_is_the_document() -> None:
    """The text is ASCII, one line a row, and reads back as the document."""
    text = render_json(small_verdict())
    assert (text.isascii(), text[-3:], len(text.splitlines())) == (True, "\n}\n", 23)
    assert json.loads(text) == to_document(small_verdict())


def test_unmeasured_has_empty_measurement_parts() -> None:
    """Where nothing was counted, the measured parts are there and empty."""
    document = to_document(unmeasured_verdict())
    found = {key: document[key] for key in ("layers", "total", "gates", "files")}
    assert found == {"layers": [], "total": None, "gates": [], "files": []}


def test_an_untraced_suite_has_no_coverage() -> None:
    """Where a suite is not traced, its part's coverage is null."""
    part = replace(a_part("performance"), coverage=None)
    text = render_json(a_verdict(suites=(a_suite("performance", kept_verdict().ruling, part),)))
    document = json.loads(text)
    EXACT.validate(document)
    assert document["suites"][0]["parts"][0]["coverage"] is None


def test_what_is_no_number_is_refused() -> None:
    """A duration that is no number raises instead of making text that is no JSON."""
    part = a_part("unit", seconds=float("nan"))
    with pytest.raises(ValueError, match="not JSON compliant"):
        render_json(a_verdict(suites=(a_suite("unit", kept_verdict().ruling, part),)))
