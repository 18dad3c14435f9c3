"""One Python file with what its names stand for: imports, definitions, calls and their places."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from layerproof.adoption.findings import Place
from layerproof.adoption.reading.syntax import Function, unparse
from layerproof.adoption.reading.tree import Module


class Source:
    """A parsed file of the project.

    :param name: under which it is imported.
    :param is_test: whether it belongs to the tests, as tests, conftest or what they import.
    """

    def __init__(self, module: Module, name: str, *, is_test: bool) -> None:
        self.path = module.path
        self.text = module.text
        self.tree = module.tree
        self.name = name
        self.is_test = is_test

    @property
    def is_package(self) -> bool:
        """Whether it is the ``__init__`` of a package."""
        return self.path.rpartition("/")[2] == "__init__.py"

    def mentions(self, *words: str) -> bool:
        """Return whether one of ``words`` stands anywhere in the text."""
        return any(word in self.text for word in words)

    def place(self, node: ast.AST) -> Place:
        """Return where a node stands."""
        return Place(self.path, getattr(node, "lineno", 0))

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """The local names that any import of the file binds, by their full names."""
        return dict(self._bound(self.nodes))

    @cached_property
    def top_imports(self) -> Mapping[str, str]:
        """Those that are bound when the module is imported; not under ``TYPE_CHECKING``."""
        return dict(self._bound(self.top))

    @cached_property
    def stars(self) -> tuple[str, ...]:
        """Modules of which the file imports everything."""
        return tuple(
            self._origin(node)
            for node in self.top
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        )

    @cached_property
    def imported_modules(self) -> tuple[str, ...]:
        """Full names that are imported when the module is: modules, or things in them."""
        names: list[str] = []
        for node in self.top:
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(node)
                names.append(origin)
                names += [f"{origin}.{alias.name}" for alias in node.names if alias.name != "*"]
        return tuple(names)

    @cached_property
    def top(self) -> tuple[ast.stmt, ...]:
        """The statements that run on import, those in ``if``, ``try`` and ``with`` among them."""
        return tuple(_flat(self.tree.body))

    @cached_property
    def definitions(self) -> Mapping[str, ast.stmt]:
        """What the module itself binds at its top: classes, functions and assignments."""
        found: dict[str, ast.stmt] = {}
        for node in self.top:
            if isinstance(node, ast.ClassDef | Function):
                found[node.name] = node
            for target in _targets(node):
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, node)
        return found

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node, those further out first."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        """The node around each node."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call, by line."""
        found = [node for node in self.nodes if isinstance(node, ast.Call)]
        return tuple(sorted(found, key=lambda node: (node.lineno, node.col_offset)))

    @cached_property
    def attributes(self) -> tuple[ast.Attribute, ...]:
        """Every ``owner.name``."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Attribute))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Every function, methods and inner ones among them."""
        return tuple(node for node in self.nodes if isinstance(node, Function))

    @cached_property
    def classes(self) -> tuple[ast.ClassDef, ...]:
        """Every class, inner ones among them."""
        return tuple(node for node in self.nodes if isinstance(node, ast.ClassDef))

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Give what encloses a node, innermost first."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def function_around(self, node: ast.AST) -> Function | None:
        """Return the innermost function in which a node stands."""
        return next((each for each in self.around(node) if isinstance(each, Function)), None)

    def is_global(self, node: ast.AST) -> bool:
        """Return whether a node is evaluated when the module is imported."""
        return not any(isinstance(each, Function | ast.Lambda) for each in self.around(node))

    def bound_name(self, node: ast.AST) -> str:
        """Return the plain name that an expression is assigned to, or an empty string."""
        parent = self.parents.get(node)
        if isinstance(parent, ast.Await):
            return self.bound_name(parent)
        targets = list(_targets(parent)) if isinstance(parent, ast.stmt) else []
        if isinstance(parent, ast.withitem) and parent.optional_vars is not None:
            targets = [parent.optional_vars]
        if isinstance(parent, ast.NamedExpr):
            targets = [parent.target]
        return next((each.id for each in targets if isinstance(each, ast.Name)), "")

    def full(self, node: ast.AST) -> str:
        """Return the dotted name of an expression, its first part resolved; empty for others."""
        if isinstance(node, ast.Name):
            if node.id in self.imports:
                return self.imports[node.id]
            return f"{self.name}.{node.id}" if node.id in self.definitions else node.id
        if isinstance(node, ast.Attribute):
            names: list[str] = []
            inner: ast.expr = node
            while isinstance(inner, ast.Attribute):
                names.append(inner.attr)
                inner = inner.value
            owner = "" if isinstance(inner, ast.Constant) else self.full(inner)
            return ".".join([owner, *reversed(names)]) if owner else ""
        if isinstance(node, ast.Subscript):
            return self.full(node.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._quoted(node.value)
        return ""

    def _quoted(self, text: str) -> str:
        try:
            inner = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError):
            return ""
        return "" if isinstance(inner, ast.Constant) else self.full(inner)

    def _bound(self, nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
        for node in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    yield alias.asname or first, alias.name if alias.asname else first
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if alias.name != "*":
                        yield alias.asname or alias.name, f"{self._origin(node)}.{alias.name}"

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        kept = parts[: len(parts) - node.level + (1 if self.is_package else 0)]
        return ".".join([*kept, *([node.module] if node.module else [])])


def _targets(node: ast.stmt | None) -> Iterator[ast.expr]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        yield node.target


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give statements, and those in blocks that run as well; ``elif`` may nest deeply."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        inner: list[ast.stmt] = []
        if isinstance(node, ast.If):
            inner = [] if "TYPE_CHECKING" in unparse(node.test) else list(node.body)
            inner += node.orelse
        elif isinstance(node, ast.Try):
            handled = [each for handler in node.handlers for each in handler.body]
            inner = [*node.body, *handled, *node.orelse, *node.finalbody]
        elif isinstance(node, ast.With):
            inner = list(node.body)
        else:
            yield node
        waiting += reversed(inner)
