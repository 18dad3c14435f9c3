"""coverage.py's settings, judged: what they hide, lose, or say twice."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.rulings import (
    KEPT,
    NOT_JUDGED,
    REDUNDANT,
    WRONG,
    Judged,
    rule_on,
)
from layerproof.adoption.audit.values import Setting
from layerproof.adoption.findings import Place
from layerproof.core.config.omit import compile_omit
from layerproof.core.wording import name_some


def judge_coverage(given: AuditInput) -> Iterator[Setting]:
    """Yield every setting of coverage.py that the survey knows."""
    settings = given.survey.tests.coverage

    def place(key: str) -> Place:
        return settings.places.get(key, Place(settings.origin))

    for name in settings.source:
        yield rule_on("coverage", "source", name, _judge_source(name, given), place("source"))
    for pattern in settings.omit:
        yield rule_on("coverage", "omit", pattern, _judge_omit(pattern, given), place("omit"))
    if settings.concurrency or _is_async(given):
        judged = _judge_concurrency(settings.concurrency, given)
        if settings.origin or settings.concurrency:
            value = settings.concurrency or "(not set)"
            yield rule_on("coverage", "concurrency", value, judged, place("concurrency"))
    if settings.core is not None:
        yield rule_on("coverage", "core", settings.core, _judge_core(given), place("core"))
    if settings.branch is not None:
        yield rule_on("coverage", "branch", settings.branch, _judge_branch(given), place("branch"))
    if settings.fail_under is not None:
        judged = _judge_threshold(given)
        yield rule_on("coverage", "fail_under", settings.fail_under, judged, place("fail_under"))


def _is_async(given: AuditInput) -> bool:
    return any(found.value.asynchronous for found in given.survey.backend.sessions)


def _judge_source(name: str, given: AuditInput) -> Judged:
    folder = name.removeprefix("./").rstrip("/")
    as_path = folder if "/" in folder else folder.replace(".", "/")
    known = (fact.path for fact in given.files)
    if folder in ("", ".") or any(f"/{as_path}/" in f"/{path}" for path in known):
        return KEPT, "there are files of it"
    return WRONG, "the project has no such folder or package, so nothing of it is measured"


def _judge_omit(pattern: str, given: AuditInput) -> Judged:
    omitted = compile_omit((pattern,))
    hidden = {
        layer.value.name: [path for path in layer.value.files if omitted(path)]
        for layer in given.survey.project.layers
    }
    named = [f"{name}: {name_some(paths, 3)}" for name, paths in hidden.items() if paths]
    if named:
        return WRONG, f"hides files of a layer from every report ({'; '.join(named)})"
    if not any(omitted(fact.path) for fact in given.files):
        return REDUNDANT, "no file of the project matches it"
    return KEPT, "hides no file of a layer"


def _judge_concurrency(kinds: tuple[str, ...], given: AuditInput) -> Judged:
    if given.config is not None:
        return REDUNDANT, "Layerproof chooses core and concurrency for each suite, and proves them"
    if not _is_async(given):
        return KEPT, "no async session was found that would need greenlet"
    if "greenlet" in kinds:
        return KEPT, "lines after an await into an async session are seen"
    return WRONG, (
        "async sessions run the driver in greenlets; without `greenlet` lines after an await are "
        "lost (docs/coverage.md)"
    )


def _judge_core(given: AuditInput) -> Judged:
    if given.config is not None:
        return REDUNDANT, "Layerproof chooses core and concurrency for each suite, and proves them"
    return NOT_JUDGED, "whether it fits is a matter of Python's version (docs/coverage.md)"


def _judge_branch(given: AuditInput) -> Judged:
    if given.config is not None:
        return KEPT, "taken over, unless `branch` of the table says otherwise"
    return KEPT, "what is counted"


def _judge_threshold(given: AuditInput) -> Judged:
    if given.config is not None:
        return REDUNDANT, "`fail_under` of [tool.layerproof] holds all suites merged"
    return KEPT, "one threshold over the whole source; layers have none"
