"""Which files are understood, and how they are read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from layerproof.history.records.pieces import Content, Matter, PieceFormat
from layerproof.history.services.pieces.cobertura import parse_cobertura
from layerproof.history.services.pieces.coverage_json import parse_coverage_json
from layerproof.history.services.pieces.junit import parse_junit
from layerproof.history.services.pieces.lcov import parse_lcov
from layerproof.history.services.pieces.packing import pack


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """A file as it was understood, packed, and the SHA-256 of what arrived."""

    digest: str
    body: bytes


def matter_of(format_: PieceFormat) -> Matter:
    """Return what a file of a format tells of."""
    return Matter.TESTS if format_ is PieceFormat.JUNIT else Matter.COVERAGE


def parse(format_: PieceFormat, body: bytes, *, root: str = "") -> Content:
    """Return what a file says. Slow: run it in a thread.

    :param root: the folder of the checkout where the tests ran, or nothing.
    :raises HostileXmlError: it is XML that has what no report needs.
    :raises InvalidPieceError: it is no file of that format.
    """
    match format_:
        case PieceFormat.JUNIT:
            return parse_junit(body)
        case PieceFormat.COVERAGE_JSON:
            return parse_coverage_json(body, root=root)
        case PieceFormat.COBERTURA:
            return parse_cobertura(body, root=root)
        case PieceFormat.LCOV:
            return parse_lcov(body, root=root)


def read_piece(format_: PieceFormat, body: bytes, root: str = "") -> ReadPiece:
    """Return a file as it is stored; raises what :func:`parse` does."""
    content = parse(format_, body, root=root)
    return ReadPiece(hashlib.sha256(body).hexdigest(), pack(content))
