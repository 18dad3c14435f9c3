"""What a script passed to its tests becomes fixtures and parameters of pytest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from layerproof.adoption.conversion.fixtures import write_alias, write_missing
from layerproof.adoption.conversion.nodes import code
from layerproof.adoption.conversion.runs import Running, TestCall
from layerproof.adoption.conversion.script import names_in


@dataclass(slots=True)
class Passed:
    """The decorators and fixtures that the tests' arguments make necessary."""

    decorators: dict[str, list[cst.Decorator]] = field(default_factory=dict)
    fixtures: dict[str, cst.BaseStatement] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_passed(running: Running, functions: dict[str, cst.FunctionDef]) -> Passed:
    """Return what the arguments of each test's calls become."""
    passed = Passed()
    for name in running.tests:
        calls = [call for call in running.calls if call.test == name and call.arguments]
        if calls:
            _read_test(passed, running, functions[name], calls)
    return passed


def _read_test(
    passed: Passed, running: Running, function: cst.FunctionDef, calls: Sequence[TestCall]
) -> None:
    rows = [_bind(function, call) for call in calls]
    values: list[str] = []
    for parameter in dict.fromkeys(name for row in rows for name in row):
        given = [row[parameter] for row in rows if parameter in row]
        if not _read_fixture(passed, running, parameter, given):
            values.append(parameter)
    if not values:
        return
    loops = {id(call.loop) for call in calls if call.loop is not None}
    decorator = None
    if not loops:
        decorator = _rows(values, rows, running)
    elif len(calls) == 1 and calls[0].loop is not None:
        decorator = _over_loop(values, rows[0], calls[0].loop, running)
    if decorator is None:
        passed.problems.append(f"what {function.name.value}() was given")
    else:
        passed.decorators[function.name.value] = [decorator]


def _bind(function: cst.FunctionDef, call: TestCall) -> dict[str, cst.BaseExpression]:
    names = [each.name.value for each in function.params.params]
    bound: dict[str, cst.BaseExpression] = {}
    for index, argument in enumerate(call.arguments):
        if argument.keyword is not None:
            bound[argument.keyword.value] = argument.value
        elif not argument.star and index < len(names):
            bound[names[index]] = argument.value
        else:
            bound["*"] = argument.value
    return bound


def _read_fixture(
    passed: Passed, running: Running, parameter: str, given: Sequence[cst.BaseExpression]
) -> bool:
    """Return whether the parameter is a fixture; one under another name gets an alias."""
    names = {code(each) for each in given}
    if len(names) != 1:
        return False
    name = names.pop()
    local = names_in(given[0]) & (set(running.prepared) | set(running.handed))
    if name in running.prepared:
        if name != parameter:
            passed.fixtures[parameter] = write_alias(parameter, name)
        return True
    if local & set(running.handed):
        maker = running.handed[(local & set(running.handed)).pop()]
        passed.fixtures[parameter] = write_missing(parameter, maker)
        return True
    return False


def _rows(
    values: Sequence[str], rows: Sequence[dict[str, cst.BaseExpression]], running: Running
) -> cst.Decorator | None:
    local = set(running.prepared) | set(running.handed)
    complete = [[row[each] for each in values] for row in rows if set(values) <= set(row)]
    if len(complete) != len(rows) or "*" in values:
        return None
    if any(names_in(each) & local for row in complete for each in row):
        return None
    texts = [", ".join(code(each) for each in row) for row in complete]
    if len(values) > 1:
        texts = [f"({text})" for text in texts]
    return _parametrize(values, f"[{', '.join(texts)}]")


def _over_loop(
    values: Sequence[str], row: dict[str, cst.BaseExpression], loop: cst.For, running: Running
) -> cst.Decorator | None:
    if names_in(loop.iter) & (set(running.prepared) | set(running.handed)):
        return None
    targets = [code(loop.target)]
    if isinstance(loop.target, cst.Tuple):
        targets = [code(each.value) for each in loop.target.elements]
    given = {code(row[each]): each for each in values}
    if set(given) != set(targets) or len(given) != len(values):
        return None
    return _parametrize([given[each] for each in targets], code(loop.iter))


def _parametrize(values: Sequence[str], rows: str) -> cst.Decorator:
    names = ", ".join(f'"{each}"' for each in values)
    names = f"({names})" if len(values) > 1 else names
    text = f"pytest.mark.parametrize({names}, {rows})"
    return cst.Decorator(cst.parse_expression(text))
