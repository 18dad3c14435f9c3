"""``pytest.raises`` without ``match`` is content with the right error for the wrong reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ci.lint.names import full_name, imported_names
from ci.lint.values import Fault, Module, Rule

CALLS = frozenset({"pytest.raises", "pytest.RaisesExc"})


def check(module: Module) -> Iterator[Fault]:
    """Yield a fault for each expected error whose message is not looked at."""
    names = imported_names(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and full_name(node.func, names) in CALLS:
            match = next((word.value for word in node.keywords if word.arg == "match"), None)
            if match is None or (isinstance(match, ast.Constant) and not match.value):
                yield Fault(node.lineno, "say what the message must match: match=...")


RULE = Rule(
    name="raises-match",
    summary="every pytest.raises in tests has a match",
    applies=lambda module: "tests" in module.path.parts,
    check=check,
)
