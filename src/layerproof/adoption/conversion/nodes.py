"""Making and taking apart pieces of a syntax tree: assertions, failures, blocks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import find

#: What every TODO begins with; a person searches for it, and so does a second run.
TODO = "TODO(layerproof convert)"

_OPPOSITES: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
}
_PLAIN = cst.Module(body=[])


def code(node: cst.CSTNode) -> str:
    """Return the source text of ``node``, without blanks around it."""
    return _PLAIN.code_for_node(node).strip()


def quote(text: str) -> cst.BaseExpression:
    """Return a string literal for ``text``."""
    literal = json.dumps(text, ensure_ascii=False)
    if '"' in text and not set(text) & set("'\\\n\r\t"):
        literal = f"'{text}'"
    return cst.SimpleString(literal)


def is_text(node: cst.BaseExpression) -> bool:
    """Return whether ``node`` is a string literal of any kind."""
    return isinstance(node, cst.SimpleString | cst.FormattedString | cst.ConcatenatedString)


def wrap(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return ``node`` in parentheses, unless it has some."""
    if node.lpar:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def is_spread(node: cst.BaseExpression) -> bool:
    """Return whether ``node`` goes over several lines without brackets of its own around it."""
    if node.lpar:
        return False
    if isinstance(node, cst.Call):
        return is_spread(node.func)
    if isinstance(node, cst.Attribute):
        return is_spread(node.value)
    if isinstance(node, cst.Comparison):
        parts = [node.left, *(each.comparator for each in node.comparisons)]
        between = any("\n" in code(each.operator) for each in node.comparisons)
        return between or any(is_spread(part) for part in parts)
    bracketed = isinstance(node, cst.List | cst.Dict | cst.Set | cst.SimpleString)
    return "\n" in code(node) and not bracketed


def standing_alone(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return ``node`` as it may stand after ``assert``: in one line, and no bare ``a := b``."""
    return wrap(node) if is_spread(node) or isinstance(node, cst.NamedExpr | cst.Tuple) else node


def negate(node: cst.BaseExpression) -> cst.BaseExpression:
    """Return the opposite of a condition, as a person would write it."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        return standing_alone(node.expression)
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        target = node.comparisons[0]
        opposite = _OPPOSITES.get(type(target.operator))
        if opposite is not None:
            return node.with_changes(comparisons=[target.with_changes(operator=opposite())])
    if isinstance(node, cst.BooleanOperation | cst.IfExp | cst.Lambda | cst.NamedExpr):
        node = wrap(node)
    return cst.UnaryOperation(cst.Not(), node)


def line(small: cst.BaseSmallStatement, before: Iterable[cst.EmptyLine] = ()) -> cst.BaseStatement:
    """Return a statement in a line of its own, under the empty lines and comments ``before``."""
    return cst.SimpleStatementLine([small], leading_lines=list(before))


def assert_that(
    condition: cst.BaseExpression,
    message: cst.BaseExpression | None = None,
    before: Iterable[cst.EmptyLine] = (),
) -> cst.BaseStatement:
    """Return ``assert condition, message``."""
    said = None if message is None else standing_alone(message)
    return line(cst.Assert(standing_alone(condition), said), before)


def call_pytest(
    what: str, message: cst.BaseExpression, before: Iterable[cst.EmptyLine] = ()
) -> cst.BaseStatement:
    """Return ``pytest.fail(message)`` or ``pytest.skip(message)``; pytest wants a string."""
    if not is_text(message) and not m.matches(message, m.BinaryOperation() | m.Call()):
        message = cst.Call(cst.Name("str"), [cst.Arg(message)])
    function = cst.Attribute(cst.Name("pytest"), cst.Name(what))
    return line(cst.Expr(cst.Call(function, [cst.Arg(message)])), before)


def todo(why: str, before: Iterable[cst.EmptyLine] = ()) -> cst.BaseStatement:
    """Return a failure that names what a person has to write."""
    return call_pytest("fail", quote(f"{TODO}: {why}"), before)


def is_todo(node: cst.CSTNode) -> bool:
    """Return whether ``node`` holds a failure that a conversion left for a person."""
    return any(TODO in text.value for text in find(node, cst.SimpleString))


def split(suite: cst.BaseSuite) -> list[cst.BaseStatement]:
    """Return a block's statements, each in a line of its own; ``a; b`` are two."""
    if isinstance(suite, cst.SimpleStatementSuite):
        return [cst.SimpleStatementLine([plain(small)]) for small in suite.body]
    found: list[cst.BaseStatement] = []
    for statement in suite.body:
        if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) > 1:
            found += [cst.SimpleStatementLine([plain(small)]) for small in statement.body]
            first = len(found) - len(statement.body)
            found[first] = found[first].with_changes(leading_lines=statement.leading_lines)
            found[-1] = found[-1].with_changes(trailing_whitespace=statement.trailing_whitespace)
        elif isinstance(statement, cst.BaseStatement):
            found.append(statement)
    return found


def plain(small: cst.BaseSmallStatement) -> cst.BaseSmallStatement:
    """Return ``small`` without the semicolon behind it."""
    return small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)


def small_of(statement: cst.CSTNode) -> cst.BaseSmallStatement | None:
    """Return the only simple statement of a line; ``None`` where there are more, or a block."""
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        return statement.body[0]
    return None


def leading(statement: cst.CSTNode) -> list[cst.EmptyLine]:
    """Return the empty lines and comments above a statement."""
    return list(getattr(statement, "leading_lines", ()))


def put_above(
    statements: Sequence[cst.BaseStatement], above: Sequence[cst.EmptyLine]
) -> list[cst.BaseStatement]:
    """Return ``statements`` with the lines ``above`` put over the first of them."""
    if not statements or not above:
        return list(statements)
    first = statements[0]
    return [first.with_changes(leading_lines=[*above, *leading(first)]), *statements[1:]]


def comments_in(lines: Iterable[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """Return those of ``lines`` that hold a comment, at the indentation of where they are put."""
    return [cst.EmptyLine(comment=each.comment) for each in lines if each.comment]


def unindent(suite: cst.BaseSuite) -> list[cst.BaseStatement]:
    """Return a block's statements to stand one level higher, with the comments of its edges."""
    statements = split(suite)
    if isinstance(suite, cst.IndentedBlock):
        header = suite.header
        above = [cst.EmptyLine(comment=header.comment)] if header.comment else []
        return put_above(statements, above)
    return statements


def block(statements: Sequence[cst.BaseStatement], like: cst.BaseSuite) -> cst.BaseSuite:
    """Return ``statements`` as a block, in the form of the one that they replace."""
    body = list(statements) or [line(cst.Pass())]
    if isinstance(like, cst.IndentedBlock):
        return like.with_changes(body=body)
    return cst.IndentedBlock(body=body)
