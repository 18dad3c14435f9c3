"""The whole ``[tool.layerproof]`` table for one survey, with its reasons as comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from layerproof.adoption.findings import Confidence
from layerproof.adoption.setup.addopts import Addopts, read_addopts
from layerproof.adoption.setup.database_part import plan_existing_database, plan_new_database
from layerproof.adoption.setup.deselection import negate
from layerproof.adoption.setup.env_part import plan_env
from layerproof.adoption.setup.ignored import cover_ignored, find_ignored, find_passed_over
from layerproof.adoption.setup.install_part import add_package, plan_install
from layerproof.adoption.setup.layers_part import plan_layers
from layerproof.adoption.setup.parallel import Parallel, decide_workers
from layerproof.adoption.setup.sorting import Sorted, sort_tests
from layerproof.adoption.setup.suites_part import REST, Circumstances, plan_proposed, plan_suites
from layerproof.adoption.setup.targets import has_tests, keep_paths, keep_target
from layerproof.adoption.setup.toml_text import Section, render_value
from layerproof.adoption.setup.values import Decision, Entry, Existing, Part, ProposedSuite
from layerproof.adoption.survey import Packaging, Survey, TestFile
from layerproof.core.config.globs import compile_globs
from layerproof.core.config.markers import compile_expression
from layerproof.core.config.parse import TABLE
from layerproof.errors import UsageError

_ABOUT = "Written by `layerproof init`; docs/configuration.md has every key."
_GATE = (
    "Nothing is asked for yet: raise it to what the first run measured "
    "(step 7 of Layerproof's docs/adopting.md)."
)


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """The sections of the table, and what is to be said of them; ``suites`` get tests at once."""

    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    decisions: tuple[Decision, ...]
    suites: tuple[str, ...]


def plan_table(
    survey: Survey,
    existing: Existing,
    document: Mapping[str, object],
    proposals: Sequence[ProposedSuite] = (),
) -> PlannedTable:
    """Return the table for a project that has none.

    :param document: ``pyproject.toml`` as it is, empty where there is none.
    :param proposals: suites that fixtures tell, instead of folders.

    Raises ``UsageError`` where no code was found that could be measured.
    """
    addopts = read_addopts(survey.tests.settings)
    source = keep_paths(found.value for found in survey.project.source)
    if not source:
        raise UsageError(
            "no package and no module of the project was found, so there is nothing to measure",
            advice="call `layerproof init` with the folder of the project",
        )
    database = plan_existing_database(survey) if has_tests(survey) else plan_new_database(survey)
    left_out = _plan_left_out(survey, existing, addopts)
    env = plan_env(survey.backend) if has_tests(survey) else Part()
    parallel = decide_workers(survey.backend, addopts, database, env)
    suites, default = _plan_suites(survey, existing, addopts, parallel, proposals)
    layers = plan_layers(survey.project.layers)
    install = _plan_install(survey, existing, document, database)
    top = (
        Entry("source", list(source)),
        *_plan_app(survey),
        *_plan_roots(survey),
        *left_out.entries,
        *default,
        Entry("fail_under", 0, _GATE),
    )
    parts = {"env": env, "layers": layers, "suites": suites}
    parts |= {"database": database, "install": install}
    sections = (Section(TABLE, top, _ABOUT), *_write_parts(parts))
    return PlannedTable(
        sections,
        tuple(note for part in (left_out, *parts.values()) for note in part.notes),
        (*_decide(sections), *(one for part in parts.values() for one in part.decisions)),
        _name_suites(survey, existing, addopts, suites, proposals),
    )


def _write_parts(parts: Mapping[str, Part]) -> Iterator[Section]:
    for name, part in parts.items():
        if part.entries:
            yield Section(f"{TABLE}.{name}", part.entries)


def _plan_app(survey: Survey) -> Iterator[Entry]:
    found = survey.backend.application
    target = keep_target(found.value.target) if found else None
    if found and target:
        guess = "A guess: nothing but its name speaks for it."
        yield Entry("app", target, guess if found.confidence is Confidence.GUESS else "")


def _plan_roots(survey: Survey) -> Iterator[Entry]:
    roots = _roots(survey)
    if roots != ("tests",):
        yield Entry("tests", list(roots))


def _roots(survey: Survey) -> tuple[str, ...]:
    return keep_paths(survey.tests.roots) or ("tests",)


def _plan_left_out(survey: Survey, existing: Existing, addopts: Addopts) -> Part:
    """Return ``ignored_tests`` and ``deselect``: what the authors' own pytest leaves out."""
    settings = survey.tests.settings
    at = settings.origin or "addopts"
    entries: list[Entry] = []
    notes: list[str] = []
    globs = cover_ignored(_patterns(survey, existing, addopts), _named_as_tests(survey))
    globs = tuple(glob for glob in globs if keep_paths((glob.replace("*", "x").replace("?", "x"),)))
    globs += find_passed_over(existing.files, _roots(survey), settings.python_files)
    if globs:
        entries.append(
            Entry("ignored_tests", list(globs), "The project's own pytest leaves them out.")
        )
    left_out = negate(addopts.marker)
    if left_out:
        why = f"As `-m {addopts.marker}` in {at} does; every verdict names how many."
        entries.append(Entry("deselect", left_out, why))
    if left_out is None:
        notes.append(
            f"`-m {addopts.marker}` in {at} is not an expression that `deselect` takes: the tests "
            "that it leaves out will run"
        )
    if addopts.keyword:
        notes.append(
            f"`-k {addopts.keyword}` in {at} is lifted: the tests that it leaves out will run"
        )
    if addopts.deselect:
        left = ", ".join(addopts.deselect)
        notes.append(f"`--deselect` in {at} leaves out {left}; every verdict says how many")
    return Part(tuple(entries), tuple(notes))


