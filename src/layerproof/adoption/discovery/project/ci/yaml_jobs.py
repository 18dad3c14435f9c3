"""The jobs of CI files that are YAML: GitHub, GitLab, CircleCI, Azure Pipelines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layerproof.adoption.discovery.project.ci.values import Job, Step
from layerproof.adoption.reading.yaml_file import YamlFile, find_line, walk_mappings

_HIDDEN = (".coverage", "/.", ".cov")


def read_github_jobs(file: YamlFile) -> Iterator[Job]:
    """Yield the jobs of a workflow, or the one of a composite action."""
    general = _as_variables(file.data.get("env"))
    jobs = _as_mapping(file.data.get("jobs"))
    for job in (*jobs.values(), _as_mapping(file.data.get("runs"))):
        if isinstance(job, Mapping):
            steps = [each for each in _as_list(job.get("steps")) if isinstance(each, Mapping)]
            yield Job(
                steps=tuple(_steps(steps, "run", "env")),
                variables={**general, **_as_variables(job.get("env"))},
                uploads_hidden=_upload(steps),
            )


def read_gitlab_jobs(file: YamlFile) -> Iterator[Job]:
    """Yield the jobs of a GitLab pipeline, each with what runs before its script."""
    data = file.data
    default = _as_mapping(data.get("default"))
    general = _as_variables(data.get("variables"))
    before = default.get("before_script", data.get("before_script"))
    for name, job in data.items():
        if not isinstance(job, Mapping) or "script" not in job or name == "default":
            continue
        own = job.get("before_script", before)
        steps = (*_script_steps(own), *_script_steps(job.get("script"), find_line(job, "script")))
        yield Job(steps, {**general, **_as_variables(job.get("variables"))})


def read_circleci_jobs(file: YamlFile) -> Iterator[Job]:
    """Yield the jobs of CircleCI; those of its reusable commands as well."""
    named = (_as_mapping(file.data.get(key)) for key in ("jobs", "commands"))
    for job in (each for group in named for each in group.values()):
        if not isinstance(job, Mapping):
            continue
        variables = _as_variables(job.get("environment"))
        for image in _as_list(job.get("docker")):
            if isinstance(image, Mapping):
                variables = {**_as_variables(image.get("environment")), **variables}
        yield Job(tuple(_circleci_steps(job)), variables)


def read_azure_jobs(file: YamlFile) -> Iterator[Job]:
    """Yield one job of all the scripts of an Azure pipeline, with all its variables."""
    variables: dict[str, str] = {}
    steps: list[Step] = []
    for each in walk_mappings(file.data):
        variables.update(_azure_variables(each.get("variables")))
        for key in ("script", "bash"):
            if isinstance(each.get(key), str):
                line = _script_line(each, key)
                steps.append(Step(each[key], line, _as_variables(each.get("env"))))
    yield Job(tuple(sorted(steps, key=lambda step: step.line)), variables)


def _steps(steps: Sequence[Mapping[str, Any]], key: str, variables: str) -> Iterator[Step]:
    for step in steps:
        script = step.get(key)
        if isinstance(script, str):
            yield Step(script, _script_line(step, key), _as_variables(step.get(variables)))


def _circleci_steps(job: Mapping[str, Any]) -> Iterator[Step]:
    for step in _as_list(job.get("steps")):
        run = step.get("run") if isinstance(step, Mapping) else None
        if isinstance(run, str):
            yield Step(run, _script_line(step, "run"))
        elif isinstance(run, Mapping) and isinstance(run.get("command"), str):
            variables = _as_variables(run.get("environment"))
            yield Step(run["command"], _script_line(run, "command"), variables)


def _script_steps(script: object, line: int = 0) -> Iterator[Step]:
    """Yield the lines of GitLab's ``script``: a text, or a list of texts and of lists."""
    if isinstance(script, str):
        yield Step(script, line)
    for index, each in enumerate(_as_list(script)):
        yield from _script_steps(each, find_line(script, index) or line)


def _script_line(around: Mapping[str, Any], key: str) -> int:
    """Return the line on which a script's text begins: below its key, if it is a block."""
    line = find_line(around, key)
    return line + 1 if "\n" in str(around[key]) else line


def _upload(steps: Sequence[Mapping[str, Any]]) -> bool | None:
    """Say whether artifacts keep hidden files, where some that are uploaded may be hidden.

    ``upload-artifact`` leaves them out by default since 4.4.
    """
    answers = []
    for step in steps:
        settings = _as_mapping(step.get("with"))
        paths = str(settings.get("path", ""))
        hidden = paths.startswith(".") or any(sign in paths for sign in _HIDDEN)
        if "upload-artifact" in str(step.get("uses", "")) and hidden:
            answers.append(str(settings.get("include-hidden-files", "")).lower() == "true")
    return all(answers) if answers else None


def _azure_variables(value: object) -> dict[str, str]:
    if isinstance(value, Mapping):
        return _as_variables(value)
    named = [each for each in _as_list(value) if isinstance(each, Mapping) and "name" in each]
    return {str(each["name"]): _as_text(each.get("value", "")) for each in named}


def _as_variables(value: object) -> dict[str, str]:
    """Return variables as texts; GitLab's may be tables of a ``value`` and a description."""
    found = {}
    for name, each in _as_mapping(value).items():
        plain = each.get("value", "") if isinstance(each, Mapping) else each
        found[str(name)] = _as_text(plain)
    return found


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _as_list(value: object) -> Sequence[Any]:
    return value if isinstance(value, Sequence) and not isinstance(value, str | bytes) else ()
