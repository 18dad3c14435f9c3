"""Calls that only say something: ``print``, loggers, ``click.echo`` and their like."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.nodes import code, is_text
from layerproof.adoption.conversion.texts import Claim, read_claim

_PRINTERS = {"print", "pprint", "rprint", "cprint", "secho", "echo"}
_PRINTING_METHODS = {
    "console.print", "click.echo", "click.secho", "typer.echo", "typer.secho", "sys.stdout.write",
    "sys.stderr.write", "rich.print", "pprint.pprint", "traceback.print_exc",
}  # fmt: skip
_TELLERS = re.compile(
    r"(?:self\.)?(?:print|log|show|say|report)_"
    r"(?:(?P<good>ok|success|passed|pass)|(?P<bad>fail|failed|failure|error)"
    r"|info|warning|step|header|section|title|progress)$"
)
_LOGGERS = {"log", "logger", "logging", "_log", "_logger"}
_LEVELS = {"debug", "info", "warning", "warn", "error", "exception", "critical", "success", "log"}
_ALARMS = {"error", "exception", "critical"}


def read_talk(node: cst.CSTNode) -> cst.Call | None:
    """Return the call where ``node`` is a statement that only prints or logs."""
    if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
        node = node.body[0]
    if isinstance(node, cst.Expr):
        node = node.value
    if isinstance(node, cst.Call) and is_talk(node):
        return node
    return None


def is_talk(call: cst.Call) -> bool:
    """Return whether ``call`` prints or logs."""
    name = code(call.func)
    spoken = name in _PRINTERS or name in _PRINTING_METHODS or bool(_TELLERS.match(name))
    return spoken or _is_log(call.func)


def _is_log(function: cst.BaseExpression) -> bool:
    if not isinstance(function, cst.Attribute) or function.attr.value not in _LEVELS:
        return False
    return code(function.value).lower().rpartition(".")[2] in _LOGGERS


def read_spoken(call: cst.Call) -> Claim:
    """Return what the call's text claims; an alarm of a logger claims failure by its level."""
    if code(call.func) == "traceback.print_exc":
        return Claim.FAILURE
    teller = _TELLERS.match(code(call.func))
    if teller and (teller["good"] or teller["bad"]):
        return Claim.SUCCESS if teller["good"] else Claim.FAILURE
    claim = read_claim(spoken_text(call))
    if claim is Claim.NOTHING and _is_log(call.func):
        level = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        return Claim.FAILURE if level in _ALARMS else claim
    return claim


def spoken_text(call: cst.Call) -> str:
    """Return the text of the call; each value that is not a literal stands as ``{}``."""
    return " ".join(text_of(argument.value) for argument in _said(call))


def text_of(node: cst.BaseExpression) -> str:
    """Return the text of a string expression, with ``{}`` for what is only known when it runs."""
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else "{}"
    if isinstance(node, cst.ConcatenatedString):
        return text_of(node.left) + text_of(node.right)
    if isinstance(node, cst.FormattedString):
        return "".join(
            part.value if isinstance(part, cst.FormattedStringText) else "{}" for part in node.parts
        )
    if isinstance(node, cst.BinaryOperation):
        if isinstance(node.operator, cst.Modulo):
            return text_of(node.left)
        return text_of(node.left) + text_of(node.right)
    if m.matches(node, m.Call(func=m.Attribute(attr=m.Name("format")))):
        function = cst.ensure_type(node, cst.Call).func
        return text_of(cst.ensure_type(function, cst.Attribute).value)
    return "{}"


def message_of(call: cst.Call) -> cst.BaseExpression | None:
    """Return what the call says as one expression; ``None`` where it says nothing readable."""
    said = _said(call)
    if not said or any(argument.star for argument in said):
        return None
    values = [argument.value for argument in said]
    if len(values) == 1:
        return values[0]
    if _is_log(call.func):
        rest = cst.Tuple([cst.Element(value) for value in values[1:]])
        return cst.BinaryOperation(values[0], cst.Modulo(), rest)
    return _join(values)


def _said(call: cst.Call) -> Sequence[cst.Arg]:
    return [argument for argument in call.args if argument.keyword is None]


def _join(values: Sequence[cst.BaseExpression]) -> cst.BaseExpression:
    parts = [_as_part(value) for value in values]
    if any(part is None for part in parts):
        items = ", ".join(code(value) for value in values)
        return cst.parse_expression(f'" ".join(map(str, ({items})))')
    return cst.parse_expression('f"' + " ".join(part for part in parts if part is not None) + '"')


def _as_part(value: cst.BaseExpression) -> str | None:
    """Return ``value`` as a part of an f-string in double quotes, if Python 3.11 can read it."""
    text = code(value)
    if isinstance(value, cst.SimpleString):
        inner = value.raw_value
        simple = value.prefix == "" and len(value.quote) == 1
        return inner if simple and not set(inner) & set('"{}') else None
    if isinstance(value, cst.FormattedString):
        simple = value.prefix == "f" and value.start in {'f"', "f'"}
        inner = text[2:-1]
        return inner if simple and not set(inner) & set('"\\\n') else None
    if is_text(value) or set(text) & set("\"'\\\n{}!:#=") or text.startswith(("lambda", "await")):
        return None
    return "{" + text + "}"


def is_choice(node: cst.IfExp) -> bool:
    """Return whether ``node`` chooses between a word of success and one of failure."""
    claims = {read_claim(text_of(each)) for each in (node.body, node.orelse)}
    return claims == {Claim.SUCCESS, Claim.FAILURE}