def _patterns(survey: Survey, existing: Existing, addopts: Addopts) -> tuple[str, ...]:
    folders = survey.tests.settings.values.get("norecursedirs", ())
    names = folders.split() if isinstance(folders, str) else folders
    conftests = [(path, existing.texts.get(path, "")) for path in survey.tests.conftests]
    return find_ignored(addopts, names, conftests)


def _named_as_tests(survey: Survey) -> tuple[str, ...]:
    return tuple(file.path for file in survey.tests.files)


def _collected(survey: Survey, existing: Existing, addopts: Addopts) -> list[TestFile]:
    patterns = _patterns(survey, existing, addopts)
    is_ignored = compile_globs(cover_ignored(patterns, _named_as_tests(survey)))
    return [file for file in survey.tests.files if not is_ignored(file.path)]


def _sort(survey: Survey, existing: Existing, addopts: Addopts) -> Sorted:
    left_out = negate(addopts.marker)
    names = compile_expression(left_out).names if left_out else frozenset()
    files = _collected(survey, existing, addopts)
    return sort_tests(files, _roots(survey), existing.texts, names)


def _plan_suites(
    survey: Survey,
    existing: Existing,
    addopts: Addopts,
    parallel: Parallel,
    proposals: Sequence[ProposedSuite],
) -> tuple[Part, tuple[Entry, ...]]:
    if not has_tests(survey):
        return Part(), ()
    circumstances = Circumstances(
        _roots(survey), parallel.workers, parallel.reasons, addopts.timeout
    )
    if proposals:
        name = proposals[-1].name
        why = "What asks for none of the fixtures that tell a suite belongs here."
        return plan_proposed(proposals, circumstances), (Entry("default_suite", name, why),)
    tests = _sort(survey, existing, addopts)
    default = (Entry("default_suite", REST, "What nothing sorts belongs here."),)
    return plan_suites(tests, circumstances), default if tests.rest else ()


def _name_suites(
    survey: Survey,
    existing: Existing,
    addopts: Addopts,
    suites: Part,
    proposals: Sequence[ProposedSuite],
) -> tuple[str, ...]:
    """Return the suites that have tests, those that the table need not name included."""
    if not has_tests(survey):
        return ()
    names = {entry.key for entry in suites.entries}
    if not proposals:
        names |= _sort(survey, existing, addopts).sure
    return tuple(sorted(names))


def _plan_install(
    survey: Survey, existing: Existing, document: Mapping[str, object], database: Part
) -> Part:
    found = survey.project.packaging
    packaging = found.value if found else Packaging("pip")
    texts = {path: existing.texts.get(path, "") for path in packaging.requirements}
    dependencies = [one.value for one in survey.project.dependencies]
    part = plan_install(packaging, document, texts, dependencies)
    names = {one.name for one in dependencies}
    if has_tests(survey) or database.entries or not survey.backend.application or "httpx" in names:
        return part
    # With a database a session brings it along.
    return add_package(part, "httpx", "The client of the first tests needs it.")


def _decide(sections: Sequence[Section]) -> Iterator[Decision]:
    for section in sections:
        for entry in section.entries:
            name = f"{section.name}.{entry.key}".removeprefix(f"{TABLE}.")
            if entry.reason:
                yield Decision(name, render_value(entry.value), entry.reason, written=True)
