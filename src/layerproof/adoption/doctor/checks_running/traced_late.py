"""Modules that were imported before their lines were traced, seen in data that exists.

Such a module lacks the lines that run at its import, of ``def`` and ``class`` above all, while
lines inside those functions ran. Where branches are measured its branch rate lies above its line
rate, which is how people notice.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from layerproof.adoption.doctor.checks_running.line_records import (
    FileRecord,
    LineRecord,
    read_records,
)
from layerproof.adoption.doctor.checks_running.module_names import name_source
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.adoption.reading.syntax import Function
from layerproof.core.wording import count_noun

_CHECK = "traced-late"


def examine_late(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each report with modules that were imported too early."""
    records = read_records(patient)
    names = {path: name for name, path in name_source(patient).items()}
    for record in records:
        late = [file for file in record.files if _is_late(patient, record, file, names)]
        if late:
            importers = find_importers(patient, [names[file.path] for file in late])
            yield tell_late(record.origin, late, importers)
    if not records:
        yield Diagnosis(
            _CHECK,
            State.NOT_MEASURED,
            "there is no coverage data yet (.coverage, coverage.xml, coverage.json)",
            why="only data shows which modules are imported before their lines are traced",
            fix="run the tests with coverage once, then ask again",
        )


def _is_late(patient: Patient, record: LineRecord, file: FileRecord, names: dict[str, str]) -> bool:
    if file.path not in names:
        return False
    try:
        changed = (patient.root / file.path).stat().st_mtime
    except OSError:
        return False
    module = patient.tree.parse(file.path)
    # Lines of a file that has changed since are lines of another file.
    return changed <= record.written and module is not None and was_late(module.tree, file)


def was_late(tree: ast.Module, file: FileRecord) -> bool:
    """Whether a function ran of which the definition did not, and no line of the module's own did.

    :param tree: the file as it was when it was measured.
    """
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    inside = {line for each in functions for line in _lines_of(each)}
    if file.ran - inside:
        return False
    return any(file.missed & _heads_of(each) and file.ran & _lines_of(each) for each in functions)


def _heads_of(function: Function) -> set[int]:
    first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    return set(range(first, max(function.body[0].lineno, first + 1)))


def _lines_of(function: Function) -> set[int]:
    end = function.end_lineno or function.lineno
    return set(range(function.body[0].lineno, end + 1)) - _heads_of(function)


def find_importers(patient: Patient, names: Sequence[str]) -> tuple[Place, ...]:
    """Return where conftests and the project's own plugins import those modules, or around them."""
    tests = patient.survey.tests
    tops = {name.partition(".")[0] for name in names}
    plugins = {plugin.value.replace(".", "/") + ".py" for plugin in tests.plugins}
    found: set[Place] = set()
    for path in (*tests.conftests, *sorted(plugins)):
        module = patient.tree.parse(path) if patient.tree.has(path) else None
        for node in ast.walk(module.tree) if module else ():
            if any(name.partition(".")[0] in tops for name in _imported(node)):
                found.add(Place(path, getattr(node, "lineno", 0)))
    return tuple(sorted(found))


def _imported(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Import):
        return tuple(alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        return (node.module,)
    return ()


def tell_late(origin: str, late: Sequence[FileRecord], importers: tuple[Place, ...]) -> Diagnosis:
    """Return the finding on one report."""
    first = late[0]
    rates = ""
    if first.branches:
        lines = len(first.ran) * 100 // (len(first.ran) + len(first.missed))
        rates = (
            f" ({first.path}: lines {lines} %, branches {first.taken * 100 // first.branches} %)"
        )
    by = f"; imported in {name_some(str(place) for place in importers)}" if importers else ""
    return Diagnosis(
        _CHECK,
        State.FOUND,
        f"{origin}: {count_noun(len(late), 'module')} imported before lines were traced: "
        f"{name_some(file.path for file in late)}{rates}{by}",
        why="what runs at an import is missing, each `def` and `class`: the figure is too low",
        fix="start coverage before pytest (`coverage run -m pytest`, or a session of Layerproof);"
        " or import the product inside of fixtures",
        places=(*(Place(file.path) for file in late), *importers),
    )


CHECKS = (
    Check(_CHECK, "coverage began before the product was imported", examine_late, runs_tests=True),
)
