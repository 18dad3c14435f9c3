"""The runs that the checks share. Each is made once an examination, when a check first asks."""

from __future__ import annotations

from dataclasses import replace

from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.values import Diagnosis, Patient, State
from layerproof.adoption.probing.suite import probe_suite
from layerproof.adoption.probing.values import Order, ProbedRun, ProbeOrder
from layerproof.core.wording import count_noun


def collected(patient: Patient) -> ProbedRun:
    """Return the collection of all tests; none is run."""
    return remember(patient, _collect)


def run_as_given(patient: Patient) -> ProbedRun:
    """Return a run of all tests in the order that pytest gives them, in one process."""
    return remember(patient, _run_as_given)


def run_backwards(patient: Patient) -> ProbedRun:
    """Return a run of all tests the other way round."""
    return remember(patient, _run_backwards)


def run_side_by_side(patient: Patient) -> ProbedRun:
    """Return a run of all tests by two workers, with what they touched."""
    return remember(patient, _run_side_by_side)


def run_only(patient: Patient, nodeids: tuple[str, ...], time_limit: float) -> ProbedRun:
    """Return a run of some tests in just this order; other files of tests are not imported."""
    all_paths = {test.nodeid: test.path for test in collected(patient).tests}
    wanted = {all_paths.get(nodeid, "") for nodeid in nodeids}
    others = sorted({path for path in all_paths.values() if path and path not in wanted})
    return _probe(
        patient,
        ProbeOrder(
            time_limit=time_limit,
            file_limit=patient.time_limit,
            skip=(*_list_spoilers(patient), *others),
            only=nodeids,
        ),
    )


def explain_lost(check: str, run: ProbedRun, what: str) -> Diagnosis | None:
    """Return the answer that a run was not whole; ``None`` where it was.

    :param what: what could not be seen for that reason.
    """
    out = [*(hang.path for hang in run.hangs), *run.errors]
    if run.lost:
        why = f"{what}: {run.lost}"
    elif out:
        why = f"{what}: {count_noun(len(out), 'file')} could not be collected (see test-imports)"
    elif not run.tests:
        why = f"{what}: pytest found no test"
    else:
        return None
    return Diagnosis(
        check,
        State.NOT_MEASURED,
        why,
        why="what was not run is not known to be well",
        fix="run pytest in the project's environment; then ask again, or allow a longer run",
    )


def _collect(patient: Patient) -> ProbedRun:
    order = ProbeOrder(
        collect_only=True, time_limit=patient.run_limit, file_limit=patient.time_limit
    )
    return _probe(patient, order)


def _run_as_given(patient: Patient) -> ProbedRun:
    return _run(patient, Order.GIVEN)


def _run_backwards(patient: Patient) -> ProbedRun:
    return _run(patient, Order.REVERSED)


def _run_side_by_side(patient: Patient) -> ProbedRun:
    return _run(patient, Order.GIVEN, workers=2)


def _run(patient: Patient, order: Order, workers: int = 0) -> ProbedRun:
    """Return a run without the files that are known to hang, which stay among its hangs."""
    wish = ProbeOrder(
        order=order,
        workers=workers,
        watch=workers > 0,
        time_limit=patient.run_limit,
        file_limit=patient.time_limit,
        skip=_list_spoilers(patient),
    )
    run = _probe(patient, wish)
    return replace(run, hangs=(*collected(patient).hangs, *run.hangs))


def _list_spoilers(patient: Patient) -> tuple[str, ...]:
    """Return the files that are known to hang: nobody has to wait for them again."""
    return tuple(hang.path for hang in collected(patient).hangs if hang.path)


def _probe(patient: Patient, order: ProbeOrder) -> ProbedRun:
    return probe_suite(patient.root, patient.python, order, patient.say)
