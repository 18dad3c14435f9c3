"""Small foreign projects, written down as a table from paths to texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from layerproof.adoption.reading.tree import ProjectTree


def plant(root: Path, files: Mapping[str, str] | Iterable[str]) -> ProjectTree:
    """Write the files below ``root`` and return the tree of them; mere paths become empty files."""
    texts = files if isinstance(files, Mapping) else dict.fromkeys(files, "")
    for path, text in texts.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    return ProjectTree(root)
