"""What keeps a suite from running with two workers: seen, where two workers ran it."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.doctor.checks_running.frames import place_test
from layerproof.adoption.doctor.checks_running.probes import (
    explain_lost,
    run_as_given,
    run_side_by_side,
)
from layerproof.adoption.doctor.checks_running.sharing import Met, find_met
from layerproof.adoption.doctor.environments import look_at_environment
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.adoption.probing.values import ProbedRun
from layerproof.core.wording import count_noun

_CHECK = "two-workers"
_GOOD = frozenset({"passed", "skipped", "xfailed"})
_WHATS = {
    "path": ("write", "one overwrites what the other reads; it depends on who is quicker"),
    "port": ("bind", "the second one cannot, and its tests fail"),
    "sqlite": ("open the SQLite file", "each sees the other's rows and waits for its locks"),
}
_FIXES = {
    "path": "use tmp_path, or a folder named after PYTEST_XDIST_WORKER",
    "port": "bind port 0 and ask for the port that it became",
    "sqlite": "give each worker a file of its own: `env` of [tool.layerproof.database] does",
}


def examine_two_workers(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding for each thing that two workers share, and each test that fails with two."""
    if not look_at_environment(patient).has("pytest-xdist"):
        yield Diagnosis(
            _CHECK,
            State.NOT_MEASURED,
            f"two workers could not be tried: {patient.python} has no pytest-xdist",
            why="what was not run is not known to be well",
            fix="install pytest-xdist with the test dependencies",
        )
        return
    yield from judge_two_workers(run_as_given(patient), run_side_by_side(patient))


def judge_two_workers(alone: ProbedRun, together: ProbedRun) -> Iterator[Diagnosis]:
    """Yield what a run with two workers says, next to one without."""
    places = {test.nodeid: place_test(test) for test in together.tests}
    for met in find_met(together.touched):
        yield _tell_met(met, places)
    worse = [
        nodeid
        for nodeid, ended in together.outcomes.items()
        if ended.status not in _GOOD
        and nodeid in alone.outcomes
        and alone.outcomes[nodeid].status in _GOOD
    ]
    if worse:
        yield _tell_worse(worse, together, places)
    for run, name in ((alone, "one process"), (together, "two workers")):
        lost = explain_lost(_CHECK, run, f"not every test was run by {name}")
        if lost is not None:
            yield lost


def _tell_met(met: Met, places: dict[str, Place]) -> Diagnosis:
    verb, why = _WHATS[met.kind]
    if met.kind == "path" and met.removed:
        verb, why = "write or remove", "one removes what the other is using"
    by = f" (in {name_some(met.tests, 2)})" if met.tests else " (while files are imported)"
    return Diagnosis(
        _CHECK,
        State.FOUND,
        f"two workers {verb} {met.detail}{by}",
        why=why,
        fix=_FIXES[met.kind],
        places=tuple(places[nodeid] for nodeid in met.tests[:5] if nodeid in places),
    )


def _tell_worse(worse: list[str], together: ProbedRun, places: dict[str, Place]) -> Diagnosis:
    first = together.outcomes[worse[0]].message
    return Diagnosis(
        _CHECK,
        State.FOUND,
        f"{count_noun(len(worse), 'test')} passed in one process and failed with two workers: "
        f"{name_some(worse)}" + (f"; the first says: {first}" if first else ""),
        why="they share something with tests of the other worker, or lean on one that it ran",
        fix="see what the workers share and which tests lean on others; until then `workers = 0`, "
        'or `args = ["--dist", "loadfile"]` where they lean on tests of their own file alone',
        places=tuple(places[nodeid] for nodeid in worse if nodeid in places),
    )


CHECKS = (Check(_CHECK, "two workers share nothing", examine_two_workers, runs_tests=True),)
