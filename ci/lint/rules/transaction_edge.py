"""In the history backend a transaction begins and ends at the edge of the request, once.

A service or repository that commits cannot be composed with another, and hides from its tests
what a request leaves behind when it fails half-way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ci.lint.values import Fault, Module, Rule

ROOM = "src/layerproof/history"

#: Where a request gets its session, and the migrations, which have transactions of their own.
EDGES = (f"{ROOM}/dependencies/sessions.py", f"{ROOM}/migrate.py", f"{ROOM}/migrations")

METHODS = frozenset({"commit", "begin"})


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault for each transaction that is begun or committed here."""
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in METHODS
        ):
            yield Fault(node.lineno, f".{node.func.attr}() belongs to {EDGES[0]}")


RULE = Rule(
    name="transaction-edge",
    summary="history begins and commits transactions at the request's edge only",
    applies=lambda module: module.is_under(ROOM) and not module.is_under(*EDGES),
    check=check,
)
