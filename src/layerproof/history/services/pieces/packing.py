"""What was understood of a file as bytes, there and back: JSON, short, compressed with zlib."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from layerproof.history.records.pieces import (
    Branches,
    Case,
    Content,
    CoverageContent,
    FileLines,
    PieceFormat,
    TestContent,
)


def pack(content: Content) -> bytes:
    """Return what was understood as bytes; the same content gives the same bytes."""
    document = _tests(content) if isinstance(content, TestContent) else _coverage(content)
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode("ascii"), level=3)


def unpack(body: bytes) -> Content:
    """Return what :func:`pack` was given."""
    document: dict[str, Any] = json.loads(zlib.decompress(body))
    if "cases" in document:
        cases = tuple(Case(*row) for row in document["cases"])
        return TestContent(cases, interrupted="interrupted" in document)
    return CoverageContent(
        format=PieceFormat(document["format"]),
        files=tuple(_read_file(row) for row in document["files"]),
        branch=document["branch"],
        sources=tuple(document.get("sources", ())),
    )


def _tests(content: TestContent) -> Mapping[str, Any]:
    rows = [
        [c.nodeid, c.result, c.seconds, c.message, c.retries, c.file, c.line] for c in content.cases
    ]
    return {"cases": rows, "interrupted": True} if content.interrupted else {"cases": rows}


def _coverage(content: CoverageContent) -> Mapping[str, Any]:
    rows = [
        [
            file.path,
            list(file.executed),
            list(file.missing),
            [[line, b.total, b.taken, b.missing, b.arms] for line, b in file.branches.items()],
        ]
        for file in content.files
    ]
    said = {"format": content.format, "branch": content.branch, "files": rows}
    return {**said, "sources": content.sources} if content.sources else said


def _read_file(row: list[Any]) -> FileLines:
    path, executed, missing, branches = row
    return FileLines(
        path,
        tuple(executed),
        tuple(missing),
        {
            line: Branches(total, taken, _names(missing), _names(arms))
            for line, total, taken, missing, arms in branches
        },
    )


def _names(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(names)
