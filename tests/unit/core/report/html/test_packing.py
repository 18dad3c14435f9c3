"""Packed source text, unpacked again as the page does it."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from dataclasses import replace
from typing import Any

import pytest

from layerproof.core.report.html import packing
from layerproof.core.report.html.packing import PackedSources, pack_sources
from tests.support.verdicts import a_file

_FILE = replace(
    a_file(
        "src/a.py",
        "service",
        range(1, 6),
        {"unit": (1, 2, 3), "api": (1,)},
        branches={2: (3, 5), 3: (4, -1)},
        taken={"unit": ((2, 3),)},
    ),
    excluded_lines=(7, 8),
)


def _unpack(packed: PackedSources) -> list[list[Any]]:
    return [json.loads(zlib.decompress(b64decode(chunk))) for chunk in packed.chunks]


def test_pack_sources() -> None:
    """A file's text and lines come out as they went in, suites by their position."""
    text = "a = '</script>\u2028\u00e9\ud800'\r\n"
    packed = pack_sources([_FILE], {"src/a.py": text}, ("unit", "slow", "api"))
    assert packed.places == ((0, 0),)
    assert _unpack(packed) == [
        [
            {
                "source": text,
                "missing": [4, 5],
                "excluded": [7, 8],
                "partial": {"2": [5], "3": [4, -1]},
                "covered": [[1, 2, 3], [], [1]],
                "counts": [[4, 9], None, [1, 9]],
            }
        ]
    ]


def test_a_file_without_text_keeps_its_lines() -> None:
    """A file whose text was not at hand still says which lines are missing."""
    ((record,),) = _unpack(pack_sources([_FILE], {}, ()))
    assert (record["source"], record["missing"]) == (None, [4, 5])


def test_chunks_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening one file unpacks a part of the source, and every file is where its place says."""
    monkeypatch.setattr(packing, "CHUNK_CHARACTERS", 300)
    files = [replace(_FILE, path=f"src/{n}.py") for n in range(5)]
    packed = pack_sources(files, {file.path: file.path for file in files}, ("unit",))
    chunks = _unpack(packed)
    assert len(chunks) > 1
    assert [chunks[chunk][at]["source"] for chunk, at in packed.places] == [
        file.path for file in files
    ]


def test_nothing_to_pack() -> None:
    """Without files there are no chunks."""
    assert pack_sources([], {}, ()) == PackedSources((), ())
