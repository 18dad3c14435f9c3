"""Results of single tests: thousands at once, so plain rows and few statements."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from layerproof.history.records.runs import TestResult
from layerproof.history.repositories.conflicts import insert_missing
from layerproof.history.tables import ProjectRow, TestResultRow, TestRow
from layerproof.history.tables.metadata import table_of
from layerproof.history.tables.tests import HASH_BYTES

_TestName = tuple[str, str]


async def write_results(
    session: AsyncSession, *, project: int, run: int, results: Sequence[TestResult]
) -> None:
    """Store the results of a run, and the tests that were not known before."""
    if not results:
        return
    await _keep_tests(session, project)
    names = {(result.suite, result.nodeid): b"" for result in results}
    hashes = {name: _hash(name) for name in names}
    keys = await _ensure_tests(session, project, hashes)
    rows = [
        {
            "run_id": run,
            "position": position,
            "test_id": keys[hashes[result.suite, result.nodeid]],
            "part": result.part,
            "variant": result.variant,
            "retries": result.retries,
            "result": result.result,
            "seconds": result.seconds,
            "message": result.message,
        }
        for position, result in enumerate(results)
    ]
    await session.execute(insert(table_of(TestResultRow)), rows)


async def remove_results(session: AsyncSession, run: int) -> None:
    """Remove the results of a run; the tests stay known."""
    await session.execute(delete(TestResultRow).where(TestResultRow.run_id == run))


async def _keep_tests(session: AsyncSession, project: int) -> None:
    """See that no known test is removed until the session ends: see ``retention``."""
    wanted = select(ProjectRow.id).where(ProjectRow.id == project)
    await session.execute(wanted.with_for_update(read=True, key_share=True))


async def _ensure_tests(
    session: AsyncSession, project: int, hashes: Mapping[_TestName, bytes]
) -> Mapping[bytes, int]:
    known = await _known_tests(session, project)
    missing = sorted((key, name) for name, key in hashes.items() if key not in known)
    if not missing:
        return known
    rows = [
        {"project_id": project, "name_hash": key, "suite": suite, "nodeid": nodeid}
        for key, (suite, nodeid) in missing
    ]
    await insert_missing(session, TestRow, rows)
    return await _known_tests(session, project)


async def _known_tests(session: AsyncSession, project: int) -> Mapping[bytes, int]:
    wanted = select(TestRow.name_hash, TestRow.id).where(TestRow.project_id == project)
    return dict((await session.execute(wanted)).all())


def _hash(name: _TestName) -> bytes:
    written = "\x00".join(name).encode("utf-8")
    return hashlib.blake2b(written, digest_size=HASH_BYTES).digest()
