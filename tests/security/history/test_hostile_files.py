"""Files of other tools that are made to hurt: refused at once, and within bounded memory.

Each is read by a process of its own whose memory and time the system bounds.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.runs import untraced_environment

#: What the reading process may take: address space beyond what it has when it begins, and seconds.
MEMORY = 256 * 1024 * 1024
SECONDS = 5

READER = """
import json, resource, sys
from layerproof.history.errors.problem import ProblemError
from layerproof.history.records.pieces import PieceFormat
from layerproof.history.services.pieces.formats import read_piece

body = sys.stdin.buffer.read()
pages = int(open("/proc/self/statm").read().split()[0])
space = pages * resource.getpagesize() + int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (space, space))
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]), int(sys.argv[3])))
try:
    read_piece(PieceFormat(sys.argv[1]), body, "")
    told = "read"
except ProblemError as error:
    told = type(error).slug
print(json.dumps(told))
"""

ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]><testsuite name="&l9;"/>'
LONG = "x" * 100_000
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{LONG}">]><testsuite>{"&a;" * 100_000}</testsuite>'
DEFAULTS = f'<!DOCTYPE x [<!ATTLIST testcase a CDATA "{LONG}">]><t>{"<testcase/>" * 100_000}</t>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "{}">]><testsuite name="a">&a;</testsuite>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]><testsuite/>'

BOMBS = {
    "billion laughs": LAUGHS.encode(),
    "billion laughs in UTF-16": LAUGHS.encode("utf-16"),
    "quadratic blow-up": QUADRATIC.encode(),
    "attributes by default": DEFAULTS.encode(),
    "a file of the server": OUTSIDE.format("file:///etc/passwd").encode(),
    "another machine": OUTSIDE.format("http://127.0.0.1:1/x").encode(),
    "a parameter entity": PARAMETER.encode(),
}

#: No attack in itself, only too much of something: refused as any other file that is wrong.
HEAPS = {
    "deep": b"<testsuite>" * 1_000_000,
    "many attributes": b"<testsuite " + b" ".join(b'a%d="x"' % n for n in range(100_000)) + b"/>",
    "tests without end": b"<testsuite>" + b'<testcase name="a"/>' * 1_000_000 + b"</testsuite>",
    "an element without end": b"<testsuite " + b"x" * 20_000_000,
    "a comment without end": b"<testsuite><!--" + b"x" * 20_000_000,
}


def _read(kind: str, body: bytes) -> str:
    done = subprocess.run(
        [sys.executable, "-c", READER, kind, str(MEMORY), str(SECONDS)],
        input=body,
        env=untraced_environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    told: str = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("kind", ["junit", "cobertura"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_does_not_go_off(name: str, kind: str) -> None:
    """What grows while it is read, or fetches something, is refused as hostile."""
    assert _read(kind, BOMBS[name]) == "hostile-xml"


@pytest.mark.parametrize("name", HEAPS)
def test_a_heap_is_not_piled_up(name: str) -> None:
    """What is too deep, too wide or too long is refused before it takes the memory for it."""
    assert _read("junit", HEAPS[name]) in ("hostile-xml", "invalid-piece")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("coverage-json", b"[" * 10_000_000),
        ("coverage-json", b'{"files":' * 1_000_000),
        ("coverage-json", b'{"files": {"a.py": {"executed_lines": [' + b"9" * 1_000_000 + b"]}}}"),
        ("lcov", b"SF:a.py\nDA:" + b"9" * 10_000_000),
        ("lcov", b"SF:a.py\nDA:99999999999999999999,1\nend_of_record\n"),
        ("lcov", b"x" * 20_000_000),
    ],
)
def test_other_files_are_bounded_as_well(kind: str, body: bytes) -> None:
    """Coverage that is too deep, too long or too large a number is refused."""
    assert _read(kind, body) in ("invalid-piece", "malformed-report")


def test_what_is_good_is_read_within_these_bounds() -> None:
    """The bounds refuse no good file: the reading process itself fits into them."""
    body = b'<testsuite name="s"><testcase classname="a" name="b"/></testsuite>'
    assert _read("junit", body) == "read"
