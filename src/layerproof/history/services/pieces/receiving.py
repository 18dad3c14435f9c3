"""Taking pieces in: each is stored once, and its run is put together anew with every one."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from anyio import to_thread

from layerproof.history.errors.problem import Fault, InvalidRequestError
from layerproof.history.records.access import ProjectScope
from layerproof.history.records.pieces import (
    PieceGroup,
    PieceHead,
    PiecePlace,
    PushedPiece,
    StoredPiece,
)
from layerproof.history.records.runs import StoredRun
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.local_projects import LocalProjectService
from layerproof.history.services.pieces.assembling import RunFrame, assemble
from layerproof.history.services.pieces.formats import ReadPiece, matter_of, read_piece
from layerproof.history.services.pieces.tallying import check_run, find_same, tally
from layerproof.history.services.ports.pieces import PieceRepository
from layerproof.history.services.ports.runs import RunRepository
from layerproof.history.services.push_targets import find_target, project_gone
from layerproof.history.services.reading_files import read_beside

#: How often a run is begun before it is taken that there is no project to begin it in.
_OPENINGS = 5


class PieceService:
    """Pieces that arrive.

    :param runs: where runs are stored.
    :param pieces: where pieces are stored.
    :param local: makes projects for a server without accounts.
    :param clock: what says when a piece was received.
    """

    def __init__(
        self,
        runs: RunRepository,
        pieces: PieceRepository,
        local: LocalProjectService,
        clock: Clock = read_clock,
    ) -> None:
        self._runs = runs
        self._pieces = pieces
        self._local = local
        self._clock = clock

    async def push(self, scope: ProjectScope | None, head: PieceHead, body: bytes) -> PushedPiece:
        """Store a piece of a run; storing it again changes nothing.

        :param scope: the project of the pusher's token; without one the head names it.
        :raises ProblemError: the file is not taken (see :func:`formats.parse`), or the piece does
            not go together with those before it (see :mod:`.tallying`).
        :raises WrongProjectError: the head names another project than the token's.
        :raises ProjectNotFoundError: the project was removed while the piece arrived.
        """
        # Files are read before the database is asked for anything: nobody waits for that.
        read = await read_beside(read_piece, head.format, body, head.root)
        project = await find_target(self._local, scope, _project_name(scope, head))
        now = self._clock()
        layers = await self._pieces.find_layers(project.key)
        if layers is None:
            raise project_gone(project)
        frame = RunFrame(head.run, project.name, layers, now)
        run = await self._open(project, frame)
        check_run(run.facts, head.run)
        return await self._store(project, run, frame, _as_stored(head, read, now))

    async def _open(self, project: ProjectScope, frame: RunFrame) -> StoredRun:
        """Return the run, locked; it is begun with nothing in it if it was not there."""
        run_id = frame.head.run_id
        for _ in range(_OPENINGS):
            run = await self._runs.lock(project.key, run_id)
            if run is not None:
                return run
            # Somebody else may begin it, or remove it, between one question and the next.
            await self._runs.add(project.key, assemble(frame, ()), received_at=frame.begun_at)
        raise project_gone(project)

    async def _store(
        self, project: ProjectScope, run: StoredRun, frame: RunFrame, piece: StoredPiece
    ) -> PushedPiece:
        there = await self._pieces.list_pieces(project.key, run.key)
        expected = frame.head.pieces
        if await to_thread.run_sync(partial(find_same, there, piece, expected=expected)):
            return PushedPiece(project, run, tally(expected, there), created=False)
        together = sorted([*there, piece], key=lambda known: known.place)
        assembled = await to_thread.run_sync(assemble, frame, together)
        await self._pieces.add(run.key, piece)
        await self._runs.replace(project.key, run.key, assembled)
        stored = await self._runs.find(project.key, run.facts.run_id)
        assert stored is not None  # noqa: S101  (it is locked)
        return PushedPiece(project, stored, tally(expected, together), created=True)


def _as_stored(head: PieceHead, read: ReadPiece, now: datetime) -> StoredPiece:
    group = PieceGroup(head.suite, matter_of(head.format), head.variant)
    return StoredPiece(
        place=PiecePlace(group, head.shard),
        shards=head.shards,
        digest=read.digest,
        received_at=now,
        created_at=head.created_at,
        body=read.body,
    )


def _project_name(scope: ProjectScope | None, head: PieceHead) -> str:
    if head.project is not None:
        return head.project
    if scope is not None:
        return scope.name
    raise InvalidRequestError(
        "nothing says which project the run is of",
        advice="this server has no accounts: name the project in `project`",
        faults=(Fault("query.project", "Field required"),),
    )
