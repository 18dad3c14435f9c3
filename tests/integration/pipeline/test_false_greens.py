"""Each way in which a finished run could be green and wrong is named, and does not pass.

Every test starts from a run that is kept, spoils one thing, and judges what is left.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from coverage import CoverageData

from layerproof.core.judge.values import Ruling, Verdict
from layerproof.pipeline.judged_run import judge_one, judge_run
from layerproof.wiring import LocalProject, LocalRecordings
from tests.support.plain_shop import edit


def judge_here(root: Path, *more: Path, partial: bool = False) -> Verdict:
    """Judge what is recorded in ``root``, and in other homes."""
    project = LocalProject(root)
    recordings = LocalRecordings(project, [root / ".layerproof", *more])
    return judge_run(project, recordings, partial=partial).verdict


def part(root: Path, label: str) -> Path:
    """Return the folder of one part."""
    return root / ".layerproof" / "suites" / label


def change_outcome(root: Path, label: str, **changes: Any) -> None:
    """Change keys of one part's record."""
    path = part(root, label) / "outcome.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, **changes}), encoding="utf-8")


def codes(verdict: Verdict) -> set[str]:
    """Return the codes of the reasons."""
    return {reason.code for reason in verdict.reasons}


def assert_unmeasured(verdict: Verdict, code: str) -> None:
    """Hold the verdict to be not measured for one reason alone."""
    assert (verdict.ruling, codes(verdict)) == (Ruling.NOT_MEASURED, {code})


def test_untouched_run_is_kept(shop: Path) -> None:
    """The run that all tests here start from is kept, in another folder than it was made in."""
    verdict = judge_here(shop)
    assert (verdict.ruling, verdict.reasons) == (Ruling.KEPT, ())


def test_unimported_file_counts_as_uncovered(shop: Path) -> None:
    """A source file that no test imported is in the total with all its lines missing."""
    measurement = judge_here(shop).measurement
    assert measurement is not None
    missing = {file.path: file.missing_lines for file in measurement.files}
    assert missing["src/shop/never.py"] == (1,)


def test_missing_suite(shop: Path) -> None:
    """A declared suite that did not run."""
    shutil.rmtree(part(shop, "integration"))
    assert "suite-did-not-run" in codes(judge_here(shop))
    assert judge_here(shop).ruling is Ruling.NOT_MEASURED


def test_killed_suite(shop: Path) -> None:
    """A suite that started and left no more than that."""
    change_outcome(shop, "unit", status="started", exit_code=None)
    assert_unmeasured(judge_here(shop), "suite-killed")


def test_interrupted_suite(shop: Path) -> None:
    """A suite that was interrupted."""
    change_outcome(shop, "unit", status="interrupted", exit_code=2)
    assert_unmeasured(judge_here(shop), "suite-interrupted")


def test_changed_source(shop: Path) -> None:
    """Source that changed since the run, if only by a comment."""
    edit(shop / "src/shop/services/prices.py", "result = 0", "result = 0  # from nothing")
    assert_unmeasured(judge_here(shop), "source-changed")


def test_added_source(shop: Path) -> None:
    """A source file that came after the run."""
    (shop / "src/shop/late.py").write_text("")
    assert_unmeasured(judge_here(shop), "source-changed")


def test_removed_source(shop: Path) -> None:
    """A source file that went after the run."""
    (shop / "src/shop/never.py").unlink()
    assert_unmeasured(judge_here(shop), "source-changed")


def test_changed_test(shop: Path) -> None:
    """A test that changed since the run."""
    edit(shop / "tests/unit/test_prices.py", "assert total([1, 2]) == 3", "assert total([])")
    assert_unmeasured(judge_here(shop), "tests-changed")


def test_changed_selection(shop: Path) -> None:
    """A suite that is selected in another way than when it ran."""
    edit(shop / "pyproject.toml", "unit = { gates", 'unit = { args = ["-x"], gates')
    assert_unmeasured(judge_here(shop), "config-changed")


def test_changed_dependencies(shop: Path) -> None:
    """Dependencies that are declared differently than when the suites ran."""
    edit(shop / "pyproject.toml", 'version = "1"', 'version = "1"\ndependencies = ["attrs"]')
    assert_unmeasured(judge_here(shop), "tests-changed")


def test_changed_lock_file(shop: Path) -> None:
    """A lock file that came after the run."""
    (shop / "uv.lock").write_text("version = 1\n")
    assert_unmeasured(judge_here(shop), "tests-changed")


