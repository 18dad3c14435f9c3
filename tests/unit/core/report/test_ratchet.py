"""The ratchet in every report."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

from jsonschema import Draft202012Validator

from layerproof.core.judge.floor import Best, Floor
from layerproof.core.judge.values import Ratchet, RatchetResult, Ruling, Verdict
from layerproof.core.measure.values import Counts
from layerproof.core.report.document import SCHEMA_FILE, to_document
from layerproof.core.report.ratchet import RatchetRow, build_ratchet, describe_ratchet
from layerproof.core.report.sentence import verdict_sentence
from layerproof.core.report.summary import render_summary
from layerproof.core.report.terminal import render_terminal
from tests.support.pages import page_of
from tests.support.verdicts import HOSTILE, kept_verdict

COMMIT = "0123456789abcdef"


def a_best(layer: str, covered: int, total: int, *, commit: str = COMMIT) -> Best:
    """Return a layer's best."""
    return Best(layer, covered, total, "2f1c6e0a-7d0e", commit, "2026-11-20T08:00:00+00:00")


def a_ratchet() -> Ratchet:
    """Return a ratchet over two layers and the whole source, of which one fell."""
    results = (
        RatchetResult(a_best("service", 95, 100), Counts(50, 10), Ruling.BROKEN),
        RatchetResult(a_best("router", 1, 2, commit=""), Counts(12, 1), Ruling.KEPT),
        RatchetResult(a_best("total", 1, 1), Counts(100, 1), Ruling.NOT_MEASURED),
    )
    bests = tuple(result.best for result in results)
    return Ratchet(Floor(20, "main", "here", known=12, bests=bests), results)


def held(ratchet: Ratchet) -> Verdict:
    """Return a kept verdict with that ratchet."""
    return replace(kept_verdict(), ratchet=ratchet)


def test_rows() -> None:
    """A row has both shares with their counts, and where the best was."""
    assert build_ratchet(a_ratchet()) == (
        RatchetRow(
            "service", "95.0 (95/100)", "80.0 (40/50)", "0123456789 2026-11-20", Ruling.BROKEN
        ),
        RatchetRow("router", "50.0 (1/2)", "91.6 (11/12)", "2f1c6e0a 2026-11-20", Ruling.KEPT),
        RatchetRow(
            "total", "100.0 (1/1)", "99.0 (99/100)", "0123456789 2026-11-20", Ruling.NOT_MEASURED
        ),
    )
    assert build_ratchet(None) == ()


def test_what_the_rows_are_held_to() -> None:
    """It says how many runs there were, and how many were asked for."""
    ratchet = a_ratchet()
    assert describe_ratchet(ratchet) == (
        "each layer's best in the last 12 runs of main (of 20 asked for)"
    )
    one = replace(ratchet, floor=replace(ratchet.floor, known=1))
    assert describe_ratchet(one) == "each layer's best in the last run of main (of 20 asked for)"


def test_how_much_is_short() -> None:
    """As many more must run as the best's share is of what there is now, rounded up."""
    assert [result.short for result in a_ratchet().results] == [8, 0, 1]


def test_in_the_terminal() -> None:
    """The table stands between the matrix and the suites."""
    blocks = render_terminal(held(a_ratchet()), colour=False, width=100).split("\n\n")
    assert (
        blocks[2]
        == """\
ratchet           best            now  best was               ruling
service  95.0 (95/100)   80.0 (40/50)  0123456789 2026-11-20  broken
router      50.0 (1/2)   91.6 (11/12)  2f1c6e0a 2026-11-20    kept
total      100.0 (1/1)  99.0 (99/100)  0123456789 2026-11-20  not measured"""
    )


