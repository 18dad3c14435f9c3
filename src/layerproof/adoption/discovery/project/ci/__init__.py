"""How CI files and task files call the tests, and what they do before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from layerproof.adoption.discovery.folders import is_within, parent_of
from layerproof.adoption.discovery.project.ci.plain_jobs import (
    read_jenkins_jobs,
    read_nox_jobs,
    read_recipe_jobs,
    read_script_jobs,
    read_task_jobs,
    read_tox_jobs,
    read_tox_toml_jobs,
)
from layerproof.adoption.discovery.project.ci.shell import (
    prepares_database,
    runs_pytest,
    runs_tests,
    split_commands,
)
from layerproof.adoption.discovery.project.ci.values import Job
from layerproof.adoption.discovery.project.ci.yaml_jobs import (
    read_azure_jobs,
    read_circleci_jobs,
    read_github_jobs,
    read_gitlab_jobs,
)
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.reading.yaml_file import YamlFile
from layerproof.adoption.survey import CiFile

_YAML: tuple[tuple[str, str, Callable[[YamlFile], Iterable[Job]]], ...] = (
    ("github", r"(.+/)?\.github/(workflows/[^/]+|actions/.+/action)\.ya?ml", read_github_jobs),
    ("gitlab", r"\.gitlab-ci\.ya?ml|\.gitlab/.+\.ya?ml", read_gitlab_jobs),
    ("circleci", r"\.circleci/.+\.ya?ml", read_circleci_jobs),
    ("azure", r"(.+/)?azure-pipelines[^/]*\.ya?ml|\.azure-pipelines/.+\.ya?ml", read_azure_jobs),
)
#: Files of task runners are of interest where they stand in the root or in a project's folder.
_PLAIN = {
    "Makefile": "make",
    "makefile": "make",
    "GNUmakefile": "make",
    "justfile": "just",
    "Justfile": "just",
    "Jenkinsfile": "jenkins",
    "tox.ini": "tox",
    "tox.toml": "tox",
    "noxfile.py": "nox",
    "pyproject.toml": "tasks",
    "Pipfile": "tasks",
}
_TEST_SCRIPT = re.compile(r"(.+/)?[^/]*tests?[^/]*\.sh")


def find_ci(
    tree: ProjectTree, folders: Iterable[str], test_roots: Iterable[str]
) -> tuple[Found[CiFile], ...]:
    """Return each file that runs tests or makes a database for them, and those of every CI.

    ``folders`` are the projects whose task files count; what lies within tests counts for nothing.
    """
    aside = tuple(test_roots)
    homes = frozenset((".", *folders))
    found = []
    for path in tree.files:
        system = None if is_within(path, aside) else _system_of(path, homes)
        if system is None:
            continue
        each = _describe(system, path, list(_read(tree, system, path)))
        if each.value.commands or each.value.prepares or system in ("github", "gitlab"):
            found.append(each)
    return tuple(found)


def find_commands(ci: Iterable[Found[CiFile]]) -> tuple[Found[str], ...]:
    """Return the authors' own ways to run tests, each once; those that name pytest come first."""
    found: dict[str, Found[str]] = {}
    for each in ci:
        for command, place in zip(each.value.commands, each.places, strict=False):
            before = found.get(command)
            places = (*(before.places if before else ()), place)
            found[command] = Found(command, places, Confidence.CERTAIN, each.value.system)
    return tuple(sorted(found.values(), key=lambda each: not runs_pytest(each.value)))


def _system_of(path: str, homes: frozenset[str]) -> str | None:
    for system, pattern, _ in _YAML:
        if re.fullmatch(pattern, path):
            return system
    if _TEST_SCRIPT.fullmatch(path) and is_within(parent_of(path), _script_folders(homes)):
        return "script"
    return _PLAIN.get(path.rpartition("/")[2]) if parent_of(path) in homes else None


def _script_folders(homes: frozenset[str]) -> list[str]:
    starts = [home if home != "." else "" for home in homes]
    return [f"{start}/{name}".strip("/") for start in starts for name in ("scripts", "bin", "ci")]


def _read(tree: ProjectTree, system: str, path: str) -> Iterator[Job]:
    for name, _, read_jobs in _YAML:
        if system == name:
            file = tree.yaml(path)
            yield from read_jobs(file) if file else ()
            return
    if system in ("tasks", "tox") and not path.endswith(".ini"):
        yield from _read_toml(tree, system, path)
    elif system == "tox":
        ini = tree.ini(path)
        yield from read_tox_jobs(ini) if ini else ()
    elif system == "nox":
        module = tree.parse(path)
        yield from read_nox_jobs(module) if module else ()
    else:
        text = tree.read(path) or ""
        readers = {"jenkins": read_jenkins_jobs, "script": read_script_jobs}
        yield from readers.get(system, read_recipe_jobs)(text)


def _read_toml(tree: ProjectTree, system: str, path: str) -> Iterator[Job]:
    toml = tree.toml(path)
    if toml is None:
        return
    if system == "tox":
        yield from read_tox_toml_jobs(toml)
        return
    yield from read_task_jobs(toml)
    yield from read_tox_toml_jobs(toml, "tool", "tox")


def _describe(system: str, path: str, jobs: list[Job]) -> Found[CiFile]:
    """Judge the jobs of one file: what prepares counts if it comes before tests in its job."""
    commands: dict[str, Place] = {}
    prepares: dict[str, Place] = {}
    variables: dict[str, str] = {}
    for job in jobs:
        before: dict[str, Place] = {}
        for step in job.steps:
            for offset, text in split_commands(step.script):
                place = Place(path, step.line + offset)
                if runs_tests(text):
                    commands.setdefault(text, place)
                    prepares.update(before)
                    variables.update({**job.variables, **step.variables})
                elif prepares_database(text):
                    before.setdefault(text, place)
    uploads = [job.uploads_hidden for job in jobs if job.uploads_hidden is not None]
    file = CiFile(
        system=system,
        path=path,
        commands=tuple(commands),
        prepares=tuple(prepares),
        variables=variables,
        uploads_hidden=all(uploads) if uploads else None,
    )
    places = (*commands.values(), *prepares.values())
    return Found(file, places or (Place(path),))
