"""Run each script in the current folder as a program, and print as JSON how each one ended.

Run in a child process: the scripts import the subject that lies beside them.
"""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))
ends: dict[str, tuple[str, str]] = {}
for path in sorted(Path.cwd().glob("*.script")):
    said = io.StringIO()
    end = "0"
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_path(str(path), run_name="__main__")
        except SystemExit as error:
            end = str(error.code or 0)
        except Exception as error:  # noqa: BLE001 - a script may end in any way
            end = type(error).__name__
    ends[path.stem] = (end, said.getvalue())
print(json.dumps(ends))
