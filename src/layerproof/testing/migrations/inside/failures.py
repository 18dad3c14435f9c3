"""Saying why a revision did not run, in the words of the database."""

from __future__ import annotations

from pathlib import Path

from alembic.script import Script
from sqlalchemy.exc import DBAPIError

from layerproof.testing.migrations.inside.chain import show_path
from layerproof.testing.migrations.values import Finding

_LONGEST = 600


def explain(error: BaseException) -> str:
    """Return an error's own words, with the statement where it came from the database."""
    if isinstance(error, DBAPIError):
        statement = " ".join((error.statement or "").split())
        said = " ".join(str(error.orig).split())
        return _cut(f"{said} [{_cut(statement, 200)}]" if statement else said)
    return _cut(f"{type(error).__name__}: {' '.join(str(error).split())}".rstrip(": "))


def find_at(check: str, revision: Script, root: Path, problem: str, advice: str = "") -> Finding:
    """Return a finding that is about one revision."""
    return Finding(check, problem, advice, str(revision.revision), show_path(revision.path, root))


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."
