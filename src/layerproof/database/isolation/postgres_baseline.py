"""A PostgreSQL database after real commits becomes what it was.

``postgres_question`` finds what differs, ``postgres_refill`` has the statements that undo it,
``postgres_catalog`` tells whether the tables themselves are still the same, ``backends`` who
stands in the way. All over one ``postgres_line``.
"""

# ruff: noqa: S608 - statements are built from names that the catalog gave, quoted

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine

from layerproof.database.errors import ResetBlockedError, SchemaChangedError
from layerproof.database.isolation.backends import Backend, read_backends
from layerproof.database.isolation.postgres_catalog import (
    Table,
    compare_definitions,
    read_definitions,
    read_references,
    read_sequences,
    read_tables,
)
from layerproof.database.isolation.postgres_line import PostgresLine, sqlstate_of
from layerproof.database.isolation.postgres_question import (
    Answer,
    ask_question,
    prepare_question,
    read_answer,
)
from layerproof.database.isolation.postgres_refill import (
    close_over,
    empty_as_owner,
    empty_freely,
    hold_triggers,
    place_sequences,
    refresh_views,
)
from layerproof.database.ports import Say

_LOCK_TIMEOUT = "55P03"
_DENIED = "42501"
#: Seconds that a session between two statements gets to send the next one.
_BREATH = 0.05
#: Dead rows make the question slower: a table that left this much behind is vacuumed, in bytes.
_BLOATED = 1_000_000


