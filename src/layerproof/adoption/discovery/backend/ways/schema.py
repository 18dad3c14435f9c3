"""What fixtures do with tables: make and drop them, migrate, empty them, roll back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Confidence, Found
from layerproof.adoption.reading.syntax import Function, unparse
from layerproof.adoption.survey import DatabaseWay

_DROPPING = re.compile(r"^\s*DROP\s+(SCHEMA|TABLE|OWNED)\b", re.IGNORECASE)
_EMPTYING = re.compile(r"^\s*(TRUNCATE|DELETE\s+FROM)\b", re.IGNORECASE)


def find_schema_ways(
    source: Source, sources: Sources, *, is_met: bool
) -> Iterator[Found[DatabaseWay]]:
    """Give what a file of the tests does with tables.

    :param is_met: whether the file has an address in which two workers would meet.
    """
    if source.mentions("create_all", "drop_all"):
        for node in source.parents:
            if isinstance(node, ast.Attribute) and node.attr in ("create_all", "drop_all"):
                way = DatabaseWay(node.attr, unparse(node.value), fixed=is_met)
                yield Found(way, (source.place(node),))
    yield from _migrating(source, is_met=is_met)
    yield from _through_backend(source, sources, is_met=is_met)
    yield from _emptying(source, is_met=is_met)
    yield from _rolling_back(source)


def _migrating(source: Source, *, is_met: bool) -> Iterator[Found[DatabaseWay]]:
    if not source.mentions("upgrade", "alembic"):
        return
    for node in source.attributes:
        # Called, or handed to a thread or to ``run_sync``.
        is_named = node.attr == "upgrade"
        if is_named and source.full(node).endswith("command.upgrade"):
            way = DatabaseWay("migrations", "alembic upgrade", fixed=is_met)
            yield Found(way, (source.place(node),))
    for call in source.calls:
        full = source.full(call.func)
        text = " ".join(_texts(call))
        by_program = "alembic" in text and "upgrade" in text and _starts_program(full)
        if by_program:
            way = DatabaseWay("migrations", "alembic upgrade", fixed=is_met)
            yield Found(way, (source.place(call),))


def _through_backend(
    source: Source, sources: Sources, *, is_met: bool
) -> Iterator[Found[DatabaseWay]]:
    """Give what the backend's functions do that fixtures call: ``init_db()``, ``migrate()``."""
    if not source.mentions("fixture"):
        return
    for function in source.functions:
        if not _is_fixture(function):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Name | ast.Attribute):
                continue
            found = sources.find(source.full(node))
            if found is None or found[0] is source or not isinstance(found[1], Function):
                continue
            way = _way_of(found[1], found[0])
            if way:
                name = f"{found[0].name}:{found[1].name}"
                yield Found(DatabaseWay(way, name, fixed=is_met), (source.place(node),))


def _way_of(function: Function, owner: Source) -> str:
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            if node.attr in ("create_all", "drop_all"):
                return node.attr
            if node.attr == "upgrade" and owner.full(node).endswith("command.upgrade"):
                return "migrations"
            if owner.full(node) == "alembic.config.main":
                return "migrations"
    return ""


def _starts_program(full: str) -> bool:
    return full.startswith(("subprocess.", "os.system", "os.popen", "sh.")) or full.endswith(
        ("alembic.config.main", "create_subprocess_exec", "create_subprocess_shell", "config.main")
    )


def _texts(call: ast.Call) -> Iterator[str]:
    for node in ast.walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _emptying(source: Source, *, is_met: bool) -> Iterator[Found[DatabaseWay]]:
    words = ("TRUNCATE", "truncate", "DELETE FROM", "delete from", "DROP ", "drop ")
    if source.mentions(*words):
        for node in source.parents:
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            if isinstance(source.parents.get(node), ast.Expr):
                continue
            drops = _DROPPING.match(node.value)
            if drops or _EMPTYING.match(node.value):
                shown = " ".join(node.value.split())[:60]
                way = DatabaseWay("drop_all" if drops else "truncate", shown, fixed=is_met)
                yield Found(way, (source.place(node),))
    if source.mentions("sorted_tables"):
        for node in source.parents:
            if isinstance(node, ast.Attribute) and node.attr == "sorted_tables":
                around = source.function_around(node)
                if around is not None and ("delete(" in unparse(around)):
                    detail = unparse(node.value)
                    yield Found(
                        DatabaseWay("truncate", detail, fixed=is_met), (source.place(node),)
                    )


def _rolling_back(source: Source) -> Iterator[Found[DatabaseWay]]:
    if not source.mentions("rollback", "create_savepoint", "begin_nested"):
        return
    for function in source.functions:
        if not _is_fixture(function):
            continue
        text = unparse(function)
        begins = "begin(" in text or "begin_nested(" in text
        if "rollback(" in text and ("yield" in text):
            sure = begins and ("connection" in text or "conn" in text)
            yield Found(
                DatabaseWay("rollback", function.name),
                (source.place(function),),
                Confidence.CERTAIN if sure else Confidence.LIKELY,
                "" if sure else "the session is rolled back, what was committed is not",
            )


def _is_fixture(function: Function) -> bool:
    return any("fixture" in unparse(each) for each in function.decorator_list)
