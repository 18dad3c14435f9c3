"""The verdict as Markdown for a step's summary."""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.judge.values import Reason, Ruling
from layerproof.core.report.summary import FILES_SHOWN, LARGEST, render_summary
from tests.support.verdicts import (
    a_file,
    a_measurement,
    a_verdict,
    broken_verdict,
    unmeasured_verdict,
)


def test_broken() -> None:
    """A broken verdict is a heading, a sentence, two tables, its reasons and its gaps."""
    assert (
        render_summary(broken_verdict())
        == """\
## ❌ Layerproof: broken

broken: 3 reasons (gate-missed 2, test-failed 1)

| % covered | `unit` | `integration` | `api` | merged | gate | ruling |
| --- | ---: | ---: | ---: | ---: | --- | --- |
| `repository` | 25.0 | ✅ 100.0 | 60.0 | 100.0 | 90 % | ✅ kept |
| `service` | ❌ 75.0 | 15.3 | 30.7 | 78.8 | 85 % | ❌ broken |
| `router` | 0.0 | 16.6 | 91.6 | 91.6 | 80 % | ✅ kept |
| `total` | 46.8 | 32.9 | 52.1 | 87.2 | 80 % | ✅ kept |

| suite | parts | tests | time | ruling |
| --- | ---: | --- | ---: | --- |
| `unit` | 1 of 1 | 2 passed | 1.42 s | ✅ kept |
| `integration` | 2 of 2 | 1 passed, 1 skipped | 7.50 s | ✅ kept |
| `api` | 1 of 1 | 1 failed | 2.25 s | ❌ broken |

### Broken (3)

- `test-failed` tests/api/test_orders.py::test_create failed: assert 500 == 201<br>Do: run \\`nox -s api\\` to see it again
- `gate-missed` layer service (all suites): 78.84 %, needed 85 %<br>Do: cover the lines that are listed as missing
- `gate-missed` layer service (suite unit): 75.00 %, needed 85 %<br>Do: cover the lines that are listed as missing

### Not covered, in 3 files

| file | covered | missing |
| --- | ---: | --- |
| `src/shop/services/orders.py` | 84.0 % | 14-18, 20->22, 33 |
| `src/shop/services/prices.py` | 50.0 % | 5-8 |
| `src/shop/routers/orders.py` | 91.6 % | 12 |

- tests/unit: 1 test took longer than 100 ms

Layerproof 0.1.0 on `shop`, `main`, `9f8e7d6c5b`
"""  # noqa: E501 - whole output, line by line
    )


def test_not_measured() -> None:
    """Without a measurement there is no matrix and no pass."""
    assert (
        render_summary(unmeasured_verdict())
        == """\
## ❔ Layerproof: not measured

not measured: 2 reasons (part-missing 1, suite-unfinished 1)

| suite | parts | tests | time | ruling |
| --- | ---: | --- | ---: | --- |
| `unit` | 1 of 1 | no tests | 0.00 s | ❔ not measured |
| `integration` | 1 of 2 | 1 passed | 1.42 s | ❔ not measured |
| `api` | 0 of 1 | no tests | 0.00 s | ❔ not measured |

### Not measured (2)

- `suite-unfinished` suite unit started and did not finish<br>Do: run \\`nox -s unit\\`
- `part-missing` suite integration: 1 of 2 parts arrived; integration.2of2 is missing<br>Do: run the missing shard, or look whether its artifact was uploaded

Layerproof 0.1.0 on `shop`, `main`, `9f8e7d6c5b`
"""  # noqa: E501 - whole output, line by line
    )


def test_files_beyond_the_limit_are_counted() -> None:
    """The table of files is short and says how many are not in it."""
    files = [a_file(f"src/shop/m{n:03}.py") for n in range(FILES_SHOWN + 2)]
    text = render_summary(a_verdict(measurement=a_measurement(files)))
    assert text.count("src/shop/m") == FILES_SHOWN
    assert "\nAnd 2 more files, in the report.\n" in text


def test_a_summary_that_is_too_large_says_what_it_lost() -> None:
    """A summary over the limit is cut between lines, within the limit, with a count."""
    reasons = tuple(Reason(Ruling.BROKEN, "test-failed", f"test_{n} failed: é") for n in range(100))
    verdict = a_verdict(Ruling.BROKEN, reasons=reasons)
    whole = render_summary(verdict)
    cut = render_summary(verdict, largest=1_000)
    kept, _, notice = cut.rpartition("\n\n")
    lost = len(whole.splitlines()) - len(kept.splitlines())
    assert whole.startswith(kept + "\n")
    assert notice == f"**Cut here: {lost} lines did not fit; report.json has everything.**\n"
    assert 900 < len(cut.encode()) <= 1_000


def test_a_summary_of_a_huge_run_fits_github() -> None:
    """Twenty thousand long reasons stay below the mebibyte that GitHub takes."""
    reason = Reason(Ruling.BROKEN, "test-failed", "é" * 300)
    verdict = replace(broken_verdict(), reasons=(reason,) * 20_000)
    assert 900_000 < len(render_summary(verdict).encode()) <= LARGEST < 1_048_576
