"""Rewriting the bodies of a TestCase's methods: assertions, contexts, clean-ups, sub-tests."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.nodes import (
    code,
    leading,
    line,
    small_of,
    standing_alone,
    wrap,
)
from layerproof.adoption.conversion.unittests.assertions import rewrite_assertion

_OWNERS = {"self", "cls"}
_CONTEXTS = {
    "assertRaises": "raises", "assertRaisesRegex": "raises",
    "assertWarns": "warns", "assertWarnsRegex": "warns",
}  # fmt: skip


def method_of(call: cst.BaseExpression) -> str:
    """Return the method that ``self.method(...)`` calls; empty where it is another call."""
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return ""
    return call.func.attr.value if code(call.func.value) in _OWNERS else ""


class MethodBody(cst.CSTTransformer):
    """Rewrites one method; ``needs`` are the fixtures that it asks for afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.needs: list[str] = []
        self._caught: set[str] = set()

    def on_leave(  # type: ignore[override] # every kind of node comes through here
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.RemovalSentinel | cst.FlattenSentinel[cst.BaseStatement]:
        """Rewrite a line, a context or what was caught."""
        if isinstance(updated_node, cst.SimpleStatementLine):
            return self._rewrite_line(updated_node)
        if isinstance(updated_node, cst.WithItem):
            return self._rewrite_item(updated_node)
        if isinstance(original_node, cst.Attribute) and self._is_caught(original_node):
            return updated_node.with_changes(attr=cst.Name("value"))
        return updated_node

    def _is_caught(self, node: cst.Attribute) -> bool:
        return node.attr.value == "exception" and code(node.value) in self._caught

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Note the names of errors that are caught, before what is said of them."""
        if isinstance(node, cst.WithItem) and method_of(node.item) in _CONTEXTS and node.asname:
            self._caught.add(code(node.asname.name))
        return True

    def _rewrite_line(
        self, node: cst.SimpleStatementLine
    ) -> cst.CSTNode | cst.RemovalSentinel | cst.FlattenSentinel[cst.BaseStatement]:
        small = small_of(node)
        call = small.value if isinstance(small, cst.Expr) else None
        if not isinstance(call, cst.Call):
            return node
        if _is_super(call):
            return cst.RemoveFromParent()
        method, arguments = method_of(call), list(call.args)
        done: cst.BaseStatement | None = None
        if method in {"addCleanup", "addClassCleanup"} and arguments:
            done = line(cst.Expr(self._finalize(arguments)), leading(node))
        elif method in _CONTEXTS and len(arguments) > 1:
            done = _rewrite_called(method, arguments, leading(node))
        elif method:
            done = rewrite_assertion(method, arguments, leading(node))
        if done is None:
            return node
        if isinstance(done, cst.SimpleStatementLine):
            return done.with_changes(trailing_whitespace=node.trailing_whitespace)
        return done

    def _finalize(self, arguments: Sequence[cst.Arg]) -> cst.Call:
        self._need("request")
        action: cst.BaseExpression = arguments[0].value
        if len(arguments) > 1:
            partial = cst.Attribute(cst.Name("functools"), cst.Name("partial"))
            action = cst.Call(partial, arguments)
        owner = cst.Attribute(cst.Name("request"), cst.Name("addfinalizer"))
        return cst.Call(owner, [cst.Arg(action)])

    def _rewrite_item(self, node: cst.WithItem) -> cst.WithItem:
        method = method_of(node.item)
        call = node.item
        if not isinstance(call, cst.Call):
            return node
        if method == "subTest":
            self._need("subtests")
            function = cst.Attribute(cst.Name("subtests"), cst.Name("test"))
            return node.with_changes(item=call.with_changes(func=function))
        if method in _CONTEXTS and not any(each.keyword for each in call.args):
            return node.with_changes(item=_context(method, call.args))
        return node

    def _need(self, name: str) -> None:
        if name not in self.needs:
            self.needs.append(name)


def _context(method: str, arguments: Sequence[cst.Arg]) -> cst.Call:
    given = [cst.Arg(arguments[0].value)]
    if method.endswith("Regex") and len(arguments) > 1:
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        given.append(cst.Arg(arguments[1].value, keyword=cst.Name("match"), equal=tight))
    return cst.Call(cst.Attribute(cst.Name("pytest"), cst.Name(_CONTEXTS[method])), given)


def _rewrite_called(
    method: str, arguments: Sequence[cst.Arg], above: Sequence[cst.EmptyLine]
) -> cst.BaseStatement | None:
    """Return ``self.assertRaises(E, f, x)`` as a block that calls ``f(x)``."""
    count = 2 if method.endswith("Regex") else 1
    if len(arguments) <= count or arguments[count].keyword or arguments[0].star:
        return None
    call = _called(arguments[count].value, arguments[count + 1 :])
    item = cst.WithItem(_context(method, arguments[:count]))
    return cst.With([item], cst.IndentedBlock([line(cst.Expr(call))]), leading_lines=list(above))


def _called(function: cst.BaseExpression, arguments: Sequence[cst.Arg]) -> cst.BaseExpression:
    """Return the call of ``function``; of a lambda without parameters, what it gives."""
    if isinstance(function, cst.Lambda) and not arguments and not function.params.children:
        return standing_alone(function.body)
    plain = isinstance(function, cst.Name | cst.Attribute | cst.Call | cst.Subscript)
    return cst.Call(function if plain else wrap(function), arguments)


def _is_super(call: cst.Call) -> bool:
    names = "setUp|tearDown|setUpClass|tearDownClass|asyncSetUp|asyncTearDown"
    return m.matches(
        call,
        m.Call(
            func=m.Attribute(
                value=m.Call(func=m.Name("super")),
                attr=m.Name(m.MatchRegex(names)),
            )
        ),
    )
