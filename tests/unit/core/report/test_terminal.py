"""The verdict in a terminal."""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.judge.values import Reason, Ruling
from layerproof.core.report.terminal import REASONS_SHOWN, render_terminal
from tests.support.verdicts import (
    a_file,
    a_measurement,
    a_verdict,
    broken_verdict,
    kept_verdict,
    large_verdict,
    partial_verdict,
    unmeasured_verdict,
)


def test_kept() -> None:
    """A kept verdict shows its matrix, its suites, what is missing and its ruling last."""
    assert (
        render_terminal(kept_verdict(), colour=False, width=80)
        == """\
layerproof 0.1.0: shop, main, 9f8e7d6c5b

% covered     unit  integration   api  merged  gate  ruling
repository    25.0       ✓100.0  60.0   100.0  90 %  kept
service     ✓100.0         16.6  29.1   100.0  85 %  kept
router         0.0         16.6  91.6    91.6  80 %  kept
total         58.8         34.4  52.2    98.8  80 %  kept

suite         parts  tests                  time  ruling
unit         1 of 1  2 passed             1.42 s  kept
integration  2 of 2  1 passed, 1 skipped  7.50 s  kept
api          1 of 1  1 passed             2.25 s  kept

not covered, in 1 file
  src/shop/routers/orders.py  91.6 %: 12

kept: 3 suites, 5 tests, 6 gates met, 98.8 % covered
"""
    )


def test_broken() -> None:
    """A broken verdict lists its reasons, shared advice once, and broken layers' files first."""
    assert (
        render_terminal(broken_verdict(), colour=False, width=80, ascii=True)
        == """\
layerproof 0.1.0: shop, main, 9f8e7d6c5b

% covered    unit  integration   api  merged  gate  ruling
repository   25.0       +100.0  60.0   100.0  90 %  kept
service     !75.0         15.3  30.7    78.8  85 %  broken
router        0.0         16.6  91.6    91.6  80 %  kept
total        46.8         32.9  52.1    87.2  80 %  kept

suite         parts  tests                  time  ruling
unit         1 of 1  2 passed             1.42 s  kept
integration  2 of 2  1 passed, 1 skipped  7.50 s  kept
api          1 of 1  1 failed             2.25 s  broken

broken (3)
  test-failed: tests/api/test_orders.py::test_create failed: assert 500 == 201
    do: run `nox -s api` to see it again
  gate-missed: layer service (all suites): 78.84 %, needed 85 %
  gate-missed: layer service (suite unit): 75.00 %, needed 85 %
    do: cover the lines that are listed as missing

not covered, in 3 files
  src/shop/services/orders.py  84.0 %: 14-18, 20->22, 33
  src/shop/services/prices.py  50.0 %: 5-8
  src/shop/routers/orders.py  91.6 %: 12

note: tests/unit: 1 test took longer than 100 ms

broken: 3 reasons (gate-missed 2, test-failed 1)
"""
    )


def test_not_measured() -> None:
    """Without a measurement there is no matrix, and each suite says what arrived."""
    assert (
        render_terminal(unmeasured_verdict(), colour=False, width=80)
        == """\
layerproof 0.1.0: shop, main, 9f8e7d6c5b

suite         parts  tests       time  ruling
unit         1 of 1  no tests  0.00 s  not measured
integration  1 of 2  1 passed  1.42 s  not measured
api          0 of 1  no tests  0.00 s  not measured

not measured (2)
  suite-unfinished: suite unit started and did not finish
    do: run `nox -s unit`
  part-missing: suite integration: 1 of 2 parts arrived; integration.2of2 is missing
    do: run the missing shard, or look whether its artifact was uploaded

not measured: 2 reasons (part-missing 1, suite-unfinished 1)
"""
    )


def test_partial_numbers_end_without_a_verdict() -> None:
    """A layer without a file and gates that were not held show dashes, never a pass."""
    text = render_terminal(partial_verdict(), colour=False, width=80)
    assert text.splitlines()[2:7] == [
        "% covered   unit  merged  gate  ruling",
        "repository     -       -  -     -",
        "service     87.5    87.5  -     -",
        "router       0.0     0.0  -     -",
        "total       35.0    35.0  -     -",
    ]
    assert text.splitlines()[-1].endswith("there is no verdict")


