"""The judgement: from everything that was gathered to one whole audit. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layerproof.adoption.audit.answers import Answer, worst
from layerproof.adoption.audit.checklist import make_checklist
from layerproof.adoption.audit.comparing import compare_all, compare_results
from layerproof.adoption.audit.conventions import judge_names
from layerproof.adoption.audit.doubtful import find_doubtful
from layerproof.adoption.audit.estate import group_tests, make_tree
from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.inventory import (
    describe_environment,
    list_dependencies,
    list_fixtures,
    list_markers,
    list_pipelines,
)
from layerproof.adoption.audit.layer_coverage import take_coverage
from layerproof.adoption.audit.readiness import (
    find_issues,
    find_strengths,
    judge_readiness,
    plan_actions,
)
from layerproof.adoption.audit.running import FAILED, take_outcomes
from layerproof.adoption.audit.secrets_hidden import hide_secrets
from layerproof.adoption.audit.sections import Sections
from layerproof.adoption.audit.settings_coverage import judge_coverage
from layerproof.adoption.audit.settings_layerproof import judge_layerproof
from layerproof.adoption.audit.settings_pytest import judge_pytest
from layerproof.adoption.audit.suites import left_out, suites_of
from layerproof.adoption.audit.troubles import UNCOLLECTED, list_troubles
from layerproof.adoption.audit.values import Audit, Dimension, Folder
from layerproof.core.config.values import TOTAL
from layerproof.core.judge.gates import MERGED
from layerproof.core.wording import count_noun, name_some


def assess(given: AuditInput) -> Audit:
    """Return the whole audit."""
    sections = _make_sections(given)
    results = compare_results(given, sections.outcomes)
    checklist = make_checklist(given, sections.outcomes, sections.coverage, results)
    readiness = judge_readiness(sections)
    tree = make_tree(given)
    figures = _count(tree, sections, readiness)
    checks = [*checklist, *(check for each in readiness for check in each.checks)]
    audit = Audit(
        project=given.survey.project.name,
        origin=given.origin,
        answer=decide(check.answer for check in checklist),
        checklist=checklist,
        readiness=readiness,
        strengths=find_strengths(readiness, checklist),
        issues=find_issues(readiness, checklist),
        actions=plan_actions(readiness, checklist),
        changes=compare_all(given, results, figures, checks),
        tree=tree,
        estate=sections.estate,
        outcomes=sections.outcomes,
        settings=sections.settings,
        markers=sections.markers,
        fixtures=sections.fixtures,
        dependencies=sections.dependencies,
        environment=sections.environment,
        collection=sections.collection,
        collection_why=sections.collection_why,
        coverage=sections.coverage,
        doubtful=sections.doubtful,
        conventions=sections.conventions,
        pipelines=sections.pipelines,
        figures=figures,
        notes=tuple(_notes(given)),
    )
    return hide_secrets(audit)


def decide(answers: Iterator[Answer]) -> Answer:
    """Return the audit's answer; a checklist of which nothing applies measured nothing."""
    answer = worst(answers)
    return Answer.NOT_MEASURED if answer is Answer.NOT_APPLICABLE else answer


def _make_sections(given: AuditInput) -> Sections:
    suites = suites_of(given)
    outcomes = take_outcomes(given, suites)
    troubles, why = list_troubles(given)
    return Sections(
        given=given,
        suites=suites,
        estate=group_tests(given, suites, outcomes),
        outcomes=outcomes,
        settings=(*judge_pytest(given), *judge_coverage(given), *judge_layerproof(given)),
        markers=list_markers(given),
        fixtures=list_fixtures(given),
        dependencies=list_dependencies(given),
        environment=describe_environment(given),
        collection=troubles,
        collection_why=why,
        coverage=take_coverage(given),
        doubtful=find_doubtful(given.tests),
        conventions=judge_names(given),
        pipelines=list_pipelines(given),
    )


def _count(tree: Folder, sections: Sections, readiness: tuple[Dimension, ...]) -> Mapping[str, int]:
    """Return the whole numbers by which two audits are compared; what is not known is not there."""
    figures = {
        "files": tree.files,
        "lines": tree.lines,
        "tests written": sections.estate.written,
        "files of tests": sections.estate.files,
        "empty tests": len(sections.doubtful.empty),
        "tests without an assertion": len(sections.doubtful.silent),
        "tests written twice": sum(len(one.places) - 1 for one in sections.doubtful.twins),
    }
    if sections.estate.collected is not None:
        figures["tests collected"] = sections.estate.collected
        figures["files not collected"] = sum(one.kind in UNCOLLECTED for one in sections.collection)
    if sections.outcomes.tests:
        results = [test.result for test in sections.outcomes.tests]
        figures["tests run"] = len(results)
        figures["tests failed"] = sum(result in FAILED for result in results)
        figures["tests skipped"] = results.count("skipped")
    for target in sections.coverage.targets:
        if target.scope == MERGED and target.kind in ("fail_under", "no gate"):
            name = "whole source" if target.layer == TOTAL else f"layer {target.layer}"
            figures[f"covered of {name}"] = target.covered
            figures[f"to cover of {name}"] = target.total
    for dimension in readiness:
        figures[f"checks kept: {dimension.name}"] = dimension.share.kept
        figures[f"checks: {dimension.name}"] = dimension.share.total
    return figures


def _notes(given: AuditInput) -> Iterator[str]:
    if given.recorded.verdict is not None:
        yield from given.recorded.verdict.notes
    yield from given.recorded.stale
    yield from given.earlier_problems
    tests = left_out(given)
    if tests and given.config is not None:
        yield f"{count_noun(tests, 'test')} left out on purpose: deselect = {given.config.deselect}"
    if given.doctor is None:
        yield "the doctor was not asked (--no-doctor): what it looks at is not measured"
    elif given.doctor_unasked:
        names = name_some(given.doctor_unasked)
        yield f"the doctor's checks that run code were not asked, `layerproof doctor` does: {names}"
