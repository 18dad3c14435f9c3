"""Looking for nodes in a tree: faster than visitors, which build each node anew on their way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import TypeVar

import libcst as cst
import libcst.matchers as m

NodeT = TypeVar("NodeT", bound=cst.CSTNode)
_SPACE = ("whitespace", "lines", "header", "footer", "lpar", "rpar", "comma", "semicolon")


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield ``node`` and what is in it, in the order of the text; no blanks and no comments."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += reversed(children(each))


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return the nodes right below ``node``; no blanks and no comments."""
    found: list[cst.CSTNode] = []
    for name in _names(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += [each for each in value if isinstance(each, cst.CSTNode)]
    return found


@cache
def _names(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    names = [each.name for each in fields(kind)]
    kept = [name for name in names if not any(word in name for word in _SPACE)]
    if issubclass(kind, cst.FunctionDef | cst.ClassDef) and "decorators" in kept:
        kept.remove("decorators")
        kept.insert(0, "decorators")
    return tuple(kept)


def find(node: cst.CSTNode, *kinds: type[NodeT]) -> list[NodeT]:
    """Return the nodes of ``kinds`` in ``node``, itself among them."""
    return [each for each in walk(node) if isinstance(each, kinds)]


def search(node: cst.CSTNode, *patterns: m.BaseMatcherNode) -> list[cst.CSTNode]:
    """Return the nodes in ``node`` that one of ``patterns`` matches."""
    kinds = {type(pattern).__name__ for pattern in patterns}
    return [
        each
        for each in walk(node)
        if type(each).__name__ in kinds and any(m.matches(each, pattern) for pattern in patterns)
    ]
