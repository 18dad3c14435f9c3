"""Finds the project's own modules that versions of migrations import: they make the schema too.

A version that takes a type or a list of roles from the backend makes another schema when that
module changes. Read from the text, since importing costs more than the whole fingerprint; so what
is imported by a name that is made while running is not seen. ``recipe`` digests what is found.

``env.py`` names the models for ``alembic revision --autogenerate``, and does not count, unless it
makes the tables itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)|import[ \t]+([^\n#]+))",
    re.MULTILINE,
)
_NAME = re.compile(r"[\w.]+")
_MAKES_TABLES = re.compile(r"\bcreate_all\b")


def find_imported_files(folders: Sequence[Path], migrations: Iterable[Path]) -> list[Path]:
    """Return the files of the project that migrations import, those that these import included.

    :param folders: where the project's own modules are looked for.
    :param migrations: what ``migration_files`` found.
    """
    scripts = [path for path in migrations if path.suffix == ".py"]
    waiting = [path for path in scripts if path.name != "env.py" or _makes_tables(path)]
    seen = set(scripts)
    tried: set[tuple[Path, str]] = set()
    while waiting:
        for module in _list_imports(folders, waiting.pop()):
            if module not in tried:
                tried.add(module)
                files = [file for file in _files_of(*module) if file not in seen]
                seen.update(files)
                waiting += files
    return sorted(seen.difference(scripts))


def _makes_tables(path: Path) -> bool:
    return bool(_MAKES_TABLES.search(_read(path)))


def _list_imports(folders: Sequence[Path], path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the modules that one file imports, wherever in it, and below which folder they are."""
    for source, names, modules in _IMPORT.findall(_read(path)):
        plain = source.lstrip(".")
        level = len(source) - len(plain)
        if modules:
            wanted = [part.split()[0] for part in modules.split(",") if part.split()]
        else:
            # What is imported from a package may be a module of it.
            wanted = [plain, *(f"{plain}.{name}".lstrip(".") for name in _NAME.findall(names))]
        for base in [path.parents[level - 1]] if level else folders:
            for name in wanted:
                yield base, name


def _files_of(folder: Path, name: str) -> Iterator[Path]:
    """Yield the file of a module, or of a package; what lies elsewhere is not the project's."""
    place = folder.joinpath(*name.split("."))
    for file in (place / "__init__.py", place.with_name(f"{place.name}.py")):
        if file.is_file():
            yield file


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
