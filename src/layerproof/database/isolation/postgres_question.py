"""The one question that is asked after each test: what is not as it was? All tables at once.

Prepared once, as planning it costs more than asking it. Without triggers: they would change what
is tested. ``postgres_baseline`` asks.
"""

# ruff: noqa: S608 - statements are built from names that the catalog gave, quoted

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass
from typing import Any

from layerproof.database.isolation.postgres_catalog import CATALOGS, FIRST_OID, Sequence, Table

_NAME = "layerproof_question"
_NEWER = "age(xmin) < age($1)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What differs: tables and sequences by their place in the baseline's order.

    ``catalogs`` has the number of rows of each catalog and how many are newer. ``writers`` are
    sessions whose transaction has written and is still open.
    """

    tables: tuple[int, ...]
    sequences: tuple[int, ...]
    catalogs: tuple[tuple[int, int], ...]
    objects: bool
    writers: bool

    @property
    def clean(self) -> bool:
        """Whether the data is as it was."""
        return not (self.tables or self.sequences or self.objects)


def prepare_question(
    tables: Many[Table], counts: Many[int], sequences: Many[Sequence], objects: int
) -> str:
    """Return the statement that prepares the question.

    A row is newer when the transaction that wrote it began after a given one; ages, not numbers,
    are compared, since numbers of transactions wrap around.

    :param counts: how many rows each table has in the baseline.
    :param objects: how many large objects there are.
    """
    rows = [_differs(table, count) for table, count in zip(tables, counts, strict=True)]
    places = [
        f"(SELECT last_value <> {one.last} OR is_called <> {one.called} FROM {one.quoted})"
        for one in sequences
    ]
    catalogs = [
        f"(SELECT ARRAY[count(*), count(*) FILTER (WHERE {_NEWER})] FROM {name}"
        f" WHERE {column} >= {FIRST_OID})"
        for name, column in CATALOGS.items()
    ]
    return (
        f"PREPARE {_NAME} (xid) AS SELECT ARRAY[{', '.join(rows)}]::bool[],"
        f" ARRAY[{', '.join(places)}]::bool[], ARRAY[{', '.join(catalogs)}]::int8[],"
        f" (SELECT count(*) <> {objects} FROM pg_largeobject_metadata),"
        " EXISTS (SELECT FROM pg_stat_get_activity(NULL) WHERE backend_xid IS NOT NULL"
        " AND pid <> pg_backend_pid()"
        " AND datid = (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )


def ask_question(bound: str) -> str:
    """Return the statement that asks, counting what is newer than transaction ``bound``."""
    return f"EXECUTE {_NAME} ('{bound}')"


def read_answer(row: tuple[Any, ...]) -> Answer:
    """Return what the question's row says."""
    tables, sequences, catalogs, objects, writers = row
    return Answer(
        tables=tuple(place for place, differs in enumerate(tables) if differs),
        sequences=tuple(place for place, differs in enumerate(sequences) if differs),
        catalogs=tuple((count, newer) for count, newer in catalogs),
        objects=objects,
        writers=writers,
    )


def _differs(table: Table, count: int) -> str:
    if not table.populated:
        return f"(SELECT relispopulated FROM pg_class WHERE oid = {table.oid})"
    if not count:
        return f"EXISTS (SELECT FROM ONLY {table.quoted})"
    return (
        f"(SELECT count(*) <> {count} OR coalesce(bool_or({_NEWER}), false)"
        f" FROM ONLY {table.quoted})"
    )
