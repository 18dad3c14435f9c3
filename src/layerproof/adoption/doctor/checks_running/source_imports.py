"""Source modules that hang, fail or exit when they are imported, each by itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence

from layerproof.adoption.doctor.checks_running.frames import read_places
from layerproof.adoption.doctor.checks_running.module_names import find_import_root, name_source
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.imports import ImportScope, probe_imports
from layerproof.adoption.probing.values import ImportStatus, ProbedImport
from layerproof.core.config.env_fields import fill_fields, find_fields
from layerproof.core.config.values import Config
from layerproof.core.wording import count_noun

_CHECK = "source-imports"
#: Seconds of its own from which an import is slow.
_SLOW = 2.0
#: What a variable of the table stands for where there is no database: a port that nobody serves.
_NOWHERE = {
    "url": "postgresql://nobody@127.0.0.1:9/nowhere",
    "async_url": "postgresql+asyncpg://nobody@127.0.0.1:9/nowhere",
    "host": "127.0.0.1",
    "port": "9",
    "user": "nobody",
    "name": "nowhere",
    "worker": "main",
    "folder": tempfile.gettempdir(),
}
_NO_FILE = {"url": "sqlite://", "async_url": "sqlite+aiosqlite://", "path": ":memory:"}
_TELL = {
    ImportStatus.HANG: (
        "hangs at its import",
        "whoever imports it waits: tests, tools, the server at its start",
        "let no import connect or wait: do it in a function that is called",
    ),
    ImportStatus.ERROR: (
        "cannot be imported",
        "no test can reach it by itself, and files that nobody imports are never covered",
        "mend the import; where it needs settings, give them defaults for tests",
    ),
    ImportStatus.EXIT: (
        "ends the process at its import",
        "a run of tests that imports it is over, without a report",
        'move what runs below `if __name__ == "__main__":`',
    ),
}


def examine_source(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding for each cause for which modules do not come through."""
    modules = name_source(patient)
    if not modules:
        yield Diagnosis(_CHECK, State.NOT_MEASURED, "no source module was found to import")
        return
    patient.say(f"importing {count_noun(len(modules), 'module')}")
    try:
        answers = probe_imports(
            patient.root,
            patient.python,
            tuple(modules),
            patient.time_limit,
            patient.say,
            scope=ImportScope(
                paths=tuple(sorted({find_import_root(p, name) for name, p in modules.items()})),
                whole_limit=patient.run_limit,
                environment=fill_variables(patient.config, os.environ),
            ),
        )
    except OSError as error:
        problem = f"{patient.python} cannot be started: {error.strerror or error}"
        yield Diagnosis(_CHECK, State.NOT_MEASURED, problem)
        return
    yield from judge_source(answers, modules, frozenset(patient.tree.python_files))


def fill_variables(config: Config | None, environ: Mapping[str, str]) -> dict[str, str]:
    """Return values for the variables that the table sets for tests, and nobody has set.

    They lead to no database: an import that connects to one fails here, as it should.
    """
    if config is None:
        return {}
    given = {**config.env, **(config.database.env if config.database else {})}
    is_sqlite = config.database is not None and config.database.engine == "sqlite"
    values = {**_NOWHERE, **(_NO_FILE if is_sqlite else {})}
    return {
        name: fill_fields(text, {field: values.get(field, "") for field in find_fields(text)})
        for name, text in given.items()
        if name not in environ
    }


def judge_source(
    answers: Sequence[ProbedImport], modules: Mapping[str, str], known: frozenset[str]
) -> Iterator[Diagnosis]:
    """Yield one finding for all modules that fail in the same place, and one for the slow ones.

    :param modules: their files by name.
    :param known: the project's Python files.
    """
    causes: dict[tuple[ImportStatus, str], list[ProbedImport]] = {}
    for each in answers:
        if each.status is not ImportStatus.OK:
            place = read_places(each.frames, known)[:1]
            cause = str(place[0]) if place else each.message
            causes.setdefault((each.status, cause), []).append(each)
    for (status, _), group in causes.items():
        yield _tell(status, group, modules, known)
    slow = [each for each in answers if each.status is ImportStatus.OK and each.seconds >= _SLOW]
    if slow:
        yield _tell_slow(slow, modules)
    missing = len(modules) - len(answers)
    if missing:
        yield Diagnosis(
            _CHECK,
            State.NOT_MEASURED,
            f"{count_noun(missing, 'module')} of {len(modules)} were not imported within the limit",
            why="what was not imported is not known to be importable",
            fix="mend what hangs, or allow a longer run",
        )


def _tell(
    status: ImportStatus,
    group: Sequence[ProbedImport],
    modules: Mapping[str, str],
    known: frozenset[str],
) -> Diagnosis:
    what, why, fix = _TELL[status]
    first = group[0]
    where = f", in {first.frames[0]}" if first.frames else ""
    others = [each.module for each in group[1:]]
    also = f"; likewise {name_some(others)}" if others else ""
    return Diagnosis(
        _CHECK,
        State.FOUND,
        f"{first.module} {what}: {first.message}{where}{also}",
        why=why,
        fix=fix,
        places=read_places(first.frames, known) or (Place(modules[first.module]),),
    )


def _tell_slow(slow: Sequence[ProbedImport], modules: Mapping[str, str]) -> Diagnosis:
    slowest = sorted(slow, key=lambda each: -each.seconds)
    named = name_some(f"{each.module} {each.seconds:.1f} s" for each in slowest)
    take = "takes" if len(slow) == 1 else "take"
    return Diagnosis(
        _CHECK,
        State.FOUND,
        f"{count_noun(len(slow), 'module')} {take} long to be imported: {named}",
        why="every process of tests that imports them waits for it, each worker once",
        fix="import heavy libraries where they are used, and read files when they are asked for",
        places=tuple(Place(modules[each.module]) for each in slowest),
    )


CHECKS = (Check(_CHECK, "every source module can be imported", examine_source, runs_tests=True),)
