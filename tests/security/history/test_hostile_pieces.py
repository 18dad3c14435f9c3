"""Files of other tools that mean harm: they are refused, quickly, and the server goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest

from layerproof.history.records.pieces import Case
from tests.factories.pieces import write_coverage_json, write_junit, write_lcov
from tests.support.history import PUSHES, RUNS, code_of
from tests.support.runs import untraced_environment

MEBIBYTE = 1024 * 1024
SIZE = 30 * MEBIBYTE

LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 10)
)

HOSTILE = {
    "billion laughs": b'<!DOCTYPE a [<!ENTITY l0 "ha">%s]><testsuite name="&l9;"/>' % LAUGHS,
    "quadratic": b'<!DOCTYPE a [<!ENTITY b "%s">]><testsuite>%s</testsuite>'
    % (b"b" * 100_000, b"&b;" * 100_000),
    "file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite name="&x;"/>',
    "network": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;]><testsuite/>',
    "UTF-16": "<testsuite/>".encode("utf-16"),
    "UTF-7": b'<?xml version="1.0" encoding="utf-7"?><testsuite/>',
    "deep": b"<testsuite>" * 100_000,
    "wide": b"<testsuite " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>",
}


async def _send(client: httpx.AsyncClient, body: bytes, format_: str) -> httpx.Response:
    return await client.post(
        f"{PUSHES}/run/pieces",
        params={"suite": "unit", "format": format_, "pieces": 1, "project": "shop"},
        content=body,
        headers={"Content-Type": "application/octet-stream"},
    )


@pytest.mark.parametrize("format_", ["junit", "cobertura"])
@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_xml(client: httpx.AsyncClient, name: str, format_: str) -> None:
    """What reports never have is refused in both kinds of XML, and nothing is stored of it."""
    body = HOSTILE[name]
    if format_ == "cobertura":
        body = body.replace(b"testsuite", b"coverage")
    response = await _send(client, body, format_)
    assert code_of(response) == (400, "hostile-xml")
    assert "passwd" not in response.text
    assert (await client.get(f"{RUNS}/run")).status_code == 404


@pytest.mark.parametrize("opening", [b"[", b'{"meta":', b'{"files":{"a":{"x":['])
async def test_deep_json(client: httpx.AsyncClient, opening: bytes) -> None:
    """A document of a hundred thousand levels is refused; the server goes on."""
    response = await _send(client, opening * 100_000, "coverage-json")
    assert code_of(response) == (422, "invalid-piece")
    assert (await client.get("/api/v1/health")).status_code == 200


async def test_markup_and_odd_characters_are_kept_as_they_are(client: httpx.AsyncClient) -> None:
    """Names may hold anything that a file can; they come back as they were, and as text alone."""
    name = "<script>alert('x')</script>\u202e\U0001f4a3" + "x" * 10_000
    case = Case(f"t::{name}", "failed", message=name)
    assert (await _send(client, write_junit([case]), "junit")).status_code == 201
    report = await client.get(f"{RUNS}/run/report")
    assert report.headers["x-content-type-options"] == "nosniff"
    assert [(test["nodeid"], test["message"]) for test in report.json()["tests"]] == [
        (f"t::{name}", name)
    ]


def _many_tests() -> bytes:
    return write_junit([Case(f"t.{'m' * 220}_{n}::test", "passed", 0.01) for n in range(108_000)])


def _many_hits() -> bytes:
    line = b'<line number="1" hits="1"/>'
    lines = line * (SIZE // len(line))
    return b'<coverage><class filename="a">' + lines + b"</class></coverage>"


#: Files of about thirty mebibytes: their format, what they hold, and what becomes of them.
LARGE: Mapping[str, tuple[str, Callable[[], bytes], str]] = {
    "tests": ("junit", _many_tests, "taken"),
    "one long message": (
        "junit",
        lambda: write_junit([Case("t::one", "failed", message="m" * SIZE)]),
        "taken",
    ),
    "empty elements": (
        "junit",
        lambda: b"<testsuite>" + b"<a/>" * (SIZE // 4) + b"</testsuite>",
        "hostile-xml",
    ),
    "one long comment": (
        "cobertura",
        lambda: b"<coverage><!--" + b"c" * SIZE + b"--></coverage>",
        "taken",
    ),
    "hits": ("cobertura", _many_hits, "taken"),
    "lines of lcov": (
        "lcov",
        lambda: write_lcov({"a.py": dict.fromkeys(range(1, SIZE // 12), 1)}),
        "taken",
    ),
    "lines of coverage.py": (
        "coverage-json",
        lambda: write_coverage_json({"a.py": (range(1, SIZE // 9), ())}),
        "taken",
    ),
    "contexts of coverage.py": (
        "coverage-json",
        lambda: b'{"meta":{},"files":{},"contexts":[' + b"[]," * (SIZE // 3) + b"[]]}",
        "taken",
    ),
}

#: Reads a file as a server does, and says what became of it, and how much memory that took.
READ = """
import pathlib, resource, sys
from layerproof.history.errors.problem import ProblemError
from layerproof.history.services.pieces.formats import PieceFormat, read_piece
body = pathlib.Path(sys.argv[2]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_piece(PieceFormat(sys.argv[1]), body)
    outcome = "taken"
except ProblemError as error:
    outcome = error.slug
print(outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is told in other units")
@pytest.mark.parametrize("name", LARGE)
def test_thirty_mebibytes_are_read_within_bounds(name: str, tmp_path: Path) -> None:
    """The largest files are read, or refused, within a minute and a gibibyte."""
    format_, write, expected = LARGE[name]
    file = tmp_path / "large"
    file.write_bytes(write())
    assert 28 * MEBIBYTE < file.stat().st_size < 32 * MEBIBYTE
    command = [sys.executable, "-c", READ, format_, str(file)]
    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=untraced_environment(),
    )
    outcome, kibibytes = ended.stdout.split()
    assert (outcome, int(kibibytes) < 1024 * 1024) == (expected, True)
