"""Whether two tests do the same: their bodies as syntax, with what their names stand for.

Equal text is not enough: ``client.get("/")`` is another test where another fixture ``client``
stands. So every name that a body takes from outside is replaced by what it is bound to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from layerproof.adoption.reading.syntax import Function
from layerproof.adoption.reading.tree import Module


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of a module stand for: an import's whole name, or the text that binds it."""

    bound: Mapping[str, str]

    @classmethod
    def of(cls, module: Module, fixtures: Mapping[str, str]) -> Names:
        """Return the names of a module; ``fixtures`` are those defined further out, by place."""
        return cls({**fixtures, **dict(_bindings(module.tree.body))})

    def within(self, node: ast.ClassDef, path: str, scope: str) -> Names:
        """Return the names as a class's methods see them: ``self`` is that of this class alone.

        A class that binds nothing of its own and has no bases is as good as any other.
        """
        plain = not node.bases and not list(_bindings(_without_tests(node.body)))
        return Names({**self.bound, "self": "" if plain else f"{path}::{scope}"})


def is_trivial(node: Function) -> bool:
    """Whether the function does nothing: a docstring, ``pass``, ``...`` or a bare ``return``."""
    return all(_does_nothing(statement) for statement in node.body)


def digest_body(node: Function, names: Names) -> str:
    """Return a digest that is the same for functions that do the same with the same things."""
    body = [statement for statement in node.body if not _is_docstring(statement)]
    decorators = [ast.dump(each) for each in node.decorator_list]
    text = [*map(ast.dump, body), *decorators, ast.dump(node.args)]
    used = sorted({name.id for part in node.body for name in _names_in(part)})
    used += [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    text += [f"{name}={names.bound[name]}" for name in used if name in names.bound]
    return sha256("\n".join(text).encode("utf-8", "surrogatepass")).hexdigest()


def _names_in(node: ast.AST) -> Iterator[ast.Name]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Name))


def _does_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, ast.Return):
        return node.value is None or isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _without_tests(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    return [
        node
        for node in body
        if not (isinstance(node, Function) and node.name.startswith("test"))
        and not _is_docstring(node)
    ]


def _bindings(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield each name that a body binds, and what to."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from ((each.asname or each.name, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = f"{'.' * node.level}{node.module or ''}"
            yield from ((each.asname or each.name, f"{origin}.{each.name}") for each in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, ast.dump(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from ((name.id, ast.dump(node.value)) for name in _names_in(target))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, ast.dump(node.value)