def test_changed_version_needs_no_new_run(shop: Path) -> None:
    """What of the project's metadata decides nothing is not asked for."""
    edit(shop / "pyproject.toml", 'version = "1"', 'version = "2"')
    assert judge_here(shop).ruling is Ruling.KEPT


def test_changed_gate_needs_no_new_run(shop: Path) -> None:
    """A gate that is raised is judged on the run that is there."""
    edit(shop / "pyproject.toml", "fail_under = 70", "fail_under = 99")
    verdict = judge_here(shop)
    assert (verdict.ruling, codes(verdict)) == (Ruling.BROKEN, {"gate-missed"})


def test_truncated_data(shop: Path) -> None:
    """Coverage data that is cut off."""
    data = part(shop, "unit") / "coverage.data"
    data.write_bytes(data.read_bytes()[:-1_000])
    assert_unmeasured(judge_here(shop), "data-corrupt")


def test_swapped_data(shop: Path) -> None:
    """Whole coverage data that is not the run's own."""
    data = CoverageData(basename=str(part(shop, "unit") / "coverage.data"))
    data.read()
    data.add_lines({"src/shop/never.py": [1]})
    data.write()
    data.close(force=True)
    assert_unmeasured(judge_here(shop), "data-corrupt")


def test_lost_data(shop: Path) -> None:
    """Coverage data that is gone."""
    (part(shop, "unit") / "coverage.data").unlink()
    assert_unmeasured(judge_here(shop), "data-missing")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"record_version": 99}', "null"], ids=repr)
def test_unreadable_record(shop: Path, text: str) -> None:
    """A record that is empty, cut off, or not one of ours."""
    (part(shop, "unit") / "outcome.json").write_text(text)
    verdict = judge_here(shop)
    assert verdict.ruling is Ruling.NOT_MEASURED
    assert "data-corrupt" in codes(verdict)


def test_record_under_another_name(shop: Path) -> None:
    """A record that was moved to another suite's folder."""
    source, target = part(shop, "integration"), part(shop, "unit")
    shutil.rmtree(target)
    shutil.copytree(source, target)
    assert "data-corrupt" in codes(judge_here(shop))


def test_unproven_tracing(shop: Path) -> None:
    """A process that ran tests and lost a line of the probe."""
    record = json.loads((part(shop, "unit") / "outcome.json").read_text())
    change_outcome(shop, "unit", coverage={**record["coverage"], "traced": 0})
    assert_unmeasured(judge_here(shop), "trace-unproven")


def test_old_coverage(shop: Path) -> None:
    """Data of a coverage.py that could lose data."""
    record = json.loads((part(shop, "unit") / "outcome.json").read_text())
    change_outcome(shop, "unit", coverage={**record["coverage"], "version": "7.16.0"})
    assert_unmeasured(judge_here(shop), "coverage-too-old")


def test_mixed_branches(shop: Path) -> None:
    """Lines from a run where the table asks for branches."""
    edit(shop / "pyproject.toml", "fail_under = 70", "branch = true\nfail_under = 70")
    assert "branch-mixed" in codes(judge_here(shop))
    assert judge_here(shop).ruling is Ruling.NOT_MEASURED


def test_narrowed_run(shop: Path) -> None:
    """A run that was told to leave tests out."""
    change_outcome(shop, "unit", narrowed=["-k tax"])
    assert_unmeasured(judge_here(shop), "suite-narrowed")


def test_lost_tests(shop: Path) -> None:
    """A run of which a test's result is missing."""
    record = json.loads((part(shop, "unit") / "outcome.json").read_text())
    change_outcome(shop, "unit", tests=record["tests"][1:])
    assert_unmeasured(judge_here(shop), "tests-missing")


def test_empty_layer(shop: Path) -> None:
    """A layer whose globs match nothing, such as a mistyped folder."""
    edit(shop / "pyproject.toml", "src/shop/services/*.py", "src/shop/servces/*.py")
    verdict = judge_here(shop)
    assert verdict.ruling is Ruling.NOT_MEASURED
    assert "layer-empty" in codes(verdict)


def test_overlapping_layers(shop: Path) -> None:
    """A file that two layers claim."""
    edit(shop / "pyproject.toml", "src/shop/services/*.py", "src/shop/*s/*.py")
    verdict = judge_here(shop)
    assert verdict.ruling is Ruling.NOT_MEASURED
    assert "layer-overlap" in codes(verdict)


