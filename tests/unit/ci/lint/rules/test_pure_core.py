"""Tests of the rule that keeps ``core`` pure."""

from __future__ import annotations

import pytest

from ci.lint.rules.pure_core import RULE
from tests.support.linting import lines_found, messages_found

CORE = "src/layerproof/core/judge/verdict.py"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import os\n", "core may not import os"),
        ("import os.path as p\n", "core may not import os.path"),
        ("from os import environ\n", "core may not import os.environ"),
        ("import subprocess\n", "core may not import subprocess"),
        ("from pathlib import Path\n", "core may not import pathlib.Path"),
        ("from time import monotonic\n", "core may not import time.monotonic"),
        ("from uuid import uuid4\n", "core may not import uuid.uuid4"),
        ("text = open('x').read()\n", "core may not use open"),
        ("print('x')\n", "core may not use print"),
        ("show = print\n", "core may not use print"),
        ("input()\n", "core may not use input"),
        ("text = source.read_text()\n", "core may not use .read_text"),
        ("source.parent.write_bytes(b'')\n", "core may not use .write_bytes"),
        ("import sys\nsys.stdout.buffer.flush()\n", "core may not use sys.stdout.buffer.flush"),
        ("import datetime\nnow = datetime.datetime.now()\n", None),
        ("from datetime import datetime\nnow = datetime.now()\n", None),
        ("from datetime import datetime as d\nnow = d.now\n", None),
    ],
)
def test_reaching_out_of_core_is_found(text: str, message: str | None) -> None:
    """Files, processes, the clock and the environment are seen however they are named."""
    expected = message or "core may not use datetime.datetime.now"

    assert messages_found(RULE, CORE, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "from pathlib import PurePosixPath\nname = PurePosixPath('a/b').name\n",
        "from datetime import datetime\nthen = datetime.fromisoformat('2026-11-21')\n",
        "import sys\nlimit = sys.maxsize\n",
        "from dataclasses import replace\n",
        "def total(time):\n    return time.hours\n",
        "from layerproof.core.config import os\n",
        "from . import time\n",
        "from layerproof.core.report.doors import open\ndoor = open()\n",
        "text = '''open(print(os))'''\n",
    ],
)
def test_values_are_left_alone(text: str) -> None:
    """Pure parts of the same modules, and names of our own, are welcome."""
    assert lines_found(RULE, CORE, text) == []


def test_only_core_is_held_to_it() -> None:
    """The rooms around core exist to touch the outside."""
    assert lines_found(RULE, "src/layerproof/adapters/git.py", "import subprocess\n") == []


def test_it_can_be_escaped_with_a_reason() -> None:
    """A named reason lets one line through."""
    text = "import os  # lint-skip: pure-core because this constant is data\n"

    assert lines_found(RULE, CORE, text) == []
