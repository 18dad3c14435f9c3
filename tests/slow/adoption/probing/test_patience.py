"""How long a probe waits for what hangs."""

from __future__ import annotations

import sys
from pathlib import Path

from layerproof.adoption.probing.imports import probe_imports
from tests.support.examined_projects import write_project


def test_what_hangs_everywhere_is_waited_for_less(tmp_path: Path) -> None:
    """After three that hung the next ones get a quarter of the time, or five seconds."""
    hangs = "import threading\nthreading.Event().wait()\n"
    root = write_project(tmp_path, {f"m{n}.py": hangs for n in range(5)})
    names = [f"m{n}" for n in range(5)]
    answers = probe_imports(root, sys.executable, names, 7.0, lambda _: None)
    assert [each.seconds for each in answers] == [7.0, 7.0, 7.0, 7.0, 5.0]
