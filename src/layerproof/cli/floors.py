"""What ``layerproof coverage --ratchet`` holds a run to: asked of a history server, or looked up.

Where ``$LAYERPROOF_HISTORY_URL`` names a server, its runs count, which everybody shares; else those
of this checkout. Either way what cannot be known is a fault in the floor, for the judge to name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerproof.core.config.values import Config
from layerproof.core.judge.floor import Best, Floor, FloorOrder, PastRun, find_floor
from layerproof.core.wording import count_noun
from layerproof.errors import DataUnreadableError, LayerproofError

if TYPE_CHECKING:
    from layerproof.history.client.address import Server

#: Runs that are looked at where ``--ratchet`` stands alone and the table says nothing.
USUAL_RUNS = 20

#: The main branch where neither the table nor a server says otherwise.
USUAL_BRANCH = "main"

#: Seconds that a server gets to answer, both questions together.
PATIENCE = 10.0

_LOCAL = "the records of this checkout"


def choose_runs(config: Config, asked: int | None) -> int:
    """Return how many runs are looked at, 0 for none.

    :param asked: the option's number: ``None`` without the option, -1 for the option alone.
    """
    if asked is None:
        return config.ratchet
    return asked if asked >= 0 else config.ratchet or USUAL_RUNS


def look_for_floor(config: Config, home: Path, runs: int) -> Floor | None:
    """Return the best of each layer in so many runs, or what keeps it from being known.

    :param runs: how many; ``None`` comes back for 0.
    """
    from layerproof.cli.history_server import named_server

    if not runs:
        return None
    branch = config.main_branch or USUAL_BRANCH
    try:
        server = named_server()
        if server is not None:
            return _ask(server, config, runs)
    except LayerproofError as error:
        return Floor(runs, branch, "the history server", fault=_tell(error))
    return _look_up(home, FloorOrder(runs, branch, config.coverage.branch))


def _ask(server: Server, config: Config, runs: int) -> Floor:
    from layerproof.history.client.asking import RatchetQuestion, ask_ratchet
    from layerproof.history.client.transport import within

    question = RatchetQuestion(config.project, runs, config.main_branch, config.coverage.branch)
    answer = within(PATIENCE, server, lambda: ask_ratchet(server, question))
    bests = tuple(
        Best(one.layer, one.covered, one.total, one.run_id, one.commit, one.created_at)
        for one in answer.layers
    )
    return Floor(runs, answer.branch, server.url, answer.runs, bests)


def _tell(error: LayerproofError) -> str:
    return f"{error.problem} ({error.advice})" if error.advice else error.problem


def _look_up(home: Path, order: FloorOrder) -> Floor:
    from dataclasses import replace

    broken: list[str] = []
    try:
        floor = find_floor(_read_runs(home, broken), order, origin=_LOCAL)
    except OSError as error:
        fault = f"{error.filename} cannot be read: {error.strerror}"
        return Floor(order.runs, order.branch, _LOCAL, fault=fault)
    if not broken:
        return floor
    note = f"{count_noun(len(broken), 'record')} of earlier runs cannot be read: {broken[0]}"
    if not floor.known:
        # They may be the very runs that hold: that nothing is known does not mean nothing was.
        return replace(floor, fault=note)
    return replace(floor, notes=(*floor.notes, note))


def _read_runs(home: Path, broken: list[str]) -> Iterator[PastRun]:
    """Yield the runs of this checkout, newest first; note the records that are none."""
    from layerproof.adapters.local_records import read_records, records_folder
    from layerproof.core.report.past_run import read_past_run

    document: Any
    for name, document in read_records(records_folder(home)):
        try:
            yield read_past_run(document)
        except DataUnreadableError:
            broken.append(name)
