"""CI that loses what a run recorded, or that is green though tests failed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from layerproof.adoption.doctor.values import Check, Diagnosis, Edit, Patient, State
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.yaml_file import find_line, walk_mappings

_WORKFLOW = re.compile(r"\.github/(workflows/[^/]+|actions/.+/action)\.ya?ml")
_UPLOAD = "actions/upload-artifact"
#: A path whose last or only hidden part is what a run recorded.
_HIDDEN = re.compile(r"(^|/)\.(coverage|layerproof)")
_TESTS = re.compile(r"\b(pytest|nox|tox|layerproof|coverage run|make (test|check|ci)\S*)\b")
_SWALLOWED = re.compile(r"\|\|\s*(true|:|exit 0)\s*$|;\s*(true|exit 0)\s*$", re.MULTILINE)


def examine_artifacts(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each upload that leaves hidden files out."""
    for path, mapping in _walk_workflows(patient):
        uses, settings = mapping.get("uses"), mapping.get("with")
        if not isinstance(uses, str) or not uses.startswith(_UPLOAD):
            continue
        if not isinstance(settings, Mapping) or settings.get("include-hidden-files") is True:
            continue
        if _is_old(uses) or not _HIDDEN.search(str(settings.get("path", ""))):
            continue
        yield Diagnosis(
            "ci-artifacts",
            State.FOUND,
            f"{uses.partition('@')[0]} leaves hidden files out, and uploads"
            f" {' '.join(str(settings.get('path', '')).split())}",
            why="the job that combines coverage, or judges, gets nothing or less than there was",
            fix="include-hidden-files: true",
            places=(Place(path, find_line(mapping, "uses")),),
            edits=_edit(patient, path, settings),
        )


def examine_failures(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each step or job with tests whose failure is passed over."""
    for path, mapping in _walk_workflows(patient):
        if mapping.get("continue-on-error") is True and _runs_tests(mapping):
            line = find_line(mapping, "continue-on-error")
            yield _tell_swallowed("continue-on-error: true", Place(path, line))
        run = mapping.get("run")
        if isinstance(run, str) and _swallows(run):
            yield _tell_swallowed(
                "`|| true` behind the tests", Place(path, find_line(mapping, "run"))
            )
    for each in patient.survey.project.ci:
        if not _WORKFLOW.fullmatch(each.value.path) and any(map(_swallows, each.value.commands)):
            yield _tell_swallowed("`|| true` behind the tests", each.places[0])


def _walk_workflows(patient: Patient) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in patient.tree.files:
        if _WORKFLOW.fullmatch(path):
            yaml = patient.tree.yaml(path)
            for mapping in walk_mappings(yaml.data) if yaml else ():
                yield path, mapping


def _is_old(uses: str) -> bool:
    """Whether it is a version from before hidden files were left out (4.4)."""
    return re.match(r".*@v?[1-3](\.|$)", uses) is not None


def _runs_tests(mapping: Mapping[str, Any]) -> bool:
    """Whether a step, or a job with such a step, runs tests."""
    steps = mapping.get("steps")
    each = [mapping, *(steps if isinstance(steps, list) else ())]
    runs = [str(step.get("run", "")) for step in each if isinstance(step, Mapping)]
    return any(map(_TESTS.search, runs))


def _swallows(text: str) -> bool:
    joined = text.replace("\\\n", " ")
    return any(_TESTS.search(line) and _SWALLOWED.search(line) for line in joined.splitlines())


def _tell_swallowed(how: str, place: Place) -> Diagnosis:
    return Diagnosis(
        "ci-failures",
        State.FOUND,
        f"a failure of the tests is passed over: {how}",
        why="CI is green whatever the tests say",
        fix="take it away; what may fail is marked xfail, or has a job that nobody requires",
        places=(place,),
    )


def _edit(patient: Patient, path: str, settings: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Return the edit that adds one line to a block mapping; none for one in braces."""
    text, line = patient.tree.read(path), find_line(settings, "path")
    if text is None or not line:
        return ()
    lines = text.splitlines(keepends=True)
    key = re.match(r"(\s*)(['\"]?)path\2\s*:", lines[line - 1])
    if key is None:
        return ()
    end = "\r\n" if lines[line - 1].endswith("\r\n") else "\n"
    known = find_line(settings, "include-hidden-files")
    if known:
        old = lines[known - 1]
        lines[known - 1] = re.sub(r":.*?(\s+#.*)?(\r?\n|$)", r": true\1\2", old, count=1)
    else:
        lines.insert(line - 1, f"{key[1]}include-hidden-files: true{end}")
    return (Edit(path, "".join(lines), "upload hidden files too"),)


CHECKS = (
    Check("ci-artifacts", "CI uploads hidden files where it has to", examine_artifacts),
    Check("ci-failures", "CI passes over no failure of the tests", examine_failures),
)
