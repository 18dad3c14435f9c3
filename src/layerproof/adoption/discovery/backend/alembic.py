"""Alembic: its settings files, its folder of revisions, and where env.py takes its address."""

from __future__ import annotations

import ast
import configparser
import tomllib
from dataclasses import dataclass
from pathlib import PurePosixPath

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Confidence, Found, Place
from layerproof.adoption.reading.tree import ProjectTree


@dataclass(frozen=True, slots=True)
class Migrations:
    """One Alembic: its settings file, the folder of its scripts, the address that stands there.

    ``env`` is the path of env.py; ``sets_address`` says that env.py puts an address of its own in.
    """

    settings: str
    scripts: str
    url: str = ""
    line: int = 0
    env: str = ""
    sets_address: bool = False


def find_alembics(sources: Sources) -> tuple[Migrations, ...]:
    """Return every Alembic of the project, those outside of tests and examples first."""
    tree = sources.tree
    found = [
        each
        for path in tree.files
        if (each := _from_ini(tree, path) or _from_toml(tree, path)) is not None
    ]
    by_path = {source.path: source for source in sources.all}
    full = [_with_env(each, by_path) for each in found]
    return tuple(sorted(full, key=lambda each: (_is_aside(each), each.settings.count("/"))))


def choose_migrations(alembics: tuple[Migrations, ...]) -> Found[str] | None:
    """Return the settings file for the table's ``migrations``, with what env.py reads."""
    if not alembics:
        return None
    best = alembics[0]
    places = [Place(best.settings)]
    why = []
    confidence = Confidence.CERTAIN
    if best.env:
        places.append(Place(best.env))
        source = "takes its address from code" if best.sets_address else "reads sqlalchemy.url"
        why.append(f"env.py {source}")
    else:
        confidence = Confidence.LIKELY
        why.append(f"there is no env.py in {best.scripts}")
    if len(alembics) > 1:
        confidence = Confidence.LIKELY
        why.append(f"there are others: {', '.join(each.settings for each in alembics[1:4])}")
    return Found(best.settings, tuple(places), confidence, "; ".join(why))


def _is_aside(migrations: Migrations) -> bool:
    folders = PurePosixPath(migrations.settings).parts[:-1]
    return bool({"tests", "test", "examples", "example", "docs"} & set(folders))


def _from_ini(tree: ProjectTree, path: str) -> Migrations | None:
    if not path.endswith(".ini"):
        return None
    text = tree.read(path) or ""
    if "script_location" not in text:
        return None
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    for section in parser.sections():
        location = parser.get(section, "script_location", fallback="").strip()
        if location:
            url = parser.get(section, "sqlalchemy.url", fallback="").strip()
            return Migrations(path, _folder(tree, path, location), url, _line(text))
    return None


def _from_toml(tree: ProjectTree, path: str) -> Migrations | None:
    if path.rpartition("/")[2] != "pyproject.toml" or "tool.alembic" not in (tree.read(path) or ""):
        return None
    try:
        table = tomllib.loads(tree.read(path) or "").get("tool", {}).get("alembic", {})
    except (tomllib.TOMLDecodeError, AttributeError):
        return None
    location = table.get("script_location") if isinstance(table, dict) else None
    if not isinstance(location, str):
        return None
    return Migrations(path, _folder(tree, path, location))


def _line(text: str) -> int:
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if line.startswith("sqlalchemy.url")), 0)


def _folder(tree: ProjectTree, path: str, location: str) -> str:
    here = str(PurePosixPath(path).parent)
    prefix = "" if here == "." else f"{here}/"
    if ":" in location:
        # A package: the part before the colon is imported, from wherever it lies.
        package, _, inner = location.partition(":")
        tail = "/".join([*package.split("."), *inner.split(":")]).strip("/")
        matches = [each for each in tree.python_files if f"/{each}".endswith(f"/{tail}/env.py")]
        return str(PurePosixPath(matches[0]).parent) if matches else tail
    plain = location.replace("%(here)s/", "").replace("%(here)s", ".").replace("\\", "/")
    for start in (prefix, ""):
        folder = str(PurePosixPath(f"{start}{plain}"))
        if tree.has(f"{folder}/env.py"):
            return folder
    return str(PurePosixPath(f"{prefix}{plain}"))


def _with_env(migrations: Migrations, by_path: dict[str, Source]) -> Migrations:
    env = by_path.get(f"{migrations.scripts}/env.py")
    if env is None:
        return migrations
    return Migrations(
        migrations.settings,
        migrations.scripts,
        migrations.url,
        migrations.line,
        env.path,
        _sets_address(env),
    )


def _sets_address(env: Source) -> bool:
    for call in env.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "set_main_option":
            first = call.args[0] if call.args else None
            if isinstance(first, ast.Constant) and first.value == "sqlalchemy.url":
                return True
        if env.full(call.func).endswith(("create_engine", "create_async_engine")):
            return True
    return '["sqlalchemy.url"]' in env.text
