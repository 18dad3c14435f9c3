"""Everything that an audit is judged from, looked at once: files, pytest, environment, doctor.

The project's own code runs in child processes alone. What takes long is told before it begins.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from layerproof import __version__
from layerproof.adoption.audit.doctor_checks import LOOKED_AT_HERE
from layerproof.adoption.audit.earlier import read_earlier
from layerproof.adoption.audit.environment import ask_index, ask_interpreter
from layerproof.adoption.audit.files_on_disk import list_files
from layerproof.adoption.audit.inputs import (
    AuditInput,
    Installed,
    Origin,
    Recorded,
    WrittenTest,
)
from layerproof.adoption.audit.source_reading import body_lines, find_signs
from layerproof.adoption.audit.written_tests import read_tests
from layerproof.adoption.discovery import discover_in
from layerproof.adoption.doctor import Diagnosis, Limits, examine
from layerproof.adoption.doctor.catalogue import list_checks
from layerproof.adoption.probing.suite import probe_suite
from layerproof.adoption.probing.values import ProbedRun, ProbeOrder
from layerproof.adoption.reading.interpreters import find_interpreter
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import Survey
from layerproof.core.config.paths import is_under
from layerproof.core.config.values import Config
from layerproof.core.judge.values import Provenance

Say = Callable[[str], None]

#: Seconds that the import of one file may take. Two that hang then cost less than a minute.
FILE_LIMIT = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for.

    ``run`` runs the tests, ``doctor`` asks the doctor, ``online`` the package index.
    ``time_limit`` are seconds for everything of pytest; ``folder`` is where audits lie.
    """

    run: bool = False
    doctor: bool = True
    online: bool = False
    time_limit: float = 600.0
    folder: Path = Path()


@dataclass(frozen=True, slots=True)
class Table:
    """What the project's table and its records say; the command has read them."""

    config: Config | None = None
    problem: str = ""
    recorded: Recorded = field(default_factory=Recorded)
    provenance: Provenance | None = None


def gather(root: Path, wish: Wish, table: Table, say: Say) -> AuditInput:
    """Return everything that is known about the project in ``root``."""
    say("reading the project's files")
    tree = ProjectTree(root)
    survey = discover_in(tree)
    python = find_interpreter(root)
    tests = tuple(_read_all_tests(tree, survey))
    probe = _probe(root, python, wish, say) if survey.tests.files else None
    earlier, problems = read_earlier(wish.folder)
    return _read_source(
        AuditInput(
            survey=survey,
            origin=_describe(table.provenance),
            files=tuple(list_files(tree)),
            tests=tests,
            used_names=frozenset(_used_names(tree, survey)),
            config=table.config,
            config_problem=table.problem,
            recorded=table.recorded,
            probe=probe,
            ran=wish.run,
            doctor=_ask_doctor(root, python, wish, say),
            doctor_about=_name_checks() if wish.doctor else {},
            doctor_unasked=_name_unasked() if wish.doctor else (),
            installed=_ask_environment(root, python, wish, say),
            earlier=earlier,
            earlier_problems=problems,
        ),
        tree,
    )


def _describe(provenance: Provenance | None) -> Origin:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if provenance is None:
        return Origin(now, __version__)
    return Origin(now, __version__, provenance.commit, provenance.branch, provenance.dirty)


def _probe(root: Path, python: str, wish: Wish, say: Say) -> ProbedRun:
    order = ProbeOrder(collect_only=not wish.run, time_limit=wish.time_limit, file_limit=FILE_LIMIT)
    return probe_suite(root, python, order, say)


def _ask_doctor(root: Path, python: str, wish: Wish, say: Say) -> tuple[Diagnosis, ...] | None:
    if not wish.doctor:
        return None
    limits = Limits(imports=FILE_LIMIT, runs=wish.time_limit)
    skip = [check.name for check in list_checks() if check.name in LOOKED_AT_HERE]
    return examine(root, quick=True, say=say, skip=skip, limits=limits, python=python)


def _name_checks() -> Mapping[str, str]:
    return {check.name: check.about for check in list_checks()}


def _name_unasked() -> tuple[str, ...]:
    return tuple(check.name for check in list_checks() if check.runs_tests)


def _ask_environment(root: Path, python: str, wish: Wish, say: Say) -> Installed:
    installed = ask_interpreter(python, root)
    if wish.online and not installed.problem:
        say("asking the package index for newer versions")
        installed = ask_index(installed, root)
    return installed


def _read_source(given: AuditInput, tree: ProjectTree) -> AuditInput:
    """Return the same with what the source's functions are, and what runs at once."""
    tested = {file.path for file in given.survey.tests.files} | set(given.survey.tests.conftests)
    roots = [found.value for found in given.survey.project.source]
    if given.config is not None:
        roots = [*given.config.source]
    source = [
        path
        for path in tree.python_files
        if path not in tested and any(is_under(path, root) for root in roots)
    ]
    modules = [module for module in map(tree.parse, source) if module is not None]
    signs = tuple(sign for module in modules for sign in find_signs(module))
    return replace(
        given, bodies={module.path: body_lines(module) for module in modules}, signs=signs
    )


def _read_all_tests(tree: ProjectTree, survey: Survey) -> Iterator[WrittenTest]:
    fixtures = _fixtures_by_folder(survey)
    prefix = _function_prefix(survey)
    for file in survey.tests.files:
        module = tree.parse(file.path)
        if module is not None:
            seen = _seen_from(file.path, fixtures)
            yield from read_tests(module, prefix=prefix, fixtures=seen)


def _function_prefix(survey: Survey) -> str:
    """Return what test functions begin with; globs and several prefixes are left to pytest."""
    value = survey.tests.settings.values.get("python_functions", "test")
    words = value.split() if isinstance(value, str) else list(value)
    return words[0] if len(words) == 1 and words[0].isidentifier() else "test"


def _fixtures_by_folder(survey: Survey) -> Mapping[str, Mapping[str, str]]:
    """Return the fixtures of each conftest, by its folder: name and place."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for each in survey.tests.fixtures:
        for place in each.places:
            folder, _, name = place.path.rpartition("/")
            if name == "conftest.py":
                found[folder][each.value.name] = str(place)
    return found


def _seen_from(path: str, fixtures: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return the fixtures that a file sees; those of the nearest conftest win."""
    parts = path.split("/")[:-1]
    seen: dict[str, str] = {}
    for depth in range(len(parts) + 1):
        seen |= fixtures.get("/".join(parts[:depth]), {})
    return seen


def _used_names(tree: ProjectTree, survey: Survey) -> Iterator[str]:
    """Yield the names that fixtures ask for, and texts by which a fixture may be fetched."""
    for path in (*survey.tests.conftests, *(file.path for file in survey.tests.files)):
        module = tree.parse(path)
        if module is None:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield from (arg.arg for arg in (*node.args.args, *node.args.kwonlyargs))
            elif isinstance(node, ast.Constant) and _is_name(node.value):
                yield str(node.value)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.isidentifier()
