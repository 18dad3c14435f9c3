"""The copy of Layerproof that is running, as something that can be installed elsewhere.

A session's environment gets the same copy: a verdict made by two versions would be neither's.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path
from urllib.parse import unquote, urlsplit

from layerproof import __version__

NAME = "layerproof"


@dataclass(frozen=True, slots=True)
class RunningCopy:
    """``requirement`` is what pip or uv is given, as words; ``identity`` changes with the copy.

    ``folder`` is its checkout, where it runs from one.
    """

    requirement: tuple[str, ...]
    identity: str
    folder: Path | None = None

    def with_extras(self, extras: Sequence[str]) -> tuple[str, ...]:
        """Return the requirement with extras of Layerproof, such as ``postgres``."""
        if not extras:
            return self.requirement
        *flags, word = self.requirement
        listed = f"[{','.join(extras)}]"
        for divider in (" @ ", "=="):
            name, found, rest = word.partition(divider)
            if found and name == NAME:
                return (*flags, f"{name}{listed}{found}{rest}")
        return (*flags, f"{word}{listed}")


def find_running_copy() -> RunningCopy:
    """Return how the running Layerproof was installed (PEP 610), as a requirement."""
    try:
        text = Distribution.from_name(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return _take_from_folder(Path(__file__).parents[3], editable=True)
    return read_direct_url(text) if text else _take_release()


def read_direct_url(text: str) -> RunningCopy:
    """Return the copy that a ``direct_url.json`` speaks of."""
    origin = json.loads(text)
    url = str(origin["url"])
    if url.startswith("file:"):
        path = Path(unquote(urlsplit(url).path))
        editable = bool(origin.get("dir_info", {}).get("editable"))
        if path.is_dir():
            return _take_from_folder(path, editable=editable)
        return RunningCopy((str(path),), f"{url} {_stamp_file(path)}")
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    return RunningCopy((f"{NAME} @ {url}",), url)


def _take_release() -> RunningCopy:
    requirement = f"{NAME}=={__version__}"
    return RunningCopy((requirement,), requirement)


def _take_from_folder(folder: Path, *, editable: bool) -> RunningCopy:
    """An editable copy is stale when its metadata changed, any other when a file did."""
    if not (folder / "pyproject.toml").is_file():
        return _take_release()
    words = ("-e", str(folder)) if editable else (str(folder),)
    sources = [] if editable else _list_sources(folder)
    stamps = "\n".join(f"{path} {_stamp_file(path)}" for path in sources)
    content = (folder / "pyproject.toml").read_bytes() + stamps.encode()
    digest = hashlib.sha256(content).hexdigest()
    return RunningCopy(words, f"{folder} {__version__} {digest}", folder)


def _list_sources(folder: Path) -> list[Path]:
    return sorted(
        Path(place, name)
        for place, _, names in os.walk(folder / "src")
        for name in names
        if not name.endswith(".pyc")
    )


def _stamp_file(path: Path) -> str:
    try:
        facts = path.stat()
    except OSError:
        return "missing"
    return f"{facts.st_size} {facts.st_mtime_ns}"
