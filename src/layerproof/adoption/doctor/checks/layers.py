"""Whether the table fits the files: source, layers and suites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.source_files import list_tests
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.doctor.written_tests import list_written
from layerproof.adoption.findings import Place
from layerproof.core.config.layering import assign_layers
from layerproof.core.config.source_set import choose_measured, find_empty_entries
from layerproof.core.config.values import Config, Suite
from layerproof.core.suites.selection import Selector
from layerproof.core.wording import count_noun
from layerproof.errors import EnvironmentUnfitError
from layerproof.wiring import PlainProject

_TABLE = "[tool.layerproof]"


def examine_source(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding for each entry of ``source`` and ``tests`` that holds no file."""
    config = patient.config
    if config is None:
        return
    for entry in find_empty_entries(config, patient.tree.python_files):
        yield _tell(
            "source",
            f'`source` names "{entry}", where there is no Python file',
            "nothing of it is measured, and the verdict is not measured",
            f"correct `source` in {_TABLE}",
            config,
        )
    missing = [root for root in config.tests if not (patient.root / root).is_dir()]
    for root in missing:
        yield _tell(
            "source",
            f'`tests` names "{root}", which is no folder',
            "no test is found there",
            f"correct `tests` in {_TABLE}",
            config,
        )


def examine_layers(patient: Patient) -> Iterator[Diagnosis]:
    """Yield the faults between layers and files that would keep a verdict from being kept."""
    config = patient.config
    if config is None:
        return
    project = PlainProject(patient.root)
    layering = assign_layers(config, choose_measured(config, project.list_source()))
    for fault in layering.faults:
        yield _tell(
            "layers",
            f"{fault.key}: {fault.problem}",
            "a layer without its files has a gate that holds nothing",
            "correct the layer's `paths`",
            config,
        )


def examine_suites(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding for suites without tests, and one for tests without a suite.

    What only a marker or a fixture sorts is not known without running pytest: a suite that goes
    by those is left to the checks that run tests.
    """
    config = patient.config
    if config is None:
        return
    if not list_written(patient):
        raise EnvironmentUnfitError(
            f"no test was found below {name_some(config.tests)}", advice="correct `tests`"
        )
    counts, orphans = _sort(patient, config)
    for suite in config.suites:
        if suite.declared and not counts[suite.name] and not _may_have_tests(suite):
            yield _tell(
                "suites",
                f"the table names the suite {suite.name}, and no test belongs to it",
                "its session finds nothing, and the verdict is not measured",
                "take it out of the table, or mark, name or move its tests",
                config,
            )
    if orphans and not _has_other_ways(config):
        number = sum(orphans.values())
        yield Diagnosis(
            "suites",
            State.FOUND,
            f"{count_noun(number, 'test')} of {count_noun(len(orphans), 'file')} in no suite",
            why="no session runs them, and the verdict is not measured (orphan-tests)",
            fix="set `default_suite`, or mark, name or move them",
            places=tuple(map(Place, sorted(orphans))),
        )


def _sort(patient: Patient, config: Config) -> tuple[Counter[str], Counter[str]]:
    """Return how many tests each suite has by place or marker, and how many a file without one."""
    selector = Selector(config)
    counts: Counter[str] = Counter()
    orphans: Counter[str] = Counter()
    counted = frozenset(list_tests(patient))
    for file in patient.survey.tests.files:
        if file.path not in counted:
            continue
        suites = {selector.suite_of(file.path, frozenset({each})) for each in file.markers}
        suites.add(selector.suite_of(file.path, frozenset()))
        for suite in suites - {None}:
            counts[suite or ""] += file.tests
        if suites == {None} and file.tests:
            orphans[file.path] += file.tests
    return counts, orphans


def _may_have_tests(suite: Suite) -> bool:
    return bool(suite.fixtures) or suite.name == "migrations"


def _has_other_ways(config: Config) -> bool:
    return any(suite.fixtures for suite in config.suites)


def _tell(check: str, what: str, why: str, fix: str, config: Config) -> Diagnosis:
    return Diagnosis(check, State.FOUND, what, why, fix, (Place(config.origin),))


CHECKS = (
    Check("source", "every folder that the table names holds files", examine_source),
    Check("layers", "every layer has its files, and each file one layer", examine_layers),
    Check("suites", "every suite has tests, and every test a suite", examine_suites),
)
