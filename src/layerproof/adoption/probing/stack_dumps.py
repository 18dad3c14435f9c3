"""What ``faulthandler`` wrote of a process that stands still: the frames that matter, and where.

Pure; the format is that of CPython 3.8 to 3.14: dumps that begin with ``Timeout``, in them a block
for each thread, innermost frame first, the main thread last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

_FRAME = re.compile(r'^\s+File "(?P<file>.*)", line (?P<line>\d+) in (?P<name>.*)$')
_HEAD = re.compile(r"^Timeout \((\d+):(\d+):([\d.]+)\)!", re.MULTILINE)
_INSTALLED = frozenset({"site-packages", "dist-packages", ".venv", "venv", ".tox", ".nox"})
_MACHINERY = ("<frozen ", "<string>")
_OURS = "layerproof_witness"
_MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its file as Python names it, its line from 1, its function."""

    file: str
    line: int
    name: str


def read_dumps(text: str) -> list[tuple[Frame, ...]]:
    """Return, for each complete-looking dump, the frames of the thread that imports."""
    dumps: list[list[list[Frame]]] = []
    for line in text.splitlines():
        if line.startswith("Timeout ("):
            dumps.append([])
        elif not dumps:
            continue
        elif "(most recent call first)" in line:
            dumps[-1].append([])
        elif dumps[-1] and (found := _FRAME.match(line)):
            frame = Frame(found["file"], int(found["line"]), found["name"])
            dumps[-1][-1].append(frame)
    return [_choose_thread(threads) for threads in dumps if threads]


def read_limit(text: str) -> float:
    """Return the seconds after which the first dump was written."""
    found = _HEAD.search(text)
    return 3600 * int(found[1]) + 60 * int(found[2]) + float(found[3]) if found else 0.0


def _choose_thread(threads: list[list[Frame]]) -> tuple[Frame, ...]:
    for thread in reversed(threads):
        if any("_pytest" in PurePath(frame.file).parts for frame in thread):
            return tuple(thread)
    return tuple(threads[-1])


def describe_frames(frames: tuple[Frame, ...], root: str) -> tuple[str, ...]:
    """Return the project's own frames innermost first, then those that they were calling."""
    others: list[str] = []
    for frame in frames:
        if _own_place(frame, root) or len(others) == _MOST_OTHERS:
            break
        if not frame.file.startswith(_MACHINERY) and _OURS not in frame.file:
            others.append(f"{_short(frame.file)}:{frame.line} in {frame.name}")
    return (*list_own_places(frames, root), *others)


def list_own_places(frames: tuple[Frame, ...], root: str) -> tuple[str, ...]:
    """Return where the project itself stands: ``path:line in function``, innermost first."""
    return tuple(place for frame in frames if (place := _own_place(frame, root)))


def _own_place(frame: Frame, root: str) -> str:
    path = PurePath(frame.file)
    if path.is_absolute():
        if not path.is_relative_to(root):
            return ""
        path = path.relative_to(root)
    elif frame.file.startswith("<"):
        return ""
    if not _INSTALLED.isdisjoint(path.parts):
        return ""
    return f"{path.as_posix()}:{frame.line} in {frame.name}"


def _short(file: str) -> str:
    """Return an installed file from its package's folder on, any other by name."""
    parts = PurePath(file).parts
    for index, part in enumerate(parts):
        if part in {"site-packages", "dist-packages"}:
            return "/".join(parts[index + 1 :])
    return parts[-1] if parts else file
