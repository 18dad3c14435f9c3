"""``deselect`` of the table: the tests that the authors leave out on purpose, by ``-m``."""

from __future__ import annotations

from layerproof.core.config.markers import Node, compile_expression
from layerproof.errors import ConfigError


def negate(expression: str) -> str | None:
    """Return the expression of the tests that ``-m EXPRESSION`` leaves out.

    ``not slow`` gives ``slow``; what is no plain negation is put into ``not (...)``. Empty where
    nothing is left out, ``None`` where the expression is not one that Layerproof can read.
    """
    if not expression.strip():
        return ""
    try:
        tree = compile_expression(expression).tree
    except ConfigError:
        return None
    left_out = _negate(tree)
    if left_out is not None:
        return left_out
    return f"not ({expression.strip()})"


def _negate(node: Node) -> str | None:
    """Return the negation without ``not`` in front, where all of the expression is negated."""
    parts = [part for part in node[1:] if isinstance(part, tuple)]
    if node[0] == "not":
        return _write(parts[0])
    if node[0] == "and" and all(part[0] == "not" for part in parts):
        return " or ".join(_write(part[1]) for part in parts if isinstance(part[1], tuple))
    return None


def _write(node: Node) -> str:
    if node[0] == "name":
        return str(node[1])
    parts = [_bracket(part) for part in node[1:] if isinstance(part, tuple)]
    if node[0] == "not":
        return f"not {parts[0]}"
    return f" {node[0]} ".join(parts)


def _bracket(node: Node) -> str:
    text = _write(node)
    return f"({text})" if node[0] in {"and", "or"} else text
