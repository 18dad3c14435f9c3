"""Taking runs in: a report is stored whole, once, in the project that the pusher may push to."""

from __future__ import annotations

from layerproof.history.errors.runs import RunConflictError
from layerproof.history.records.access import ProjectScope
from layerproof.history.records.runs import NewRun, PushedRun, StoredRun
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.intake import receive
from layerproof.history.services.local_projects import LocalProjectService
from layerproof.history.services.ports.runs import RunRepository
from layerproof.history.services.push_targets import find_target, project_gone
from layerproof.history.services.reading_files import read_beside


class PushService:
    """Runs that arrive.

    :param runs: where they are stored.
    :param local: makes projects for a server without accounts.
    :param clock: what says when a run was received.
    """

    def __init__(
        self, runs: RunRepository, local: LocalProjectService, clock: Clock = read_clock
    ) -> None:
        self._runs = runs
        self._local = local
        self._clock = clock

    async def push(self, scope: ProjectScope | None, body: bytes) -> PushedRun:
        """Store the run that a ``report.json`` describes; storing it again changes nothing.

        :param scope: the project of the pusher's token; without one the report names it.
        :raises ProblemError: the body is not a report (see :func:`intake.receive`).
        :raises WrongProjectError: the report is another project's.
        :raises RunConflictError: another report is stored under the same id.
        :raises ProjectNotFoundError: the project was removed while the run arrived.
        """
        run = await read_beside(receive, body)
        project = await find_target(self._local, scope, run.facts.project)
        return await self._store(project, run)

    async def _store(self, project: ProjectScope, run: NewRun) -> PushedRun:
        run_id = run.facts.run_id
        stored = await self._runs.find(project.key, run_id)
        created = False
        if stored is None:
            # Somebody else may store the same run between the question and this answer.
            created = await self._runs.add(project.key, run, received_at=self._clock())
            stored = await self._runs.find(project.key, run_id)
        if stored is None:
            raise project_gone(project)
        if stored.facts.pieces or stored.facts.digest != run.facts.digest:
            raise _conflict(run_id, stored)
        return PushedRun(project, stored, created=created)


def _conflict(run_id: str, stored: StoredRun) -> RunConflictError:
    pieces = " in pieces" if stored.facts.pieces else ""
    return RunConflictError(
        f"run {run_id} is already stored{pieces} with other content, "
        f"received {stored.received_at:%Y-%m-%dT%H:%M:%S%z}",
        advice="a run is never changed; make a new report, which gets an id of its own",
    )