def test_hidden_layer(shop: Path) -> None:
    """A file of a layer that coverage.py's own ``omit`` takes out of sight."""
    path = shop / "pyproject.toml"
    path.write_text(path.read_text() + '\n[tool.coverage.run]\nomit = ["*/prices.py"]\n')
    verdict = judge_here(shop)
    assert verdict.ruling is Ruling.NOT_MEASURED
    assert "layer-hidden" in codes(verdict)


def test_orphans(shop: Path) -> None:
    """A test that no suite selects is named."""
    change_outcome(shop, "unit", orphans=["tests/test_alone.py::test_it"])
    verdict = judge_here(shop)
    assert_unmeasured(verdict, "orphan-tests")
    assert "tests/test_alone.py::test_it" in verdict.reasons[0].message


def test_undeclared_suite_with_tests(shop: Path) -> None:
    """A suite that the table does not name, but for which the collection found tests."""
    change_outcome(shop, "unit", census={"unit": 3, "slow": 2, "integration": 1})
    assert_unmeasured(judge_here(shop), "census-suite-not-run")


def test_run_that_found_no_test_covers_nothing(shop: Path) -> None:
    """What collecting ran for an undeclared suite counts for nothing: it may be of old source."""
    before = judge_here(shop).measurement
    record = json.loads((part(shop, "unit") / "outcome.json").read_text(encoding="utf-8"))
    shutil.copytree(part(shop, "unit"), part(shop, "slow"))
    nothing: dict[str, Any] = {"selected": 0, "assigned": 0, "tests": [], "exit_code": 5}
    old = {**record["fingerprint"], "source": {"src/shop/never.py": "another"}}
    change_outcome(
        shop, "slow", part={**record["part"], "suite": "slow"}, fingerprint=old, **nothing
    )
    verdict = judge_here(shop)
    assert (verdict.ruling, verdict.measurement) == (Ruling.KEPT, before)


def test_uncollected_module(shop: Path) -> None:
    """A test module on disk that pytest did not collect."""
    change_outcome(shop, "unit", uncollected=["tests/unit/test_hidden.py"])
    assert_unmeasured(judge_here(shop), "tests-uncollected")


def test_failed_test_is_broken(shop: Path) -> None:
    """A failed test breaks the verdict even where something else is not measured."""
    record = json.loads((part(shop, "unit") / "outcome.json").read_text())
    tests = record["tests"]
    tests[0][1] = "failed"
    change_outcome(shop, "unit", tests=tests, exit_code=1)
    shutil.rmtree(part(shop, "integration"))
    verdict = judge_here(shop)
    assert verdict.ruling is Ruling.BROKEN
    assert {"test-failed", "suite-did-not-run"} <= codes(verdict)


def test_partial_gives_numbers_and_no_verdict(shop: Path) -> None:
    """With ``partial`` there are counts, and the ruling is not measured even where all is well."""
    verdict = judge_here(shop, partial=True)
    assert (verdict.ruling, verdict.partial) == (Ruling.NOT_MEASURED, True)
    assert verdict.measurement is not None


def test_suite_is_judged_alone(shop: Path) -> None:
    """One suite's verdict does not ask for the others."""
    shutil.rmtree(part(shop, "integration"))
    project = LocalProject(shop)
    recordings = LocalRecordings(project, [shop / ".layerproof"])
    assert judge_one(project, recordings, "unit").verdict.ruling is Ruling.KEPT


def test_data_of_two_machines_merges(shop: Path, tmp_path: Path) -> None:
    """Parts that lie in several homes, from checkouts in other places, make one verdict."""
    away = tmp_path / "pack" / "suites"
    away.mkdir(parents=True)
    shutil.move(part(shop, "integration"), away / "integration")
    assert judge_here(shop).ruling is Ruling.NOT_MEASURED
    assert judge_here(shop, away.parent).ruling is Ruling.KEPT


def test_judging_changes_nothing(shop: Path) -> None:
    """Judging and reporting leave every recorded file as it was."""
    files = sorted((shop / ".layerproof" / "suites").rglob("*"))
    before = {path: path.read_bytes() for path in files if path.is_file()}
    judge_here(shop)
    after = {path: path.read_bytes() for path in sorted(files) if path.is_file()}
    assert after == before
