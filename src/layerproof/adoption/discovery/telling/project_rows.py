"""What is told of the project itself: packaging, sources, layers, CI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from layerproof.adoption.discovery.telling.rows import Row, Section, row_of
from layerproof.adoption.survey import Packaging, ProjectSurvey
from layerproof.core.wording import count_noun

_MOST = 6
_KINDS = {"project": "the project", "extra": "extras", "group": "groups", "file": "files"}
_NO_PACKAGING = (
    "no pyproject.toml, setup.py, Pipfile or requirements file: what the project needs is not known"
)


def project_sections(project: ProjectSurvey) -> tuple[Section, ...]:
    """Return the sections on the project, its source, its layers and its CI."""
    return (
        Section("project", tuple(_packaging_rows(project)), _NO_PACKAGING),
        Section(
            "source",
            tuple(row_of("", each) for each in project.source),
            "no folder of code was found",
        ),
        Section("layers", tuple(_layer_rows(project)), "no names or code that speak of layers"),
        Section("CI and tasks", tuple(_ci_rows(project)), "nothing runs tests"),
    )


def _packaging_rows(project: ProjectSurvey) -> Iterator[Row]:
    if project.packaging is not None:
        packaging = project.packaging.value
        yield row_of("manager", project.packaging, _describe(packaging))
        if packaging.requirements:
            yield Row("requirements", ", ".join(packaging.requirements))
        optional = (*packaging.extras, *packaging.groups, *packaging.hidden_groups)
        if optional:
            yield Row("optional parts", ", ".join(dict.fromkeys(optional)))
    if project.python is not None:
        yield row_of("Python", project.python)
    others = [f"{each.name} in {each.folder}" for each in project.distributions]
    if len(others) > 1:
        yield Row("distributions", ", ".join(others))
    if project.dependencies:
        kinds = Counter(each.value.scope.partition(":")[0] for each in project.dependencies)
        told = (f"{n} in {_KINDS.get(kind, kind)}" for kind, n in kinds.items())
        yield Row("dependencies", ", ".join(told))


def _describe(packaging: Packaging) -> str:
    parts = [packaging.manager]
    parts.append(f"lock file {packaging.lock}" if packaging.lock else "no lock file")
    if not packaging.is_package:
        parts.append("is no package")
    return ", ".join(parts)


def _layer_rows(project: ProjectSurvey) -> Iterator[Row]:
    for each in project.layers:
        files = count_noun(len(each.value.files), "file")
        paths = each.value.paths
        shown = ", ".join(paths[:_MOST])
        more = f", and {len(paths) - _MOST} more" if len(paths) > _MOST else ""
        yield row_of(each.value.name, each, f"{files}: {shown}{more}")


def _ci_rows(project: ProjectSurvey) -> Iterator[Row]:
    for each in project.ci:
        file = each.value
        by_line = list(zip((*file.commands, *file.prepares), each.places, strict=False))
        for command, place in by_line:
            kind = "before" if command in file.prepares else file.system
            yield Row(kind, command, (place,))
        if not by_line:
            yield Row(file.system, "runs no Python tests", each.places)
        if file.uploads_hidden is False:
            yield Row("artifacts", "uploads leave out hidden files", (each.places[0],))
