"""One run of one part of a suite, from the order to its record. Judging it is ``judged_run``'s."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layerproof.core.config.globs import compile_globs
from layerproof.core.config.values import Config, Suite
from layerproof.core.outcome.values import CoverageFacts, Part, PartOutcome, Status
from layerproof.core.suites.arguments import (
    Invocation,
    build_arguments,
    find_narrowing,
    plan_workers,
)
from layerproof.core.suites.sharding import Shard
from layerproof.core.suites.tracing import COVERAGE_FLOOR, Tracing, choose_tracing
from layerproof.errors import EnvironmentUnfitError, UsageError
from layerproof.pipeline.ports import Desk, Ended, Packed, Project, Workplace
from layerproof.pipeline.session_record import (
    SessionRecord,
    find_uncollected,
    read_session_record,
)


@dataclass(frozen=True, slots=True)
class SuiteOrder:
    """What to run: a suite, as which part of it, beside how many others, with what arguments.

    ``ambient`` are pytest arguments from the environment (``PYTEST_ADDOPTS``): pytest reads
    them by itself, but they can leave tests out as any others.
    """

    suite: str
    python: str | None = None
    shard: Shard | None = None
    jobs: int = 1
    arguments: tuple[str, ...] = ()
    ambient: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    """An order with everything decided that can be decided before pytest starts."""

    config: Config
    place: Workplace
    order: SuiteOrder
    suite: Suite
    part: Part
    tracing: Tracing | None
    workers: int


def run_part(project: Project, place: Workplace, order: SuiteOrder) -> PartOutcome:
    """Run the part that is ordered and return its record, which also lies in its folder.

    :raises UsageError: when there is no such suite or Python, the Python is another than this
        one, or the part is running already.
    :raises EnvironmentUnfitError: when coverage.py here is too old to be believed.
    """
    job = _prepare(project.config, place, order)
    with place.open_desk(job.part) as desk:
        started = PartOutcome(
            job.part,
            Status.STARTED,
            python_version=place.python_version,
            started_at=place.now(),
            fingerprint=project.take_fingerprint(),
        )
        desk.write(started)
        ended = _run_pytest(job, desk)
        outcome = _record(job, desk, started, ended)
        desk.write(outcome)
    return outcome


def find_suite(config: Config, name: str) -> Suite:
    """Return the suite of that name.

    :raises UsageError: when there is none.
    """
    suite = config.suite(name)
    if suite is None:
        known = ", ".join(one.name for one in config.suites)
        raise UsageError(f"there is no suite named {name!r}", advice=f"use one of: {known}")
    return suite


def needs_early_environment(config: Config) -> bool:
    """Return whether the table has variables that the backend may read when it is imported."""
    return bool(config.env or (config.database and config.database.env))


def _prepare(config: Config, place: Workplace, order: SuiteOrder) -> _Job:
    suite = find_suite(config, order.suite)
    part = _name_part(config, place, order)
    tracing = _choose_tracing(config, place, suite)
    return _Job(config, place, order, suite, part, tracing, _plan(place, suite, order))


def _name_part(config: Config, place: Workplace, order: SuiteOrder) -> Part:
    if order.python and order.python not in config.pythons:
        raise UsageError(
            f"{order.python!r} is not among the pythons of the table",
            advice=f"use one of: {', '.join(config.pythons) or '(there are none)'}",
        )
    if order.python and not f"{place.python_version}.".startswith(f"{order.python}."):
        raise UsageError(
            f"this is Python {place.python_version}, so it cannot stand for {order.python}",
            advice=f"call Layerproof with Python {order.python}, or leave --python out",
        )
    shard = order.shard or Shard(1, 1)
    return Part(order.suite, order.python, shard.number, shard.total)


def _choose_tracing(config: Config, place: Workplace, suite: Suite) -> Tracing | None:
    if not suite.coverage:
        return None
    floor = ".".join(map(str, COVERAGE_FLOOR))
    numbers = tuple(int(n) for n in place.coverage_version.split(".")[:3] if n.isdigit())
    if numbers < COVERAGE_FLOOR:
        raise EnvironmentUnfitError(
            f"coverage {place.coverage_version} may lose data; {floor} is needed",
            advice=f"install coverage>={floor} in this environment",
        )
    return choose_tracing(place.interpreter, branch=config.coverage.branch)


def _plan(place: Workplace, suite: Suite, order: SuiteOrder) -> int:
    # A narrowed run is a developer's look at a few tests; starting workers would take longer.
    narrowed = find_narrowing(order.arguments)
    if not suite.workers or narrowed or "pytest-xdist" not in place.installed:
        return 0
    counts = place.count_tests()
    # They go by places: tests that only fixtures sort may be in any of them.
    tests = sum(counts.values()) if suite.fixtures else counts.get(suite.name, 0)
    share = order.shard.total if order.shard else 1
    return plan_workers(suite, tests=tests // share, cores=place.cores, jobs=order.jobs)


def _run_pytest(job: _Job, desk: Desk) -> Ended:
    invocation = Invocation(
        suites=(job.suite.name,),
        root=job.place.root,
        record=desk.record,
        workers=job.workers,
        shard=job.order.shard,
        installed=job.place.installed,
        early=needs_early_environment(job.config),
        addopts=tuple(job.place.addopts),
        ambient=job.order.ambient,
    )
    if job.tracing is not None:
        desk.prepare_tracing(job.tracing)
    arguments = build_arguments(invocation, job.suite.args, job.order.arguments)
    return desk.run_pytest(arguments, traced=job.tracing is not None)


def _record(job: _Job, desk: Desk, started: PartOutcome, ended: Ended) -> PartOutcome:
    """Return what the part did, from what its processes left behind."""
    document = desk.read_session()
    packed = desk.pack(job.tracing) if job.tracing else None
    outcome = replace(
        started,
        status=Status.INTERRUPTED if ended.interrupted else Status.FINISHED,
        seconds=ended.seconds,
        exit_code=ended.code,
    )
    if document is None:
        fault = f"pytest ended with {ended.code} before it could write its record"
        return replace(outcome, faults=(fault,))
    session = read_session_record(document)
    return replace(
        outcome,
        selected=session.selected,
        assigned=session.assigned,
        narrowed=_find_narrowing(session, job.order),
        tests=session.tests,
        census=session.census,
        orphans=session.orphans,
        faults=_gather_faults(session, packed),
        uncollected=_find_uncollected(job, session),
        notes=session.notes,
        misplaced=tuple(path for path in session.homes if path not in started.fingerprint.tests),
        coverage=_state_facts(job, session, packed),
    )


def _find_narrowing(session: SessionRecord, order: SuiteOrder) -> tuple[str, ...]:
    given = find_narrowing([*order.ambient, *order.arguments]) or session.narrowing
    if session.dropped and not given:
        return (f"{session.dropped} tests that a plugin or conftest took out",)
    return given


def _gather_faults(session: SessionRecord, packed: Packed | None) -> tuple[str, ...]:
    return (*session.faults, packed.fault) if packed and packed.fault else session.faults


def _find_uncollected(job: _Job, session: SessionRecord) -> tuple[str, ...]:
    narrowed = find_narrowing([*job.order.ambient, *job.order.arguments])
    if narrowed or not session.patterns:
        return ()
    ignored = compile_globs(job.config.ignored_tests)
    # Where pytest's ``testpaths`` are fewer than the table's folders, tests would never run.
    files = job.place.list_tests([*session.folders, *job.config.tests])
    return find_uncollected(session, [path for path in files if not ignored(path)])


def _state_facts(job: _Job, session: SessionRecord, packed: Packed | None) -> CoverageFacts | None:
    tracing = job.tracing
    if packed is None or tracing is None:
        return None
    ran = [account for account in session.accounts if account.tests]
    proven = [
        account
        for account in ran
        if account.pid in packed.proven_plain
        and (account.pid in packed.proven_switching or not account.greenlet)
    ]
    return CoverageFacts(
        version=job.place.coverage_version,
        core=tracing.core,
        concurrency=tracing.concurrency,
        branch=tracing.branch,
        processes=len(ran) + session.lost,
        traced=len(proven),
        data=packed.data,
    )
