"""Whole databases and servers that the suite makes: by name, in containers, by a plugin."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from layerproof.adoption.discovery.backend.address import hide_password, parse_address
from layerproof.adoption.discovery.backend.source import Source
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.spelling import Spelled, spell
from layerproof.adoption.findings import Confidence, Found
from layerproof.adoption.reading.syntax import unparse
from layerproof.adoption.survey import DatabaseWay

_SQL = re.compile(r"\b(CREATE|DROP)\s+DATABASE\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?", re.IGNORECASE)
_NAME = re.compile(r"""^["'`]*([^\s"'`;]*)""")
_CONTAINERS = re.compile(r"^testcontainers\b")
_PLUGIN_FIXTURES = ("postgresql_proc", "postgresql_noproc", "docker_services", "pg_docker")


def find_server_ways(source: Source, sources: Sources) -> Iterator[Found[DatabaseWay]]:
    """Give the databases and servers that a file of the tests makes or drops."""
    yield from _by_statement(source, sources)
    yield from _by_call(source, sources)
    yield from _containers(source)


def _by_statement(source: Source, sources: Sources) -> Iterator[Found[DatabaseWay]]:
    if not re.search(r"(create|drop)\s+database", source.text, re.IGNORECASE):
        return
    for node in source.parents:
        parent = source.parents.get(node)
        if isinstance(parent, ast.JoinedStr | ast.Expr):
            continue
        if not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        spelled = spell(node, source, sources)
        match = _SQL.search(spelled.text)
        if match:
            if isinstance(parent, ast.BinOp | ast.Attribute):
                spelled = _joined(node, source, sources) or spelled
            name = _NAME.match(spelled.text[match.end() :])
            yield _way(
                f"{match[1].lower()}_database", name[1] if name else "", spelled, source, node
            )


def _joined(node: ast.expr, source: Source, sources: Sources) -> Spelled | None:
    outer: ast.AST = node
    for each in source.around(node):
        # Added to, or filled by ``format``; what it is handed to does not matter.
        is_format = isinstance(each, ast.Attribute) and each.attr == "format"
        is_filled = isinstance(each, ast.Call) and isinstance(outer, ast.Attribute)
        if not (isinstance(each, ast.BinOp) or is_format or is_filled):
            break
        outer = each
    words = unparse(outer)
    found = spell(outer, source, sources) if isinstance(outer, ast.expr) else None
    if found is None:
        return None
    return Spelled(found.text, found.exact, f"{words} {found.words}")


def _way(
    way: str, name: str, spelled: Spelled, source: Source, node: ast.AST
) -> Found[DatabaseWay]:
    is_known = bool(name) and not re.search("[{}%]", name) and not spelled.own
    known = name if is_known else ""
    fixed = is_known
    confidence = Confidence.CERTAIN if known or spelled.own else Confidence.LIKELY
    why = "" if known else "the name is made in the program"
    if spelled.own:
        why = "each worker, or each run, has a name of its own"
    return Found(DatabaseWay(way, known, fixed=fixed), (source.place(node),), confidence, why)


def _by_call(source: Source, sources: Sources) -> Iterator[Found[DatabaseWay]]:
    if not source.mentions("create_database", "drop_database", "createdb", "dropdb"):
        return
    for call in source.calls:
        full = sources.resolve(source.full(call.func))
        last = full.rpartition(".")[2]
        if full.startswith("sqlalchemy_utils") and last in ("create_database", "drop_database"):
            spelled = spell(call.args[0] if call.args else None, source, sources)
            address = parse_address(spelled.text)
            name = address.name if address else ""
            yield _way(last, hide_password(name), spelled, source, call)
        elif full.startswith(("subprocess.", "os.system", "asyncio.create_subprocess")):
            yield from _by_program(call, source, sources)


def _by_program(call: ast.Call, source: Source, sources: Sources) -> Iterator[Found[DatabaseWay]]:
    parts = call.args[0].elts if call.args and isinstance(call.args[0], ast.List) else call.args
    spelled = [spell(each, source, sources) for each in parts]
    words = " ".join(each.text for each in spelled).split()
    for word, way in (("createdb", "create_database"), ("dropdb", "drop_database")):
        if words and words[0].rpartition("/")[2] == word:
            joint = Spelled(words[-1], exact=True, words=" ".join(each.words for each in spelled))
            yield _way(way, words[-1] if len(words) > 1 else "", joint, source, call)


def _containers(source: Source) -> Iterator[Found[DatabaseWay]]:
    for call in source.calls if source.mentions("testcontainers", "pytest_postgresql") else ():
        full = source.full(call.func)
        if _CONTAINERS.match(full) and full.endswith("Container"):
            way = DatabaseWay("container", full.rpartition(".")[2])
            yield Found(way, (source.place(call),))
        elif full.startswith("pytest_postgresql"):
            way = DatabaseWay("container", "pytest-postgresql")
            yield Found(way, (source.place(call),), Confidence.LIKELY)
    for function in source.functions if source.mentions(*_PLUGIN_FIXTURES) else ():
        for argument in function.args.args:
            if argument.arg in _PLUGIN_FIXTURES:
                why = f"{function.name} asks for {argument.arg}"
                way = DatabaseWay("container", argument.arg)
                yield Found(way, (source.place(function),), Confidence.LIKELY, why)
