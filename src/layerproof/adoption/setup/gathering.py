"""Reading the files that a plan looks at. The only module here that reads a foreign project."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from layerproof.adoption.reading.tree import ProjectTree
from layerproof.adoption.setup.makefile import NAMES
from layerproof.adoption.setup.noxfile import BESIDE, NAME
from layerproof.adoption.setup.planning import PYPROJECT
from layerproof.adoption.setup.suite_words import MARKERS
from layerproof.adoption.setup.targets import has_tests
from layerproof.adoption.setup.values import Existing
from layerproof.adoption.survey import Survey
from layerproof.errors import ConfigError

_WORKFLOWS = ".github/workflows"


def gather(root: Path, survey: Survey) -> Existing:
    """Return the files of the project that ``plan_setup`` looks at.

    Raises ``ConfigError`` where ``pyproject.toml`` is there and cannot be read as UTF-8.
    """
    tree = ProjectTree(root)
    texts = {}
    for path in dict.fromkeys(_choose(root, survey, tree)):
        text = read_exactly(root / path)
        if text is not None:
            texts[path] = text
    if PYPROJECT not in texts and os.path.lexists(root / PYPROJECT):
        raise ConfigError(
            f"{PYPROJECT}:1: cannot be read as UTF-8",
            advice="mend the file, then run `layerproof init` again; nothing was written",
        )
    return Existing(texts, frozenset(_list_taken(root)), find_branch(root))


def read_exactly(path: Path) -> str | None:
    """Return a file's text with its own line ends; ``None`` where it cannot be read as UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def find_branch(root: Path) -> str | None:
    """Return the branch that is checked out; empty where none is, ``None`` outside a checkout."""
    for folder in (root, *root.parents):
        git = folder / ".git"
        if git.is_file():
            return ""
        if git.is_dir():
            head = read_exactly(git / "HEAD") or ""
            return head.strip().removeprefix("ref: refs/heads/") if "refs/heads/" in head else ""
    return None


def _choose(root: Path, survey: Survey, tree: ProjectTree) -> Iterator[str]:
    yield from (PYPROJECT, NAME, BESIDE)
    yield from _makefiles(root)
    yield from (path for path in tree.files if path.startswith(f"{_WORKFLOWS}/"))
    yield from survey.tests.conftests
    if survey.project.packaging:
        yield from survey.project.packaging.value.requirements
    sorting = set(MARKERS)
    yield from (file.path for file in survey.tests.files if sorting & set(file.markers))
    if not has_tests(survey):
        yield from tree.python_files


def _makefiles(root: Path) -> Iterable[str]:
    """Return the Makefiles by their names' true spelling, which not every file system tells."""
    there = {entry.name for entry in os.scandir(root)}
    return [name for name in NAMES if name in there]


def _list_taken(root: Path) -> Iterator[str]:
    """Yield what exists where a plan may write, folders and broken links included."""
    for name in (PYPROJECT, "setup.py", NAME, BESIDE):
        if os.path.lexists(root / name):
            yield name
    yield from _makefiles(root)
    for folder in (_WORKFLOWS, "tests", "tests/unit", "tests/integration", "tests/api"):
        try:
            yield from (f"{folder}/{entry.name}" for entry in os.scandir(root / folder))
        except OSError:
            continue
