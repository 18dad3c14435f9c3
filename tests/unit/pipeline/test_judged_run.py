"""From what the suites left behind to the verdict, with everything outside made up."""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.config.values import Config, CoverageChoices
from layerproof.core.judge.evidence import DataFault, LayerFault, LayerFaultKind
from layerproof.core.judge.values import Ruling
from layerproof.core.linedata.values import ParsedSource, RawLines, SourceLines
from layerproof.core.measure.values import Counts
from layerproof.core.outcome.values import Part, PartOutcome, Status
from layerproof.pipeline.judged_run import gather_evidence, judge_one, judge_outcome, judge_run
from layerproof.pipeline.ports import LinesRead
from tests.support.configs import config_of
from tests.support.evidence import NOW, an_outcome
from tests.support.fake_workplace import FakeProject, FakeRecordings

SERVICE = "src/shop/services/orders.py"
REPOSITORY = "src/shop/repositories/orders.py"
TEXT = """
source = ["src"]
fail_under = 50
layers.service = { paths = ["src/shop/services/*.py"], fail_under = 50 }
layers.repository = { paths = ["src/shop/repositories/*.py"], fail_under = 75 }
suites.unit.gates.service = 50
suites.integration = {}
"""
CONFIG = config_of(TEXT)
PROJECT = FakeProject(CONFIG, [SERVICE, REPOSITORY], NOW)
UNIT, INTEGRATION = an_outcome("unit"), an_outcome("integration")
BOTH = (UNIT, INTEGRATION)


def lines(path: str, *ran: int) -> RawLines:
    """Return what a part traced of one file."""
    return RawLines(False, {path: frozenset(ran)})


LINES = LinesRead(
    sources=[
        ParsedSource(SourceLines(path, frozenset({1, 2, 3, 4}))) for path in (SERVICE, REPOSITORY)
    ],
    raw={"unit": [lines(SERVICE, 1, 2)], "integration": [lines(REPOSITORY, 1, 2, 3)]},
    faults=[],
)


def recordings(*outcomes: PartOutcome, lines: LinesRead = LINES) -> FakeRecordings:
    """Return what those parts left behind."""
    return FakeRecordings(outcomes, lines=lines)


def kinds(config: Config, files: list[str]) -> list[LayerFault]:
    """Return what does not fit between layers and files."""
    project = FakeProject(config, files, NOW)
    return list(gather_evidence(project, recordings(*BOTH))[0].layer_faults)


def test_kept_run() -> None:
    """Lines, tests and gates of all suites become one verdict on all measured files."""
    read = recordings(*BOTH)
    judged = judge_run(PROJECT, read)
    assert (judged.verdict.ruling, judged.verdict.reasons) == (Ruling.KEPT, ())
    assert judged.verdict.provenance == PROJECT.provenance
    assert judged.files == (SERVICE, REPOSITORY)
    assert judged.verdict.measurement is not None
    assert judged.verdict.measurement.total.counts == Counts(8, 3)
    assert read.asked == [([SERVICE, REPOSITORY], ["unit", "integration"])]


def test_partial_run() -> None:
    """With ``partial`` there are numbers and no verdict."""
    verdict = judge_run(PROJECT, recordings(*BOTH), partial=True).verdict
    assert (verdict.ruling, verdict.partial) == (Ruling.NOT_MEASURED, True)


def test_lines_are_folded_before_they_are_counted() -> None:
    """A line inside a statement counts for the statement's first."""
    sources = [replace(LINES.sources[0], first_lines={9: 4}), LINES.sources[1]]
    raw = {**LINES.raw, "unit": [lines(SERVICE, 1, 2, 9)]}
    verdict = judge_run(PROJECT, recordings(*BOTH, lines=LinesRead(sources, raw, []))).verdict
    assert verdict.measurement is not None
    assert verdict.measurement.files[1].missing_lines == (3,)


