"""Documents that several processes write at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.runs import untraced_environment

WRITERS = 4

#: Writes a long text of its own letter again and again, and reads what is there in between.
WRITE = """
import sys
from pathlib import Path
from layerproof.adapters.records import write_text
path, letter = Path("report.json"), sys.argv[1]
for _ in range(200):
    write_text(path, letter * 100_000)
    found = path.read_text()
    assert len(found) == 100_000 and len(set(found)) == 1, (len(found), set(found))
"""


def test_many_writers_of_one_document(tmp_path: Path) -> None:
    """Whoever reads finds one whole text of one writer, and nothing is left over at the end."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, letter],
            cwd=tmp_path,
            env=untraced_environment(),
            stderr=subprocess.PIPE,
        )
        for letter in "abcdefgh"[:WRITERS]
    ]
    ended = [(writer.communicate(timeout=60)[1].decode(), writer.returncode) for writer in writers]
    assert ended == [("", 0)] * WRITERS
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
