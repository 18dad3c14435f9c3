"""What a push costs, against the same rows in plain SQLite, in one process at one time."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from layerproof.history.migrate import migrate
from tests.factories.reports import make_report, make_test
from tests.support.history import JSON, PUSHES, RUNS, make_settings, running_client

MADE = "2026-11-21 00:00:00"
ORGANIZATION = "organizations (id, slug, name, created_at)"
PROJECT = "projects (id, organization_id, slug, name, main_branch, layers, created_at)"
RUN = (
    'runs (id, run_id, project_id, created_at, received_at, "commit", branch, dirty, ruling, '
    "exit_code, partial, branch_coverage, schema_version, tool_version, digest, notes, complete, "
    "pieces)"
)
TEST = "tests (id, project_id, name_hash, suite, nodeid)"
RESULT = "test_results (run_id, position, test_id, part, result, seconds, message)"

TESTS = 10_000
ROUNDS = 5

#: A push reads two megabytes of JSON, checks, hashes and compresses them, and looks each test
#: up, besides writing the rows: seen between 5 and 6.
AT_MOST = 10


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a history of its own."""
    async with running_client(make_settings(tmp_path)) as client:
        yield client


async def _seconds_of_a_push(client: httpx.AsyncClient, project: str) -> float:
    tests = [make_test(number) for number in range(TESTS)]
    body = json.dumps(make_report(project=project, tests=tests)).encode()
    begin = time.perf_counter()
    response = await client.post(PUSHES, content=body, headers=JSON)
    seconds = time.perf_counter() - begin
    assert response.status_code == 201
    return seconds


def _seconds_of_plain_rows(path: Path, project: int) -> float:
    names = [
        (project * TESTS + n, project, n.to_bytes(16), "unit", f"tests/unit/test_{n}.py::test")
        for n in range(TESTS)
    ]
    results = [(project, n, project * TESTS + n, "unit", "passed", 0.25, "") for n in range(TESTS)]
    with closing(sqlite3.connect(path)) as connection:
        begin = time.perf_counter()
        with connection:
            _add(connection, ORGANIZATION, [(project, f"o{project}", "", MADE)])
            _add(connection, PROJECT, [(project, project, "p", "p", "main", "{}", MADE)])
            run = (project, f"r{project}", project, MADE, MADE, *("",) * 2)
            _add(connection, RUN, [(*run, 0, "kept", 0, 0, 0, 1, "", "", "[]", 1, 0)])
            _add(connection, TEST, names)
            _add(connection, RESULT, results)
        return time.perf_counter() - begin


def _add(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    marks = ",".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


async def test_ten_thousand_tests_in_one_push(tmp_path: Path, client: httpx.AsyncClient) -> None:
    """A push of 10,000 new tests takes at most ten times as long as the rows alone."""
    plain_settings = make_settings(tmp_path / "plain")
    await migrate(plain_settings)
    assert plain_settings.file is not None
    pushes, plain = [], []
    for number in range(1, ROUNDS + 1):
        pushes.append(await _seconds_of_a_push(client, f"project-{number}"))
        rows = asyncio.to_thread(_seconds_of_plain_rows, plain_settings.file, number)
        plain.append(await rows)
    ratio = statistics.median(pushes) / statistics.median(plain)
    assert ratio <= AT_MOST, f"{ratio:.1f}: {pushes} against {plain}"


async def test_a_list_does_not_grow_with_the_history(
    tmp_path: Path, client: httpx.AsyncClient
) -> None:
    """A page of a history of 2,000 runs costs at most twice that of one of 60."""
    for number in range(60):
        document = make_report(created_at=f"2026-11-21T{number % 24:02}:00:00Z", tests=[])
        body = json.dumps(document).encode()
        await client.post(PUSHES, content=body, headers=JSON)
    small = await _seconds_of_lists(client)
    _multiply(tmp_path / "history.db", 2_000)
    large = await _seconds_of_lists(client)
    assert large <= 2 * small, f"{large} against {small}"


async def _seconds_of_lists(client: httpx.AsyncClient) -> float:
    seconds = []
    for _ in range(15):
        begin = time.perf_counter()
        response = await client.get(RUNS)
        seconds.append(time.perf_counter() - begin)
        assert len(response.json()["items"]) == 50
    return statistics.median(seconds)


def _multiply(path: Path, runs: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(runs)")]
        copied = ", ".join(f'"{name}"' for name in columns if name not in ("id", "run_id"))
        for number in range(61, runs + 1):
            connection.execute(
                f"INSERT INTO runs (id, run_id, {copied}) "
                f"SELECT ?, ?, {copied} FROM runs WHERE id = ?",
                (number, f"copy-{number}", number % 60 + 1),
            )
        connection.execute(
            "INSERT INTO run_suites SELECT r.id, s.name, s.position, s.ruling, s.required, "
            "s.expected, s.arrived, s.seconds, s.selected, s.passed, s.failed, s.error, "
            "s.skipped, s.xfailed, s.xpassed FROM runs r, run_suites s "
            "WHERE r.id > 60 AND s.run_id = 1"
        )
