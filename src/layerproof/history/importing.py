"""Taking over the runs that ``layerproof coverage`` has recorded in this checkout.

A server on the checkout's own database looks into ``.layerproof/history`` when it starts and every
few seconds, and pushes to itself what it has not pushed before. What it has is written beside the
records, so that a run that was deleted on purpose does not come back with the next start.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from anyio import to_thread

from layerproof.history.database import Database
from layerproof.history.dependencies.importing import name_database, pushing
from layerproof.history.errors.problem import ProblemError
from layerproof.history.log_lines import new_logger
from layerproof.history.settings import HistorySettings

#: Seconds from one look to the next.
EVERY = 3.0

#: Beside the records: which of them lie in which database.
TAKEN = "taken-over.json"

#: A folder that changed less long ago than this, in seconds, is looked into again: what comes
#: within one tick of its clock does not change its time.
SETTLED = 2.0

_RECORD = re.compile(r"\d{8}T\d{6}Z-[\w-]+(?=\.json)")

_LOG = new_logger("layerproof.history.importing")


class LocalRecords:
    """The records of a checkout and a database that takes them over.

    :param folder: where the records lie; it need not be there.
    :param longest: the bytes that a report may have.
    """

    def __init__(self, folder: Path, database: Database, *, longest: int) -> None:
        self._folder = folder
        self._database = database
        self._longest = longest
        self._name = ""
        self._done: set[str] = set()
        self._refused: set[str] = set()
        self._looked_at = 0

    async def take_over(self) -> int:
        """Push what is new, oldest first, each run in a transaction of its own; return how many.

        Costs one look at the folder's time where nothing has changed. A record that is broken, or
        that the history refuses, is named once in the log and left alone.
        """
        changed = await to_thread.run_sync(self._look)
        if changed is None or changed == self._looked_at != 0:
            return 0
        if not self._name:
            self._name = await name_database(self._database)
            self._done = await to_thread.run_sync(self._read_taken)
        there = await to_thread.run_sync(self._list_records)
        new = sorted(there - self._done - self._refused)
        taken = [name for name in new if await self._push(name)]
        if taken:
            await to_thread.run_sync(self._write_taken, self._done & there)
        # Not before: where a push has failed for a reason that passes, all is looked at again.
        self._looked_at = changed
        return len(taken)

    async def _push(self, name: str) -> bool:
        """Push one run; return whether the database has it now."""
        try:
            body = await to_thread.run_sync(self._read_report, name)
            async with pushing(self._database) as pushes:
                await pushes.push(None, body)
        except FileNotFoundError:
            return False  # removed since: there are newer ones
        except (OSError, EOFError, ValueError, zlib.error) as error:
            self._refuse(name, type(error).__name__)
            return False
        except ProblemError as error:
            if error.status >= 500:
                raise
            self._refuse(name, error.slug)
            return False
        self._done.add(name)
        return True

    def _refuse(self, name: str, why: str) -> None:
        _LOG.warning("record not taken over", record=name, why=why)
        self._refused.add(name)

    def _look(self) -> int | None:
        """Return the folder's time, 0 if it is too new to be relied on; ``None`` for no folder."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except OSError:
            return None
        return changed if time.time() - changed / 1e9 > SETTLED else 0

    def _list_records(self) -> set[str]:
        names = (path.name for path in self._folder.iterdir())
        found = (_RECORD.match(name) for name in names)
        return {match[0] for match in found if match and match.string == f"{match[0]}.json"}

    def _read_report(self, name: str) -> bytes:
        with gzip.open(self._folder / f"{name}.report.json.gz") as packed:
            body = packed.read(self._longest + 1)
        if len(body) > self._longest:
            message = f"more than {self._longest} bytes"
            raise ValueError(message)
        return body

    def _read_taken(self) -> set[str]:
        try:
            known = json.loads((self._folder / TAKEN).read_bytes())
            return set(known["records"]) if known["database"] == self._name else set()
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return set()

    def _write_taken(self, names: set[str]) -> None:
        waiting = self._folder / f"{TAKEN}.{os.getpid()}.part"
        document = {"database": self._name, "records": sorted(names)}
        # Where it cannot be written, pushing the same runs again changes nothing either.
        with suppress(OSError):
            waiting.write_text(json.dumps(document), encoding="utf-8")
            waiting.replace(self._folder / TAKEN)


@asynccontextmanager
async def taking_over(
    settings: HistorySettings, database: Database, *, every: float = EVERY
) -> AsyncIterator[None]:
    """Take records over as long as the context lasts; nothing that goes wrong gets out.

    Only a server without accounts does: it belongs to whoever the checkout belongs to.
    """
    if settings.local_records is None or settings.accounts:
        yield
        return
    records = LocalRecords(settings.local_records, database, longest=settings.max_body)
    task = asyncio.create_task(_take_over_forever(records, every))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _take_over_forever(records: LocalRecords, every: float) -> None:
    while True:
        try:
            taken = await records.take_over()
        except Exception:  # noqa: BLE001  (whatever it is, the server goes on and tries again)
            _LOG.exception("taking over records failed")
        else:
            if taken:
                _LOG.info("took over records", runs=taken)
        await asyncio.sleep(every)
