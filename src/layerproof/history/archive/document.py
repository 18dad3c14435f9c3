"""What an archive says: its manifest, and each row as a line of JSON. Pure.

An archive is a ZIP file. ``tables/NAME.jsonl`` has a table's rows, each a list in the order of the
columns; ``manifest.json`` is written last, so an archive that was cut short has none.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast, get_args

from layerproof.history.errors.operation import ArchiveError

FORMAT = 1
MANIFEST = "manifest.json"

#: How a column's values are written: ``plain`` are texts and numbers, ``time`` is ISO 8601 in UTC,
#: ``bytes`` are in Base64, ``json`` is the value itself.
Kind = Literal["plain", "bool", "time", "bytes", "json"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, and how its values are written."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table in an archive; ``sha256`` is that of its lines."""

    name: str
    columns: tuple[Column, ...]
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        """The name of its lines in the archive."""
        return member_of(self.name)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. Tables stand in an order in which each one's parents come first."""

    revision: str
    database: str
    made_by: str
    created_at: str
    tables: tuple[TableEntry, ...]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """How many rows there are, in all tables."""
        return sum(table.rows for table in self.tables)


def member_of(table: str) -> str:
    """Return the name of a table's lines in an archive."""
    return f"tables/{table}.jsonl"


def write_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as it stands in an archive."""
    return json.dumps(asdict(manifest), indent=2).encode()


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest that was written.

    :raises ArchiveError: it is none, or of a later format.
    """
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise ArchiveError(
                f"the archive has format {document['format']!r}; this Layerproof knows {FORMAT}",
                advice="use the Layerproof that made it, or a newer one",
            )
        return Manifest(
            revision=str(document["revision"]),
            database=str(document["database"]),
            made_by=str(document["made_by"]),
            created_at=str(document["created_at"]),
            tables=tuple(_read_entry(entry) for entry in document["tables"]),
        )
    except (ValueError, LookupError, TypeError) as error:
        raise damaged("its manifest cannot be read") from error


def _read_entry(entry: Mapping[str, Any]) -> TableEntry:
    columns = tuple(Column(column["name"], column["kind"]) for column in entry["columns"])
    if any(column.kind not in get_args(Kind) for column in columns):
        raise ValueError(entry["name"])
    return TableEntry(entry["name"], columns, int(entry["rows"]), entry["sha256"])


def damaged(why: str) -> ArchiveError:
    """Return the error for an archive that is not as it was made."""
    return ArchiveError(
        f"the archive is not whole: {why}", advice="take another one; nothing was changed"
    )


def write_row(values: Sequence[Any], columns: Sequence[Column]) -> bytes:
    """Return a row as a line."""
    pairs = zip(values, columns, strict=True)
    cells = [_write_cell(value, column.kind) for value, column in pairs]
    return json.dumps(cells, separators=(",", ":")).encode() + b"\n"


def _write_cell(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if kind == "bytes":
        return base64.b64encode(value).decode()
    if kind == "time":
        moment = cast("datetime", value)
        # SQLite's moments have no zone: they are in UTC.
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return aware.isoformat()
    return value


def read_row(line: bytes, columns: Sequence[Column]) -> Row:
    """Return a line's row; moments are in UTC.

    :raises ArchiveError: it is not a row of these columns.
    """
    try:
        pairs = zip(_read_cells(line), columns, strict=True)
        return {column.name: _read_cell(cell, column.kind) for cell, column in pairs}
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise damaged("a row is not one of its table") from error


def _read_cells(line: bytes) -> list[Any]:
    cells = json.loads(line)
    if not isinstance(cells, list):
        raise TypeError(line)
    return cells


def _read_cell(cell: Any, kind: Kind) -> Any:
    if kind == "json" or cell is None:
        return cell
    if kind == "bytes":
        return base64.b64decode(cell, validate=True)
    if kind == "time":
        return datetime.fromisoformat(cell).astimezone(UTC)
    fits = isinstance(cell, bool) == (kind == "bool") and isinstance(cell, bool | int | float | str)
    if not fits:
        raise TypeError(kind)
    return cell