def test_one_suite_alone() -> None:
    """Judged by name, a suite is asked for its own parts and lines, and held to its own gates."""
    read = recordings(*BOTH)
    verdict = judge_one(PROJECT, read, "unit").verdict
    assert verdict.ruling is Ruling.KEPT
    assert [(gate.scope, gate.layer) for gate in verdict.gates] == [("unit", "service")]
    assert read.asked == [([SERVICE, REPOSITORY], ["unit"])]


def test_suite_without_gates_needs_no_lines() -> None:
    """Where a suite has no gates of its own, no source is parsed and no data is read."""
    read = recordings(*BOTH)
    assert judge_one(PROJECT, read, "integration").verdict.ruling is Ruling.KEPT
    assert read.asked == []


def test_part_that_has_just_run() -> None:
    """A part is judged for itself; what a user left out on purpose is no reason against it."""
    narrowed = replace(UNIT, narrowed=("-k total",))
    read = recordings(narrowed)
    assert judge_outcome(PROJECT, read, narrowed).ruling is Ruling.NOT_MEASURED
    asked = judge_outcome(PROJECT, read, narrowed, asked=("-k total",))
    assert (asked.ruling, asked.gates) == (Ruling.KEPT, ())


def test_only_finished_and_traced_parts_have_lines() -> None:
    """Data of a part that was killed, or of a suite that is not traced, is not read."""
    config = config_of(TEXT + "suites.slow.coverage = false\nsuites.api = {}")
    project = FakeProject(config, PROJECT.source, NOW)
    read = recordings(
        UNIT,
        replace(INTEGRATION, status=Status.INTERRUPTED),
        an_outcome("api", status=Status.STARTED),
        an_outcome("slow"),
        an_outcome("smoke"),
        an_outcome("unit", part=Part("unit", None, 1, 2)),
    )
    judge_run(project, read)
    assert read.asked == [([SERVICE, REPOSITORY], ["unit", "unit.1of2"])]


def test_tests_beside_the_code_are_no_source() -> None:
    """Tests in a source folder are neither measured nor of a layer."""
    config = config_of(TEXT + 'tests = ["src"]')
    files = [SERVICE, REPOSITORY, "src/shop/services/test_orders.py"]
    read = recordings(*BOTH)
    evidence, measured = gather_evidence(FakeProject(config, files, NOW), read)
    assert measured == (SERVICE, REPOSITORY)
    assert read.asked[0][0] == [SERVICE, REPOSITORY]
    assert evidence.layer_faults == ()


def test_omitted_tests_hide_nothing() -> None:
    """Tests beside the code that coverage.py omits are no hidden part of a layer."""
    choices = CoverageChoices(omit=("*/test_*.py",))
    files = [SERVICE, REPOSITORY, "src/shop/services/test_orders.py"]
    assert kinds(config_of(TEXT + 'tests = ["src"]', coverage=choices), files) == []


def test_layer_that_is_hidden() -> None:
    """A file that coverage.py omits is not measured, and named where it is a layer's."""
    choices = CoverageChoices(omit=("*/services/late.py", "*/main.py"), notes=("a note",))
    late, main = "src/shop/services/late.py", "src/shop/main.py"
    project = FakeProject(config_of(TEXT, coverage=choices), [SERVICE, REPOSITORY, late, main], NOW)
    evidence, measured = gather_evidence(project, recordings(*BOTH))
    assert measured == (SERVICE, REPOSITORY)
    assert evidence.layer_faults == (
        LayerFault(LayerFaultKind.HIDDEN, ("service",), late, "*/services/late.py"),
    )
    assert evidence.notes == (
        "a note",
        "coverage's `omit` hides 1 file of no layer: src/shop/main.py",
    )


