"""Where the reports go: ``.layerproof/report`` and what a CI system offers besides.

A name that comes from outside (a suite's) never decides a path by itself: what could leave the
folder is refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from layerproof.adapters.records import write_text
from layerproof.errors import UsageError

#: The files of a report, beside one JUnit file a suite.
REPORTS = ("index.html", "report.json", "summary.md", "coverage.xml", "lcov.info")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")


def write_reports(folder: Path, texts: Mapping[str, str]) -> None:
    """Write each text to its name in ``folder``; names may have one sub-folder.

    :raises UsageError: when a name could lead out of the folder, or leads over a link.
    """
    for name, text in texts.items():
        path = folder / name
        if not _NAME.fullmatch(name) or not path.parent.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"{name!r} is no name for a report", advice="rename the suite")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)


def remove_reports(folder: Path) -> None:
    """Remove what an earlier verdict wrote into ``folder``, as far as there is anything."""
    for name in REPORTS:
        (folder / name).unlink(missing_ok=True)
    for path in (folder / "junit").glob("*.xml"):
        path.unlink(missing_ok=True)


def append_step_summary(text: str) -> bool:
    """Append ``text`` to GitHub's step summary; return whether there is one that takes it."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return False
    try:
        with Path(path).open("a", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
    except OSError:
        return False
    return True


def writes_annotations() -> bool:
    """Whether this process runs in GitHub Actions, which reads annotations from the output."""
    return os.environ.get("GITHUB_ACTIONS") == "true"
