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


def run_part(project: Project, place: Workplace, order: SuiteOrder) -> PartOutcome:
    """Run the part that is ordered and return its record, which also lies in its folder.

    :raises UsageError: when there is no such suite or Python, or the part is running already.
    :raises EnvironmentUnfitError: when coverage.py here is too old to be believed.
    """
    suite = find_suite(project.config, order.suite)
    part = _name_part(project.config, order)
    tracing = _choose_tracing(project.config, place, suite)
    workers = _plan(place, suite, order)
    with place.open_desk(part) as desk:
        started = PartOutcome(
            part,
            Status.STARTED,
            python_version=place.python_version,
            started_at=place.now(),
            fingerprint=project.take_fingerprint(),
        )
        desk.write(started)
        ended = _run(place, desk, suite, order, workers, tracing)
        outcome = _record(project.config, place, desk, order, started, ended, tracing)
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


def _name_part(config: Config, order: SuiteOrder) -> Part:
    if order.python and order.python not in config.pythons:
        raise UsageError(
            f"{order.python!r} is not among the pythons of the table",
            advice=f"use one of: {', '.join(config.pythons) or '(there are none)'}",
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
    if not suite.workers or "pytest-xdist" not in place.installed:
        return 0
    tests = place.count_tests().get(suite.name, 0)
    share = order.shard.total if order.shard else 1
    return plan_workers(suite, tests=tests // share, cores=place.cores, jobs=order.jobs)


def _run(
    place: Workplace,
    desk: Desk,
    suite: Suite,
    order: SuiteOrder,
    workers: int,
    tracing: Tracing | None,
) -> Ended:
    invocation = Invocation(
        suites=(suite.name,),
        root=place.root,
        record=desk.record,
        workers=workers,
        shard=order.shard,
        installed=place.installed,
    )
    if tracing is not None:
        desk.prepare_tracing(tracing)
    arguments = build_arguments(invocation, suite.args, order.arguments)
    return desk.run_pytest(arguments, traced=tracing is not None)


def _record(
    config: Config,
    place: Workplace,
    desk: Desk,
    order: SuiteOrder,
    started: PartOutcome,
    ended: Ended,
    tracing: Tracing | None,
) -> PartOutcome:
    document = desk.read_session()
    packed = desk.pack(tracing) if tracing else None
    outcome = replace(started, seconds=ended.seconds, exit_code=ended.code)
    if document is None:
        status = Status.INTERRUPTED if ended.interrupted else Status.FINISHED
        fault = f"pytest ended with {ended.code} before it could write its record"
        return replace(outcome, status=status, faults=(fault,))
    session = read_session_record(document)
    return replace(
        outcome,
        status=Status.INTERRUPTED if ended.interrupted else Status.FINISHED,
        selected=session.selected,
        assigned=session.assigned,
        narrowed=_find_narrowing(session, order),
        tests=session.tests,
        census=session.census,
        orphans=session.orphans,
        faults=_gather_faults(session, packed),
        uncollected=_find_uncollected(config, place, session, order),
        coverage=_state_facts(place, session, packed, tracing),
    )


def _find_narrowing(session: SessionRecord, order: SuiteOrder) -> tuple[str, ...]:
    given = find_narrowing([*order.ambient, *order.arguments])
    if session.dropped and not given:
        return (f"{session.dropped} tests that a plugin or conftest took out",)
    return given


def _gather_faults(session: SessionRecord, packed: Packed | None) -> tuple[str, ...]:
    return (*session.faults, packed.fault) if packed and packed.fault else session.faults


def _find_uncollected(
    config: Config, place: Workplace, session: SessionRecord, order: SuiteOrder
) -> tuple[str, ...]:
    if find_narrowing([*order.ambient, *order.arguments]) or not session.patterns:
        return ()
    ignored = compile_globs(config.ignored_tests)
    files = place.list_tests(session.folders or config.tests)
    return find_uncollected(session, [path for path in files if not ignored(path)])


def _state_facts(
    place: Workplace, session: SessionRecord, packed: Packed | None, tracing: Tracing | None
) -> CoverageFacts | None:
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
        version=place.coverage_version,
        core=tracing.core,
        concurrency=tracing.concurrency,
        branch=tracing.branch,
        processes=len(ran) + session.lost,
        traced=len(proven),
        data=packed.data,
    )