def test_broken_stands_before_not_measured() -> None:
    """Reasons are grouped, whatever their order in the verdict."""
    reasons = (
        Reason(Ruling.NOT_MEASURED, "part-missing", "a shard is missing"),
        Reason(Ruling.BROKEN, "test-failed", "test_a failed"),
    )
    text = render_terminal(a_verdict(Ruling.BROKEN, reasons=reasons), colour=False, width=80)
    assert text.splitlines()[2:6] == [
        "broken (1)",
        "  test-failed: test_a failed",
        "not measured (1)",
        "  part-missing: a shard is missing",
    ]


def test_reasons_beyond_the_limit_are_counted() -> None:
    """A list that is cut says how much it leaves out."""
    reasons = tuple(
        Reason(Ruling.BROKEN, "test-failed", f"test_{n} failed") for n in range(REASONS_SHOWN + 3)
    )
    text = render_terminal(a_verdict(Ruling.BROKEN, reasons=reasons), colour=False, width=80)
    assert text.splitlines()[2] == "broken (43)"
    assert text.splitlines()[-3] == "  and 3 more, all of them in report.json"


def test_a_layer_that_is_not_to_be_measured_says_so() -> None:
    """A layer with ``measured = false`` has no ruling, and its files are not listed."""
    measurement = a_measurement(
        [a_file("src/shop/schemas.py", "schema", ran={"unit": ()})],
        suites=("unit",),
        layers=("schema",),
        unmeasured=("schema",),
    )
    text = render_terminal(a_verdict(measurement=measurement), colour=False, width=80)
    assert text.splitlines()[2:] == [
        "% covered  unit  merged  gate  ruling",
        "schema      0.0     0.0  -     not asked for",
        "total         -       -  -     -",
        "",
        "kept: 0 suites, 0 tests, no gate asked, - covered",
    ]


def test_colours_only_paint() -> None:
    """With colours there are the same characters, and rulings are red or green."""
    plain = render_terminal(broken_verdict(), colour=False, width=80)
    painted = render_terminal(broken_verdict(), colour=True, width=80)
    bare = painted
    for code in ("0", "1", "31", "32", "33"):
        bare = bare.replace(f"\x1b[{code}m", "")
    assert bare == plain
    assert "\x1b[31mbroken (3)\x1b[0m" in painted
    assert "  \x1b[32mkept\x1b[0m\n" in painted


def test_eight_suites_fit_into_eighty_columns() -> None:
    """A matrix that is too wide is split, and no line but a reason's is over the width."""
    verdict = replace(large_verdict(files=30, tests=80), reasons=())
    text = render_terminal(verdict, colour=False, width=80, ascii=True)
    assert max(map(len, text.splitlines())) <= 80
    heads = [" ".join(line.split()) for line in text.splitlines() if line.startswith("%")]
    assert heads == [
        "% covered unit integration api slow security performance migrations",
        "% covered concurrency merged gate ruling",
    ]


def test_ascii_has_nothing_else() -> None:
    """In the fallback, names beyond ASCII are written as escapes."""
    measurement = a_measurement([a_file("src/größe.py", "größe")], layers=("größe",))
    text = render_terminal(a_verdict(measurement=measurement), colour=False, width=80, ascii=True)
    assert text.isascii()
    assert r"src/gr\xf6\xdfe.py  0.0 %: 1-10" in text


def test_many_missing_ranges_are_cut_and_counted() -> None:
    """A file with hundreds of gaps takes a few lines, and the rest is counted."""
    file = a_file(statements=range(1, 1_001), ran={"unit": range(2, 1_001, 2)})
    measurement = a_measurement([file], suites=("unit",), layers=("service",))
    lines = render_terminal(a_verdict(measurement=measurement), colour=False, width=60).splitlines()
    assert lines[6:-2] == [
        "not covered, in 1 file",
        "  src/shop/services/orders.py  50.0 %: 1, 3, 5, 7, 9, 11,",
        "      13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37,",
        "      39, 41, 43, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63,",
        "      65, 67, 69, 71, 73, 75, 77, 79, 81, 83, 85, 87, 89,",
        "      91, 93, and 453 more",
    ]


def test_uncommitted_changes_are_told() -> None:
    """The first line says when the source had changes beyond its commit."""
    verdict = a_verdict()
    dirty = replace(verdict, provenance=replace(verdict.provenance, dirty=True, branch=""))
    text = render_terminal(dirty, colour=False, width=80)
    assert text.splitlines()[0] == "layerproof 0.1.0: shop, 9f8e7d6c5b with changes"
