"""The whole plan: which files change and why. Pure: the same survey gives the same plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from layerproof.adoption.setup.makefile import plan_makefile
from layerproof.adoption.setup.new_tests import NewTests, plan_new_tests
from layerproof.adoption.setup.noxfile import plan_noxfile
from layerproof.adoption.setup.suite_words import READY
from layerproof.adoption.setup.table import PlannedTable, plan_table
from layerproof.adoption.setup.targets import has_tests
from layerproof.adoption.setup.toml_text import Section, append_sections, parse_toml
from layerproof.adoption.setup.values import (
    Entry,
    Existing,
    FileChange,
    ProposedSuite,
    SetupPlan,
)
from layerproof.adoption.setup.workflow import plan_workflow
from layerproof.adoption.survey import Survey

PYPROJECT = "pyproject.toml"


def plan_setup(
    survey: Survey, existing: Existing, proposals: Sequence[ProposedSuite] = ()
) -> SetupPlan:
    """Return everything that would be written; a plan without changes is one that is done.

    :param proposals: suites that fixtures tell (``by_fixture``); else folders and markers do.

    Raises ``ConfigError`` for a ``pyproject.toml`` that cannot be parsed, ``UsageError`` where
    there is nothing to measure.
    """
    text = existing.texts.get(PYPROJECT)
    document = parse_toml(text, PYPROJECT) if text else {}
    tool = document.get("tool")
    if isinstance(tool, dict) and "layerproof" in tool:
        note = f"{PYPROJECT} has a [tool.layerproof] table already; it is left as it is"
        return _plan_around(survey, existing, SetupPlan(notes=(note,)), _name_declared(tool))
    planned = plan_table(survey, existing, document, proposals)
    tests = _plan_tests(survey, existing, planned)
    change = _plan_pyproject(survey, text, planned, tests)
    notes = (*planned.notes, *(_warn_of_new_file(existing) if text is None else ()))
    first = SetupPlan((change, *tests.plan.changes), notes, planned.decisions)
    told = SetupPlan(notes=tests.plan.notes, decisions=tests.plan.decisions)
    return _plan_around(survey, existing, _join(first, told), (*planned.suites, *tests.suites))


def _warn_of_new_file(existing: Existing) -> Iterator[str]:
    """Yield what a ``pyproject.toml`` changes for installers by being there, whatever it holds."""
    yield (
        f"{PYPROJECT} is new: `uv run` takes the folder for a project from now on, unless "
        "`managed = false` stands under [tool.uv]; pytest and `uv pip` work as before"
    )
    if existing.has("setup.py"):
        yield f"with {PYPROJECT} beside setup.py, pip builds the project in isolation (PEP 517)"


def _plan_tests(survey: Survey, existing: Existing, planned: PlannedTable) -> NewTests:
    if has_tests(survey):
        return NewTests(SetupPlan(), ())
    database = any(section.name.endswith(".database") for section in planned.sections)
    return plan_new_tests(survey, existing, database=database)


def _plan_pyproject(
    survey: Survey, text: str | None, planned: PlannedTable, tests: NewTests
) -> FileChange:
    sections = list(planned.sections)
    if tests.suites:
        sections = [*_plan_pytest(survey), *sections]
    return FileChange(PYPROJECT, text, append_sections(text or "", sections, path=PYPROJECT))


def _plan_pytest(survey: Survey) -> list[Section]:
    """Return settings of pytest that new tests need: where code lies that nothing installs."""
    packaging = survey.project.packaging
    installed = packaging is not None and packaging.value.is_package
    above = {found.value.rpartition("/")[0] for found in survey.project.source} - {""}
    if installed or survey.tests.settings.origin or not above:
        return []
    paths = [".", *sorted(above)]
    entry = Entry("pythonpath", list(paths), "The code is not installed: tests find it here.")
    return [Section("tool.pytest.ini_options", (entry,))]


def _plan_around(
    survey: Survey, existing: Existing, first: SetupPlan, suites: Sequence[str]
) -> SetupPlan:
    """Return the plan with the files that call Layerproof: noxfile, Makefile, workflow."""
    names = [name for name in reversed(READY) if name in suites]
    names += sorted(set(suites) - set(READY))
    noxfile, calls = plan_noxfile(existing, names)
    makefile = plan_makefile(existing, names, calls)
    workflow = plan_workflow(survey, existing, names, calls.one)
    return replace(_join(first, noxfile, makefile, workflow), call=calls.whole)


def _name_declared(tool: dict[str, object]) -> tuple[str, ...]:
    table = tool["layerproof"]
    suites = table.get("suites") if isinstance(table, dict) else None
    return tuple(suites) if isinstance(suites, dict) else ()


def _join(*plans: SetupPlan) -> SetupPlan:
    return SetupPlan(
        tuple(change for plan in plans for change in plan.changes),
        tuple(dict.fromkeys(note for plan in plans for note in plan.notes)),
        tuple(decision for plan in plans for decision in plan.decisions),
    )
