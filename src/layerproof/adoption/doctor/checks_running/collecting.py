"""Files of tests that hang, fail or take long when pytest collects them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from layerproof.adoption.doctor.checks_running.frames import read_places
from layerproof.adoption.doctor.checks_running.probes import collected, explain_lost
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.endings import name_cause
from layerproof.adoption.probing.values import Hang, ProbedRun
from layerproof.core.wording import count_noun

#: Seconds that one file may take. The first one loads, for all others, what they import too.
_SLOW = 1.0
_SLOW_FIRST = 5.0
#: A file is an outlier from this many times the median on, and these seconds.
_TIMES = 10
_NOTICED = 0.25


def examine_imports(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding for each file that hangs or cannot be collected."""
    run = collected(patient)
    yield from judge_imports(run, frozenset(patient.tree.python_files))


def examine_times(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for the files that take long to be collected."""
    yield from judge_times(collected(patient))


def judge_imports(run: ProbedRun, known: frozenset[str]) -> Iterator[Diagnosis]:
    """Yield what a collection says of files that spoil it.

    :param known: the project's Python files.
    """
    for hang in run.hangs:
        yield _tell_hang(hang, known)
    causes: dict[str, list[str]] = {}
    for path, error in run.errors.items():
        causes.setdefault(name_cause(error), []).append(path)
    for cause, paths in causes.items():
        yield _tell_error(cause, paths)
    if run.lost or not (run.hangs or run.errors):
        lost = explain_lost("test-imports", run, "not every file of tests was imported")
        yield from (lost,) if lost is not None else ()


def _tell_error(cause: str, paths: Sequence[str]) -> Diagnosis:
    return Diagnosis(
        "test-imports",
        State.FOUND,
        f"{name_some(paths)} cannot be collected: {cause}",
        why="none of the tests there can run, and by pytest's default no other either",
        fix="make it importable; what it needs of the environment, the authors' own command or"
        " `env` of [tool.layerproof] sets",
        places=tuple(Place(path) for path in paths),
    )


def _tell_hang(hang: Hang, known: frozenset[str]) -> Diagnosis:
    where = f", in {hang.frames[0]}" if hang.frames else ""
    places = read_places(hang.frames, known)
    return Diagnosis(
        "test-imports",
        State.FOUND,
        f"{hang.path or 'pytest'} hangs at its import: it stood for {hang.seconds:g} s{where}",
        why="pytest imports every file before it runs one test, so the whole run waits here",
        fix="let no import connect, wait or run anything: move it into a fixture or a function",
        places=places or ((Place(hang.path),) if hang.path else ()),
    )


def judge_times(run: ProbedRun) -> Iterator[Diagnosis]:
    """Yield what a collection says of files that take long."""
    lost = explain_lost("collection-time", run, "not every file of tests was timed")
    if lost is not None:
        yield lost
    slow = find_slow(run.collection)
    if not slow:
        return
    named = name_some(f"{path} {seconds:.1f} s" for path, seconds in slow.items())
    total = sum(run.collection.values())
    take = "takes" if len(slow) == 1 else "take"
    yield Diagnosis(
        "collection-time",
        State.FOUND,
        f"{count_noun(len(slow), 'file')} of tests {take} long to be collected: {named}"
        f" (all {len(run.collection)} files: {total:.1f} s)",
        why="every run waits for it, of one test too, and every worker does it again",
        fix="do at import nothing but define; load data and heavy libraries in fixtures",
        places=tuple(Place(path) for path in slow),
    )


def find_slow(seconds: Mapping[str, float]) -> dict[str, float]:
    """Return the files that take long by themselves or next to the others, slowest first.

    :param seconds: by file, in the order of their collection.
    """
    if not seconds:
        return {}
    first = next(iter(seconds))
    limit = min(_SLOW, max(_NOTICED, _TIMES * median(seconds.values())))
    slow = {
        path: taken
        for path, taken in seconds.items()
        if taken >= (_SLOW_FIRST if path == first else limit)
    }
    return dict(sorted(slow.items(), key=lambda each: -each[1]))


CHECKS = (
    Check("test-imports", "every file of tests can be imported", examine_imports, runs_tests=True),
    Check(
        "collection-time", "files of tests are quickly collected", examine_times, runs_tests=True
    ),
)
