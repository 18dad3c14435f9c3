"""Settings of coverage.py that take files of a layer, or all of it, out of what is counted."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from layerproof.adoption.doctor.coverage_choices import place_of
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.source_files import list_source
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.core.config.globs import compile_globs
from layerproof.core.config.omit import compile_omit
from layerproof.core.config.paths import is_under
from layerproof.core.wording import count_noun
from layerproof.errors import ConfigError


class _Layer(NamedTuple):
    name: str
    files: tuple[str, ...]


def examine_omits(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each pattern of ``omit`` that hides files of a layer."""
    layers = list(_list_layers(patient))
    for pattern in patient.survey.tests.coverage.omit:
        try:
            hides = compile_omit((pattern,))
        except ConfigError as error:
            yield _tell("coverage-omits", error.problem, "the pattern is refused", "", patient)
            continue
        for layer in layers:
            hidden = [path for path in layer.files if hides(path)]
            if hidden:
                yield _tell(
                    "coverage-omits",
                    f'omit "{pattern}" hides {count_noun(len(hidden), "file")} of'
                    f" {len(layer.files)} in layer {layer.name}: {name_some(hidden, 3)}",
                    "a layer reads well because what is not tested in it is not counted",
                    "narrow the pattern; or set `measured = false` for the layer, which says it",
                    patient,
                )


def examine_exclusions(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each exclusion that takes whole functions of a layer out."""
    for pattern in _list_exclusions(patient):
        try:
            excludes = re.compile(pattern).search
        except re.error:
            continue  # coverage.py refuses it, and says so
        for layer in _list_layers(patient):
            hidden = [place for path in layer.files for place in _hide(patient, path, excludes)]
            if hidden:
                yield Diagnosis(
                    "coverage-exclusions",
                    State.FOUND,
                    f'the exclusion "{pattern}" takes {count_noun(len(hidden), "function")} of'
                    f" layer {layer.name} out of what is counted",
                    why="what no test runs there is not missed; Layerproof honours the pattern too",
                    fix="narrow the pattern, or mark single lines with `# pragma: no cover`",
                    places=tuple(hidden),
                )


def _hide(patient: Patient, path: str, excludes: Callable[[str], object]) -> Iterator[Place]:
    """Yield the functions and classes with statements of their own that a pattern takes out."""
    module = patient.tree.parse(path)
    lines = module.text.splitlines() if module else []
    for node in ast.walk(module.tree) if module else ():
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        first = min((each.lineno for each in node.decorator_list), default=node.lineno)
        head = lines[first - 1 : node.body[0].lineno - 1] or lines[first - 1 : first]
        if any(map(excludes, head)) and not _is_bare(node):
            yield Place(path, node.lineno)


def _is_bare(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether there is nothing to run in it, or only what tells a developer what it is."""
    if node.name in ("__repr__", "__str__"):
        return True
    texts = (ast.Pass, ast.Raise)
    return not isinstance(node, ast.ClassDef) and all(
        isinstance(each, texts)
        or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        for each in node.body
    )


def examine_sources(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each layer of which ``source`` measures nothing."""
    sources = patient.survey.tests.coverage.source
    if not sources:
        return
    folders = [*sources, *(each.replace(".", "/") for each in sources)]
    roots = ("", *(f"{each.value}/" for each in patient.survey.project.source), "src/")
    for layer in _list_layers(patient):
        seen = [p for p in layer.files if _is_measured(p, folders, roots)]
        if layer.files and not seen:
            yield _tell(
                "coverage-source",
                f"`source` of the coverage settings leaves out layer {layer.name}"
                f" ({count_noun(len(layer.files), 'file')})",
                "outside of a session nothing of that layer is counted",
                f"add its folder to `source`: {name_some(layer.files, 1)} lies outside",
                patient,
                key="run.source",
            )


def _list_layers(patient: Patient) -> Iterator[_Layer]:
    config = patient.config
    if config is None:
        for found in patient.survey.project.layers:
            yield _Layer(found.value.name, found.value.files)
        return
    source = list_source(patient)
    for layer in config.layers:
        if layer.measured:
            matches = compile_globs(layer.paths)
            yield _Layer(layer.name, tuple(path for path in source if matches(path)))


def _list_exclusions(patient: Patient) -> tuple[str, ...]:
    if patient.config is not None:
        found = (*patient.config.coverage.exclude, *patient.config.coverage.exclude_also)
    else:
        toml = patient.tree.toml("pyproject.toml") if patient.tree.has("pyproject.toml") else None
        keys = ("exclude_also", "exclude_lines")
        tables = [toml.texts("tool", "coverage", "report", key) for key in keys] if toml else []
        found = tuple(text for texts in tables for text in texts)
    return tuple(text for text in found if "pragma" not in text)


def _is_measured(path: str, folders: Iterable[str], roots: Iterable[str]) -> bool:
    return any(is_under(path, f"{root}{folder}") for root in roots for folder in folders)


def _tell(
    check: str, what: str, why: str, fix: str, patient: Patient, *, key: str = "run.omit"
) -> Diagnosis:
    keys = (key, key.replace("run.", "report."))
    known = patient.survey.tests.coverage.places
    places = place_of(patient, next((each for each in keys if each in known), key))
    return Diagnosis(check, State.FOUND, what, why, fix, places)


CHECKS = (
    Check("coverage-omits", "no `omit` hides files of a layer", examine_omits),
    Check("coverage-exclusions", "exclusions take out no ordinary code", examine_exclusions),
    Check("coverage-source", "the coverage settings leave out no layer", examine_sources),
)
