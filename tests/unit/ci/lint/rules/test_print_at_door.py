"""Tests of the rule that only the command line speaks."""

from __future__ import annotations

from ci.lint.rules.print_at_door import RULE
from tests.support.linting import lines_found

TEXT = """
import sys
from sys import stderr as err
print("a")
sys.stdout.write("b")
err.write("c")
"""


def test_printing_is_found_everywhere_but_at_the_doors() -> None:
    """A room that prints is found by each of its lines; the command line and sessions may."""
    assert lines_found(RULE, "src/layerproof/adapters/git.py", TEXT) == [3, 4, 5]
    assert lines_found(RULE, "src/layerproof/cli/run.py", TEXT) == []
    assert lines_found(RULE, "src/layerproof/sessions/nox.py", TEXT) == []
    assert lines_found(RULE, "src/layerproof/sessions/commands.py", TEXT) == [3, 4, 5]
    assert lines_found(RULE, "ci/packs.py", TEXT) == []


def test_writing_to_a_given_stream_is_left_alone() -> None:
    """A stream that came in as an argument is the caller's business."""
    text = "def show(stream):\n    stream.write('x')\n"

    assert lines_found(RULE, "src/layerproof/adapters/git.py", text) == []
