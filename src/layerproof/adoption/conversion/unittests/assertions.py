"""``self.assertEqual(a, b, "why")`` becomes ``assert a == b, "why"``: all methods of TestCase."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from layerproof.adoption.conversion.nodes import (
    assert_that,
    call_pytest,
    code,
    is_spread,
    negate,
    wrap,
)

_LOOSE = (
    cst.BooleanOperation, cst.Comparison, cst.GeneratorExp, cst.IfExp, cst.Lambda, cst.NamedExpr,
    cst.UnaryOperation, cst.Yield,
)  # fmt: skip
_COMPARED: dict[str, type[cst.BaseCompOp]] = {
    "assertEqual": cst.Equal, "assertEquals": cst.Equal, "assertNotEqual": cst.NotEqual,
    "assertListEqual": cst.Equal, "assertDictEqual": cst.Equal, "assertTupleEqual": cst.Equal,
    "assertSetEqual": cst.Equal,
    "assertMultiLineEqual": cst.Equal, "assertIs": cst.Is, "assertIsNot": cst.IsNot,
    "assertIn": cst.In, "assertNotIn": cst.NotIn, "assertGreater": cst.GreaterThan,
    "assertGreaterEqual": cst.GreaterThanEqual, "assertLess": cst.LessThan,
    "assertLessEqual": cst.LessThanEqual,
}  # fmt: skip
_CALLED = {
    "assertIsInstance": "isinstance({0}, {1})", "assertNotIsInstance": "not isinstance({0}, {1})",
    "assertRegex": "re.search({1}, {0})", "assertNotRegex": "not re.search({1}, {0})",
    "assertIsSubclass": "issubclass({0}, {1})", "assertHasAttr": "hasattr({0}, {1})",
    "assertNotHasAttr": "not hasattr({0}, {1})",
    "assertSequenceEqual": "list({0}) == list({1})",
    "assertCountEqual": "sorted({0}, key=repr) == sorted({1}, key=repr)",
}  # fmt: skip
_LENGTHS = {"assertTrue": 1, "assertFalse": 1, "assertIsNone": 1, "assertIsNotNone": 1}

#: A statement of pytest for the arguments of a call of TestCase; ``None`` where it has none.
Builder = Callable[[list[cst.BaseExpression], cst.BaseExpression | None], cst.BaseExpression | None]


def rewrite_assertion(
    method: str, arguments: Sequence[cst.Arg], above: Sequence[cst.EmptyLine]
) -> cst.BaseStatement | None:
    """Return the statement that stands for a call of ``method``; ``None`` where none does."""
    if any(each.star for each in arguments):
        return None
    named = {each.keyword.value: each.value for each in arguments if each.keyword}
    values = [each.value for each in arguments if not each.keyword]
    if method in {"fail", "skipTest"}:
        reason = values[0] if values else named.get("msg") or named.get("reason")
        text = reason if reason is not None else cst.SimpleString('""')
        return call_pytest("skip" if method == "skipTest" else "fail", text, above)
    if method in {"assertAlmostEqual", "assertNotAlmostEqual"}:
        return _rewrite_almost(method, values, named, above)
    count = _LENGTHS.get(method, 2)
    values += [named.pop(each) for each in ("first", "second", "expr", "obj", "member", "container")
               if each in named]  # fmt: skip
    message = named.pop("msg", None)
    if len(values) == count + 1:
        message = values.pop()
    if len(values) != count or named:
        return None
    condition = _condition(method, values)
    return None if condition is None else assert_that(condition, message, above)


def _condition(method: str, values: Sequence[cst.BaseExpression]) -> cst.BaseExpression | None:
    first = values[0]
    if method == "assertTrue":
        return wrap(first) if isinstance(first, cst.GeneratorExp) else first
    if method == "assertFalse":
        return negate(wrap(first) if isinstance(first, cst.GeneratorExp) else first)
    if method in {"assertIsNone", "assertIsNotNone"}:
        operator = cst.Is() if method == "assertIsNone" else cst.IsNot()
        return _compare(first, operator, cst.Name("None"))
    if method in _COMPARED:
        return _compare(first, _COMPARED[method](), values[1])
    if method in _CALLED:
        return cst.parse_expression(_CALLED[method].format(*map(_spelled, values)))
    return None


def _spelled(value: cst.BaseExpression) -> str:
    return code(wrap(value) if isinstance(value, cst.GeneratorExp | cst.NamedExpr) else value)


def _compare(
    left: cst.BaseExpression, operator: cst.BaseCompOp, right: cst.BaseExpression
) -> cst.BaseExpression:
    return cst.Comparison(_tight(left), [cst.ComparisonTarget(operator, _tight(right))])


def _tight(value: cst.BaseExpression) -> cst.BaseExpression:
    """Return ``value`` so that a comparison beside it does not tear it apart."""
    return wrap(value) if isinstance(value, _LOOSE) or is_spread(value) else value


def _rewrite_almost(
    method: str,
    values: list[cst.BaseExpression],
    named: dict[str, cst.BaseExpression],
    above: Sequence[cst.EmptyLine],
) -> cst.BaseStatement | None:
    """Return the comparison within half a unit of the last place, as unittest rounds."""
    keys = ("first", "second", "places", "msg", "delta")
    given = dict(zip(keys, values, strict=False)) | named
    if not {"first", "second"} <= set(given) <= set(keys):
        return None
    first, second = _spelled(_tight(given["first"])), _spelled(_tight(given["second"]))
    away = method == "assertNotAlmostEqual"
    if "delta" in given and code(given["delta"]) != "None":
        sign = ">" if away else "<="
        taken = given["second"]
        second = _spelled(wrap(taken)) if isinstance(taken, cst.BinaryOperation) else second
        text = f"abs({first} - {second}) {sign} {_spelled(_tight(given['delta']))}"
    else:
        places = given.get("places", cst.Integer("7"))
        if not isinstance(places, cst.Integer):
            return None
        sign = "!=" if away else "=="
        text = f"{first} {sign} pytest.approx({second}, rel=0, abs=0.5e-{places.value})"
    return assert_that(cst.parse_expression(text), given.get("msg"), above)
