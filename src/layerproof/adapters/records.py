"""The folders in ``.layerproof/suites``: one for each part of a suite, with all it recorded.

Everything is written in one step (a ``.part`` file, then a rename), so that a process that is
killed leaves either the old file or the new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layerproof.core.outcome.document import outcome_from_document, outcome_to_document
from layerproof.core.outcome.values import Part, PartOutcome
from layerproof.errors import DataUnreadableError, UsageError

HOME = ".layerproof"


@dataclass(frozen=True, slots=True)
class PartFolder:
    """Where one part keeps its things."""

    path: Path

    @property
    def outcome(self) -> Path:
        """The record of the run, in its last state."""
        return self.path / "outcome.json"

    @property
    def session(self) -> Path:
        """What the pytest process wrote when it ended."""
        return self.path / "session.json"

    @property
    def data(self) -> Path:
        """The packed coverage data."""
        return self.path / "coverage.data"

    @property
    def settings(self) -> Path:
        """The settings that coverage.py was started with."""
        return self.path / "coverage.ini"

    @property
    def pieces(self) -> Path:
        """Where the processes of a run leave their data."""
        return self.path / "pieces"


def make_home(root: Path) -> Path:
    """Return ``.layerproof`` in ``root``, made if need be; it keeps itself out of git."""
    home = root / HOME
    home.mkdir(parents=True, exist_ok=True)
    ignore = home / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return home


def part_folder(home: Path, part: Part) -> PartFolder:
    """Return the folder of ``part``; it need not be there."""
    return PartFolder(home / "suites" / part.label)


@contextlib.contextmanager
def hold_part(folder: PartFolder) -> Iterator[None]:
    """Keep other runs of the same part out until the block ends, however it ends.

    :raises UsageError: when another process holds it.
    """
    folder.path.mkdir(parents=True, exist_ok=True)
    with (folder.path / "lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"{folder.path.name} is already running in this checkout",
                advice="wait for it to end, or use another checkout",
            ) from None
        yield


def clear_part(home: Path, part: Part) -> PartFolder:
    """Return the part's folder without anything of an earlier run.

    Parts of the same suite and Python that were divided in another way go too: they can no
    longer be part of the same whole.

    :raises UsageError: when one of those is running.
    """
    folder = part_folder(home, part)
    for old in _find_rivals(home, part):
        with hold_part(PartFolder(old)):
            shutil.rmtree(old)
    for item in (folder.outcome, folder.session, folder.data, folder.settings):
        item.unlink(missing_ok=True)
    shutil.rmtree(folder.pieces, ignore_errors=True)
    folder.pieces.mkdir(parents=True)
    return folder


def write_outcome(folder: PartFolder, outcome: PartOutcome) -> None:
    """Write the part's record."""
    write_json(folder.outcome, outcome_to_document(outcome))


def find_part_folders(homes: Sequence[Path]) -> list[PartFolder]:
    """Return the parts' folders in ``homes``, each home's in order of name."""
    return [
        PartFolder(path)
        for home in homes
        for path in sorted((home / "suites").glob("*"))
        if path.is_dir() and any(child.name != "lock" for child in path.iterdir())
    ]


def read_outcome(folder: PartFolder) -> PartOutcome:
    """Return the part's record.

    :raises DataUnreadableError: when it is missing, truncated, or not a record of the folder.
    """
    outcome = outcome_from_document(read_json(folder.outcome))
    if outcome.part.label != folder.path.name:
        raise DataUnreadableError(
            f"{folder.outcome} is the record of {outcome.part.label}", advice="run the suite again"
        )
    return outcome


def read_json(path: Path) -> Any:
    """Return the JSON document in ``path``.

    :raises DataUnreadableError: when there is none, or it is not whole.
    """
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise DataUnreadableError(
            f"{path} cannot be read: {error}", advice="run the suite again"
        ) from error


def write_json(path: Path, document: Any) -> None:
    """Write ``document`` to ``path`` in one step."""
    write_text(path, json.dumps(document))


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in one step, as UTF-8; lone surrogates become ``?``."""
    waiting = path.with_name(f"{path.name}.{os.getpid()}.part")
    waiting.write_bytes(text.encode("utf-8", errors="replace"))
    waiting.replace(path)


def _find_rivals(home: Path, part: Part) -> list[Path]:
    whole = Part(part.suite, part.python).label
    shard = re.compile(re.escape(whole) + r"(?:\.(\d+)of(\d+))?")
    rivals: list[Path] = []
    for path in sorted((home / "suites").glob(f"{whole}*")):
        match = shard.fullmatch(path.name)
        if match and int(match[2] or 1) != part.shards:
            rivals.append(path)
    return rivals
