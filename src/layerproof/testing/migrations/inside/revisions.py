"""The revision files as they lie there: read as text, so that a broken chain can be told apart.

``chain`` judges them; Alembic itself gives up at the first thing that does not fit.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import coerce_resource_to_filename


@dataclass(frozen=True, slots=True)
class RevisionFile:
    """One file, and what it says of its place in the chain.

    ``revision`` is ``None`` where it names none, ``literal`` is false where it is worked out by
    code; ``seen`` says that Alembic looks into its folder.
    """

    path: Path
    revision: str | None
    parents: tuple[str, ...]
    needs: tuple[str, ...]
    seen: bool
    literal: bool = True
    fault: str = ""


def find_folders(scripts: ScriptDirectory) -> list[Path]:
    """Return the folders in which Alembic looks for revisions."""
    given = scripts.version_locations
    if given:
        return [Path(coerce_resource_to_filename(os.fspath(place))) for place in given]
    return [Path(scripts.dir) / "versions"]


def read_files(scripts: ScriptDirectory) -> Iterator[RevisionFile]:
    """Yield every Python file below the folders, seen by Alembic or not."""
    folders = [folder.resolve() for folder in find_folders(scripts)]
    known: set[Path] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if path.name.startswith(("__init__", ".#")) or path in known:
                continue
            known.add(path)
            seen = scripts.recursive_version_locations or path.parent in folders
            yield _read(path, seen=seen)


def _read(path: Path, *, seen: bool) -> RevisionFile:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError) as error:
        return RevisionFile(path, None, (), (), seen, fault=f"cannot be read as Python: {error}")
    names = dict(_find_assignments(tree))
    revision = _literal(names.get("revision"))
    literal = "revision" not in names or isinstance(revision, str)
    return RevisionFile(
        path,
        revision if isinstance(revision, str) else None,
        _words(_literal(names.get("down_revision"))),
        _words(_literal(names.get("depends_on"))),
        seen,
        literal=literal,
    )


def _find_assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value


def _literal(node: ast.expr | None) -> object:
    if node is None:
        return None
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple | list | set):
        return tuple(word for word in value if isinstance(word, str))
    return ()
