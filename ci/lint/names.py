"""What a name in a module stands for, as far as its imports say."""

from __future__ import annotations

import ast
from collections.abc import Mapping


def imported_names(tree: ast.Module) -> dict[str, str]:
    """Return the local names that imports anywhere in ``tree`` bind, by their full names."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def full_name(node: ast.expr, names: Mapping[str, str]) -> str:
    """Return the dotted name of ``node`` with its import resolved, or an empty string."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute) and (owner := full_name(node.value, names)):
        return f"{owner}.{node.attr}"
    return ""


def is_within(name: str, *owners: str) -> bool:
    """Return whether the dotted ``name`` is one of ``owners`` or lies below one."""
    return any(name == owner or name.startswith(f"{owner}.") for owner in owners)
