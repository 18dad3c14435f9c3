"""A server that is killed in the middle of pushes: what it answered is there, whole."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from layerproof.history.archive.columns import reflect
from layerproof.history.settings import HistorySettings
from tests.factories.reports import make_layer, make_report, make_test
from tests.support.filled_history import open_beside
from tests.support.history_servers import ServerProcess, address_of, serving

PUSHES = 200
CONNECTIONS = 8
TESTS = 40
LAYERS = 3


def _document(number: int) -> dict[str, Any]:
    tests = [make_test(place, seconds=number / 8) for place in range(TESTS)]
    layers = [make_layer(f"layer-{place}") for place in range(LAYERS)]
    return make_report(run_id=f"run-{number}", tests=tests, layers=layers)


DOCUMENTS = {number: json.dumps(_document(number)).encode() for number in range(PUSHES)}


class Pushers:
    """Several connections that push all documents between them, until the server is gone."""

    def __init__(self, server: ServerProcess, enough: int) -> None:
        self.answered: set[int] = set()
        self.cut_off: set[int] = set()
        self.enough = threading.Event()
        self._server = server
        self._enough = enough
        self._numbers = itertools.count()

    def push(self) -> None:
        """Push one after the other on one connection."""
        headers = {"Content-Type": "application/json"}
        with closing(self._server.connect()) as connection:
            while (number := next(self._numbers)) < PUSHES:
                try:
                    connection.request("POST", "/api/v1/runs", DOCUMENTS[number], headers)
                    response = connection.getresponse()
                    response.read()
                except (OSError, http.client.HTTPException):
                    self.cut_off.add(number)
                    return
                assert response.status == 201
                self.answered.add(number)
                if len(self.answered) >= self._enough:
                    self.enough.set()


@pytest.mark.parametrize("enough", [20, 100])
def test_kill_in_the_middle_of_200_pushes(
    settings: HistorySettings, tmp_path: Path, enough: int
) -> None:
    """Every push that was answered is there with all its rows, and none is there in part."""
    arguments = ("--database", address_of(settings))
    with serving(tmp_path, *arguments) as server:
        pushers = Pushers(server, enough)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for _ in range(CONNECTIONS):
                pool.submit(pushers.push)
            assert pushers.enough.wait(60)
            server.process.kill()
        assert server.wait() == -9
    assert enough <= len(pushers.answered) < PUSHES
    assert pushers.cut_off

    with serving(tmp_path, *arguments) as again:
        assert again.ask("GET", "/api/v1/ready")[0] == 200
        stored = _check_each_run(settings)
        assert pushers.answered <= stored
        assert stored <= pushers.answered | pushers.cut_off
        for number in sorted(pushers.cut_off):
            status = 200 if number in stored else 201
            assert again.ask("POST", "/api/v1/runs", DOCUMENTS[number])[0] == status
        path = f"/api/v1/organizations/local/projects/shop/runs/run-{min(stored)}/report"
        assert again.ask("GET", path) == (200, json.loads(DOCUMENTS[min(stored)]))


def _check_each_run(settings: HistorySettings) -> set[int]:
    """Return the numbers of the runs that are stored; each has every row that it should have."""
    with open_beside(settings).connect() as connection:
        tables = reflect(connection).tables
        runs = {
            row.id: int(row.run_id.removeprefix("run-"))
            for row in connection.execute(select(tables["runs"]))
        }
        documents = {
            runs[row.run_id]: json.loads(zlib.decompress(row.body))
            for row in connection.execute(select(tables["run_documents"]))
        }
        assert documents == {number: json.loads(DOCUMENTS[number]) for number in runs.values()}
        for name, expected in (
            ("test_results", TESTS),
            ("run_suites", 1),
            ("run_layers", LAYERS + 1),
        ):
            table = tables[name]
            counts = select(table.c.run_id, func.count()).group_by(table.c.run_id)
            found: dict[int, int] = {row[0]: row[1] for row in connection.execute(counts)}
            assert found == dict.fromkeys(runs, expected), name
    return set(runs.values())