class PostgresBaseline:
    """What a PostgreSQL database looked like when this was made."""

    def __init__(self, engine: Engine, *, patience: float) -> None:
        """Remember the database.

        :param patience: seconds to wait for sessions that are at work.
        """
        self._engine = engine
        self._patience = patience
        self._line: PostgresLine
        self._catalogs: tuple[tuple[int, int], ...] = ()
        self._connect()
        self._line.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL row_security = off")
        self._remember()
        self._line.run("COMMIT")
        self._prepare()

    def restore(self, say: Say | None = None) -> tuple[str, ...]:
        """Bring the database back; ``reset.Baseline`` has the contract."""
        answer = self._ask_again() if self._line.closed else self._ask()
        if answer.writers:
            self._end_writers(say or _nobody)
            answer = self._ask()
        moved = answer.catalogs != self._catalogs
        if moved:
            self._compare_schema()
        if moved or not answer.clean:
            self._undo(answer, say or _nobody)
        if moved:
            self._catalogs = self._ask().catalogs
        return self._name(answer)

    def look(self) -> tuple[str, ...]:
        """Return what differs now, and leave it; ``reset.Baseline`` has the contract.

        Sequences are passed over: numbers that were drawn stay drawn, whoever rolls back.
        """
        answer = self._ask_again() if self._line.closed else self._ask()
        if answer.catalogs != self._catalogs:
            self._compare_schema()
        return self._name(answer)

    def let_go(self) -> None:
        """End the baseline's connection; ``restore`` opens another."""
        self._line.close()

    def close(self) -> None:
        """End the connection; what was remembered goes with this object."""
        self.let_go()

    def _name(self, answer: Answer) -> tuple[str, ...]:
        names = tuple(self._tables[place].name for place in answer.tables)
        return (*names, "large objects") if answer.objects else names

    def _connect(self) -> None:
        self._line = PostgresLine(self._engine)
        self._line.run(
            "SET plan_cache_mode = force_generic_plan; SET statement_timeout = 0;"
            f"SET lock_timeout = '{max(1, round(self._patience * 1_000))}ms'"
        )
        try:
            self._line.run("SET session_replication_role = replica")
            self._free = True
        except Exception as error:
            if sqlstate_of(error) != _DENIED:
                raise
            self._free = False

    def _remember(self) -> None:
        ask = self._line.ask
        self._tables = read_tables(ask)
        self._sequences = read_sequences(ask)
        self._references = read_references(ask)
        self._definitions = read_definitions(ask)
        self._objects = tuple(
            oid for (oid,) in ask("SELECT oid::int8 FROM pg_largeobject_metadata")
        )
        self._counts = [self._count(table) for table in self._tables]
        self._rows = {
            table.oid: self._line.copy_out(f"COPY {table.listed} TO STDOUT")
            for table, count in zip(self._tables, self._counts, strict=True)
            if count and not table.materialized
        }
        self._bound = self._own_transaction()

    def _count(self, table: Table) -> int:
        if not table.populated:
            return 0
        return int(self._line.ask(f"SELECT count(*) FROM ONLY {table.quoted}")[0][0])

    def _prepare(self) -> None:
        self._question = prepare_question(
            self._tables, self._counts, self._sequences, len(self._objects)
        )
        self._line.run(self._question)
        self._catalogs = self._ask().catalogs

    def _own_transaction(self) -> str:
        return str(self._line.ask("SELECT pg_current_xact_id()::xid::text")[0][0])

    def _ask(self) -> Answer:
        try:
            return read_answer(self._line.ask(ask_question(self._bound))[0])
        except Exception:
            if self._line.closed:
                return self._ask_again()
            # A table that is asked for is gone, or a view cannot be read: say which.
            self._compare_schema()
            raise

    def _ask_again(self) -> Answer:
        """Ask over a new connection: a test may end sessions, and so may who copies a database."""
        self._connect()
        self._line.run(self._question)
        return read_answer(self._line.ask(ask_question(self._bound))[0])

    def _compare_schema(self) -> None:
        changes = compare_definitions(self._definitions, read_definitions(self._line.ask))
        if changes:
            raise SchemaChangedError(
                f"the test changed the schema of a shared database: {', '.join(changes)}",
                advice='a test of DDL takes fresh_db, or isolation "clone"',
            )

    def _undo(self, answer: Answer, say: Say) -> None:
        dirty = [self._tables[place] for place in answer.tables]
        try:
            self._refill(dirty, answer)
        except Exception as error:
            if sqlstate_of(error) != _LOCK_TIMEOUT:
                raise
            self._end_holders(dirty, say, error)
            self._refill(dirty, answer)

    def _refill(self, dirty: list[Table], answer: Answer) -> None:
        """Undo everything in one transaction, which is the bound of what is newer from then on."""
        tables = [table for table in dirty if not table.materialized]
        rest = (
            refresh_views(table for table in dirty if table.materialized)
            + place_sequences(self._sequences[place] for place in answer.sequences)
            + (self._unlink_objects() if answer.objects else "")
            + "SELECT pg_current_xact_id()::xid::text, ARRAY["
            + ", ".join(f"pg_relation_size({table.oid})" for table in dirty)
            + "]::int8[]"
        )
        if self._free and not any(table.oid in self._rows for table in tables):
            # What is sent in one string is one transaction by itself.
            ((self._bound, sizes),) = self._line.ask(empty_freely(tables) + rest)
        else:
            ((self._bound, sizes),) = self._refill_rows(tables, rest)
        self._vacuum(dirty, sizes)

    def _refill_rows(self, tables: list[Table], rest: str) -> list[tuple[Any, ...]]:
        line = self._line
        try:
            if self._free:
                line.run(f"BEGIN; {empty_freely(tables)}")
                self._put_rows(tables)
            else:
                self._refill_as_owner(tables)
            answer = line.ask(rest)
            line.run("COMMIT")
        except BaseException:
            if not line.closed:
                line.run("ROLLBACK")
            raise
        return answer

    def _refill_as_owner(self, dirty: list[Table]) -> None:
        tables = close_over(self._tables, dirty, self._references)
        filled = [table for table in tables if table.oid in self._rows]
        self._line.run(
            f"BEGIN; SET LOCAL row_security = off; {empty_as_owner(tables)}"
            + hold_triggers(filled, back=True)
        )
        self._put_rows(filled)
        self._line.run(hold_triggers(filled, back=False))

    def _put_rows(self, tables: Iterable[Table]) -> None:
        for table in tables:
            if table.oid in self._rows:
                self._line.copy_in(f"COPY {table.listed} FROM STDIN", self._rows[table.oid])

    def _unlink_objects(self) -> str:
        known = ", ".join(map(str, self._objects)) or "0"
        return f"SELECT lo_unlink(oid) FROM pg_largeobject_metadata WHERE oid NOT IN ({known});"

    def _vacuum(self, dirty: list[Table], sizes: list[int]) -> None:
        for table, size in zip(dirty, sizes, strict=True):
            kept = 2 * len(self._rows.get(table.oid, b""))
            if not table.materialized and size > _BLOATED + kept:
                self._line.run(f"VACUUM {table.quoted}")

    def _end_writers(self, say: Say) -> None:
        """End sessions that have written and not committed: wait for those at work first."""
        started = time.monotonic()
        while writers := read_backends(self._line.ask, "a.backend_xid IS NOT NULL"):
            waited = time.monotonic() - started
            late = [one for one in writers if waited > (_BREATH if one.idle else self._patience)]
            for one in late:
                self._end(one, say)
            if not late:
                time.sleep(_BREATH / 10)

    def _end_holders(self, dirty: list[Table], say: Say, error: Exception) -> None:
        """End idle sessions that hold locks on the tables, or name those that are at work."""
        oids = ", ".join(str(table.oid) for table in dirty) or "0"
        holding = f"l.pid = a.pid AND l.granted AND l.relation IN ({oids})"
        holders = read_backends(self._line.ask, f"EXISTS (SELECT FROM pg_locks l WHERE {holding})")
        busy = [one for one in holders if not one.idle]
        if busy or not holders:
            raise ResetBlockedError(
                f"the tables could not be emptied within {self._patience:g} s",
                tried=tuple(one.describe() for one in busy),
                advice="let the test wait for everything that it started",
            ) from error
        for one in holders:
            self._end(one, say)

    def _end(self, one: Backend, say: Say) -> None:
        self._line.ask(f"SELECT pg_terminate_backend({one.pid}, 5000)")
        say(f"the test left a transaction open, which was ended: {one.describe()}")


def _nobody(_line: str) -> None:
    """Tell nobody."""
