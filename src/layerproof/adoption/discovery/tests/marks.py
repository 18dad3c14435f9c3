"""Markers that the project registers, by settings and by ``pytest_configure``."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from layerproof.adoption.findings import Found, Place
from layerproof.adoption.reading.syntax import dotted_name, text_of
from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.survey import PytestSettings, TestFile


def find_registered(
    tree: ProjectTree, settings: PytestSettings, conftests: Iterable[str]
) -> tuple[Found[str], ...]:
    """Return the names of the registered markers, each once."""
    found: dict[str, Found[str]] = {}
    for each in (*_from_settings(settings), *(m for p in conftests for m in _from_code(tree, p))):
        found.setdefault(each.value, each)
    return tuple(found.values())


def count_used(files: Iterable[TestFile]) -> dict[str, int]:
    """Return in how many files each marker is used, by name."""
    counted = Counter(marker for file in files for marker in file.markers)
    return dict(sorted(counted.items()))


def _from_settings(settings: PytestSettings) -> Iterator[Found[str]]:
    lines = settings.values.get("markers", ())
    place = settings.places.get("markers", Place(settings.origin))
    for line in (lines,) if isinstance(lines, str) else lines:
        if name := _name_of(line):
            yield Found(name, (place,))


def _from_code(tree: ProjectTree, path: str) -> Iterator[Found[str]]:
    """Yield what ``config.addinivalue_line("markers", ...)`` registers."""
    module = tree.parse(path)
    if module is None or "addinivalue_line" not in module.text:
        return
    for node in tree.nodes(path):
        if not isinstance(node, ast.Call) or len(node.args) < 2:
            continue
        if (
            dotted_name(node.func).endswith("addinivalue_line")
            and text_of(node.args[0]) == "markers"
        ):
            line = text_of(node.args[1])
            if line and (name := _name_of(line)):
                yield Found(name, (Place(path, node.lineno),))


def _name_of(line: str) -> str:
    """Return a marker's name from ``slow: takes long`` or ``timeout(seconds): ...``."""
    return re.split(r"[:(\s]", line.strip(), maxsplit=1)[0]
