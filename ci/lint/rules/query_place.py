"""In the history backend only repositories speak to the database."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ci.lint.values import Fault, Module, Rule

ROOM = "src/layerproof/history"

#: Repositories; the file that sets up connections; migrations; backups, which copy whole tables.
PLACES = tuple(
    f"{ROOM}/{place}"
    for place in ("repositories", "database.py", "migrate.py", "migrations", "archive")
)

#: These mean a query whatever they are called on.
QUERIES = frozenset({"execute", "scalar", "scalars", "stream_scalars", "exec_driver_sql"})

#: These have other meanings too, and mean a query on something named like a session.
ON_SESSION = frozenset(
    {"add", "add_all", "delete", "flush", "get", "get_one", "merge", "refresh"} | {"stream"}
)


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault for each query that is sent from here."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            method = node.func.attr
            if method in QUERIES or (method in ON_SESSION and _is_session(node.func.value)):
                yield Fault(node.lineno, f".{method}() sends a query: move it to a repository")


def _is_session(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr.lower().endswith("session")
    return isinstance(node, ast.Name) and node.id.lower().endswith("session")


RULE = Rule(
    name="query-place",
    summary="history sends queries from its repositories only",
    applies=lambda module: module.is_under(ROOM) and not module.is_under(*PLACES),
    check=check,
)
