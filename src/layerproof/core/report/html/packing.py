"""Source text with its lines, packed for the page: opened lazily, a few hundred files at once.

A chunk is deflated JSON in base64, unpacked by the page's script (``page/script/data.js``).
One chunk for all would be unpacked whole for one file; one a file would deflate worse.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layerproof.core.measure.values import FileMeasure

#: Characters of JSON from which the next file starts a new chunk.
CHUNK_CHARACTERS = 400_000

#: Level 6 takes twice the time of 3 and makes the page a tenth smaller.
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class PackedSources:
    """``chunks`` are base64 in ASCII; ``places`` holds chunk and position of each file."""

    chunks: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def pack_sources(
    files: Sequence[FileMeasure], sources: Mapping[str, str], suites: Sequence[str]
) -> PackedSources:
    """Return every file's text and lines; a file without text keeps its lines."""
    chunks: list[str] = []
    places: list[tuple[int, int]] = []
    records: list[str] = []
    size = 0
    for file in files:
        if size >= CHUNK_CHARACTERS:
            chunks.append(_deflate(records))
            records, size = [], 0
        places.append((len(chunks), len(records)))
        records.append(_record(file, sources.get(file.path), suites))
        size += len(records[-1])
    if records:
        chunks.append(_deflate(records))
    return PackedSources(tuple(chunks), tuple(places))


def _record(file: FileMeasure, source: str | None, suites: Sequence[str]) -> str:
    return json.dumps(
        {
            "source": source,
            "missing": file.missing_lines,
            "excluded": file.excluded_lines,
            "partial": {str(line): out for line, out in file.partial.items()},
            "covered": [file.covered_by.get(suite, ()) for suite in suites],
            "counts": [_share(file, suite) for suite in suites],
        },
        separators=(",", ":"),
    )


def _share(file: FileMeasure, suite: str) -> tuple[int, int] | None:
    counts = file.by_suite.get(suite)
    return None if counts is None else (counts.covered, counts.total)


def _deflate(records: Sequence[str]) -> str:
    data = f"[{','.join(records)}]".encode("ascii")
    return b64encode(zlib.compress(data, _LEVEL)).decode("ascii")
