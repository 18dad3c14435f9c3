"""GET routes without parameters in the path, read off decorators; prefixes are not followed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from layerproof.adoption.reading.syntax import Function, keyword, text_of

_HEALTH = ("health", "healthz", "healthcheck", "ping", "status", "ready", "live")


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` as its router knows it; ``owner`` is the object that it is registered on."""

    module: str
    owner: str
    path: str

    @property
    def is_health(self) -> bool:
        """Whether its name says that it tells that the application is up."""
        return self.path.strip("/").rpartition("/")[2].lower() in _HEALTH


def find_routes(texts: Mapping[str, str]) -> Iterator[Route]:
    """Yield the plain GET routes of the modules, in their order.

    :param texts: source texts by the modules' dotted names.
    """
    for module, text in texts.items():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        prefixes = dict(_find_prefixes(tree))
        for node in ast.walk(tree):
            if not isinstance(node, Function):
                continue
            for owner, path in _read_decorators(node):
                whole = prefixes.get(owner, "") + path
                if whole.startswith("/") and "{" not in whole:
                    yield Route(module, owner, whole)


def _find_prefixes(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each router's name and its prefix."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if not isinstance(value, ast.Call) or not ast.unparse(value.func).endswith("APIRouter"):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [_target(node)]
        prefix = text_of(keyword(value, "prefix")) or ""
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id, prefix


def _target(node: ast.stmt) -> ast.expr | None:
    return node.target if isinstance(node, ast.AnnAssign) else None


def _read_decorators(node: Function) -> Iterator[tuple[str, str]]:
    for decorator in node.decorator_list:
        if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
            continue
        if decorator.func.attr == "get" and decorator.args:
            path = text_of(decorator.args[0])
            if path is not None:
                yield ast.unparse(decorator.func.value), path