def test_hidden_layer_that_nobody_asks_for_is_a_note() -> None:
    """Where no gate speaks of a layer, what coverage.py omits of it is told and breaks nothing."""
    choices = CoverageChoices(omit=("*/services/late.py",))
    late = "src/shop/services/late.py"
    text = TEXT.replace('.py"], fail_under = 50', '.py"], fail_under = 0')
    ungated = config_of(text.replace("suites.unit.gates.service = 50", ""), coverage=choices)
    evidence, _ = gather_evidence(
        FakeProject(ungated, [SERVICE, REPOSITORY, late], NOW), recordings(*BOTH)
    )
    told = "layer service: coverage's `omit` pattern */services/late.py hides 1 of its files"
    assert (evidence.layer_faults, evidence.notes) == ((), (told,))


def test_layer_that_is_hidden_whole() -> None:
    """A layer whose files are all there and all omitted is hidden, not empty; its glob not idle."""
    choices = CoverageChoices(omit=("*/services/*",))
    asked = config_of(TEXT, coverage=choices)
    assert kinds(asked, [SERVICE, REPOSITORY]) == [
        LayerFault(LayerFaultKind.HIDDEN, ("service",), SERVICE, "*/services/*")
    ]
    text = TEXT.replace('services/*.py"]', 'services/*.py", "src/shop/main.py"]')
    both = config_of(text, coverage=choices)
    assert kinds(both, [SERVICE, REPOSITORY, "src/shop/main.py"]) == [
        LayerFault(LayerFaultKind.HIDDEN, ("service",), SERVICE, "*/services/*")
    ]


def test_layers_that_do_not_fit() -> None:
    """A layer without files, a glob without files and a file of two layers are each named."""
    config = config_of(
        """
        source = ["src"]
        layers.service.paths = ["src/shop/services/*.py", "src/shop/servces/*.py"]
        layers.repository.paths = ["src/shop/repos/*.py", "src/shop/rows/*.py"]
        layers.order.paths = ["src/shop/*/orders.py"]
        """
    )
    assert kinds(config, [SERVICE]) == [
        LayerFault(
            LayerFaultKind.EMPTY, ("repository",), detail="src/shop/repos/*.py, src/shop/rows/*.py"
        ),
        LayerFault(LayerFaultKind.EMPTY, ("service",), detail="src/shop/servces/*.py"),
        LayerFault(LayerFaultKind.OVERLAP, ("service", "order"), path=SERVICE),
    ]


def test_faults_of_records_and_of_data_are_both_evidence() -> None:
    """What could not be read of the records comes before what could not be read of the lines."""
    record, data = DataFault("unit", "cut off"), DataFault("integration", "gone")
    read = FakeRecordings(BOTH, [record], LinesRead(LINES.sources, LINES.raw, [data]))
    evidence, _ = gather_evidence(PROJECT, read)
    assert evidence.data_faults == (record, data)
    assert evidence.now == NOW
    assert evidence.outcomes == BOTH


def test_part_of_a_python_that_nobody_asks_for() -> None:
    """It is left out with its lines, and a note says so."""
    project = FakeProject(config_of('pythons = ["3.12"]' + TEXT), PROJECT.source, NOW)
    wanted = replace(UNIT, part=Part("unit", "3.12"), python_version="3.12.1")
    old = replace(UNIT, part=Part("unit", "3.11"), python_version="3.11.7")
    read = recordings(wanted, old)
    evidence, _ = gather_evidence(project, read)
    assert evidence.outcomes == (wanted,)
    assert read.asked[0][1] == ["unit-3.12"]
    assert evidence.notes == (
        "unit-3.11 ran on Python 3.11.7, for which the table does not ask, and was left out",
    )


def test_part_that_has_just_run_is_judged_by_its_own_lines() -> None:
    """Lines of the suite's other parts do not count for it, and nothing is said of them."""
    shard = replace(UNIT, part=Part("unit", None, 1, 2))
    read = recordings(shard, UNIT)
    verdict = judge_outcome(PROJECT, read, UNIT)
    assert (verdict.ruling, verdict.notes) == (Ruling.KEPT, ())
    assert read.asked[0][1] == ["unit"]