def test_in_the_summary() -> None:
    """The same as Markdown."""
    assert """
| ratchet | best | now | best was | ruling |
| --- | ---: | ---: | --- | --- |
| `service` | 95.0 (95/100) | 80.0 (40/50) | `0123456789 2026-11-20` | ❌ broken |
| `router` | 50.0 (1/2) | 91.6 (11/12) | `2f1c6e0a 2026-11-20` | ✅ kept |
| `total` | 100.0 (1/1) | 99.0 (99/100) | `0123456789 2026-11-20` | ❔ not measured |
""" in render_summary(held(a_ratchet()))


def test_on_the_page() -> None:
    """The page has a table of it below the layers."""
    page = page_of(held(a_ratchet()))
    said = "The ratchet: each layer&#39;s best in the last 12 runs of main (of 20 asked for)."
    assert said in page
    assert "<td>0123456789 2026-11-20</td>" in page


def test_nobody_asked() -> None:
    """Without the ratchet no report speaks of it."""
    verdict = kept_verdict()
    texts = [
        render_terminal(verdict, colour=False, width=100),
        render_summary(verdict),
        page_of(verdict),
        json.dumps(to_document(verdict)),
    ]
    assert [text for text in texts if "ratchet" in text.lower()] == []


def test_in_the_sentence() -> None:
    """A kept verdict that was held to something says so; one that was not does not."""
    ratchet = a_ratchet()
    assert ", 6 gates met, none below its best, 98" in verdict_sentence(held(ratchet))
    nothing = replace(ratchet, results=())
    assert verdict_sentence(held(nothing)) == verdict_sentence(kept_verdict())


def test_as_data() -> None:
    """The document names each layer with both shares, and fits the schema."""
    document = to_document(held(a_ratchet()))
    found = document["ratchet"]
    assert isinstance(found, dict)
    first, *others = found.pop("layers")
    assert found == {"runs": 20, "known": 12, "branch": "main", "origin": "here", "fault": ""}
    assert first == {
        "layer": "service",
        "covered": 40,
        "total": 50,
        "short": 8,
        "ruling": "broken",
        "best": {
            "covered": 95,
            "total": 100,
            "run": "2f1c6e0a-7d0e",
            "commit": COMMIT,
            "created_at": "2026-11-20T08:00:00+00:00",
        },
    }
    assert [other["layer"] for other in others] == ["router", "total"]
    schema = json.loads(files("layerproof.core.report").joinpath(SCHEMA_FILE).read_text())
    found["layers"] = [first, *others]
    Draft202012Validator(schema).validate(json.loads(json.dumps(document)))


def test_retries_as_data() -> None:
    """A test that was tried again says how often; others do not speak of it."""
    verdict = kept_verdict()
    (suite, *suites) = verdict.suites
    (part,) = suite.parts
    first, *rest = part.tests
    tests = (replace(first, retries=2), *rest)
    changed = replace(suite, parts=(replace(part, tests=tests),))
    document = json.loads(json.dumps(to_document(replace(verdict, suites=(changed, *suites)))))
    assert [test.get("retries") for test in document["tests"]] == [2, None, None, None, None]
    schema = json.loads(files("layerproof.core.report").joinpath(SCHEMA_FILE).read_text())
    Draft202012Validator(schema).validate(document)


def test_hostile_words_of_a_server() -> None:
    """What a server says of a run leads neither terminal, nor Markdown, nor page."""
    best = Best("total", 1, 1, HOSTILE, HOSTILE[:10], "<script>alert(1)")
    result = RatchetResult(best, Counts(2, 1), Ruling.BROKEN)
    floor = Floor(20, HOSTILE, HOSTILE, known=1, bests=(best,), fault=HOSTILE)
    verdict = replace(kept_verdict(), ratchet=Ratchet(floor, (result,)))
    terminal = render_terminal(verdict, colour=False, width=100)
    assert all(char.isprintable() for char in terminal.replace("\n", ""))
    assert "| `</script>< <script>al` |" in render_summary(verdict)
    assert "<script>al" not in page_of(verdict)
    assert json.loads(json.dumps(to_document(verdict)))["ratchet"]["known"] == 1
