"""``setUp`` and ``tearDown``, of a test, a class or a module, become one fixture each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from layerproof.adoption.conversion.finding import find
from layerproof.adoption.conversion.nodes import code, leading, split


@dataclass(frozen=True, slots=True)
class Pair:
    """Two functions of unittest, and the fixture that does what both do."""

    set_up: str
    tear_down: str
    fixture: str
    scope: str = ""
    waits: bool = False


METHODS = (
    Pair("setUpClass", "tearDownClass", "set_up_class", scope="class"),
    Pair("setUp", "tearDown", "set_up"),
    Pair("asyncSetUp", "asyncTearDown", "async_set_up", waits=True),
)
MODULE = Pair("setUpModule", "tearDownModule", "set_up_module", scope="module")


def can_join(function: cst.FunctionDef, pair: Pair) -> bool:
    """Return whether the function can be a part of a fixture: it has one end, and no wrapper."""
    allowed = {"classmethod"} if pair.scope == "class" else set()
    decorators = {code(each.decorator) for each in function.decorators}
    return decorators <= allowed and not find(function.body, cst.Return, cst.Yield)


def join(
    pair: Pair,
    set_up: cst.FunctionDef | None,
    tear_down: cst.FunctionDef | None,
    needs: Sequence[str],
    *,
    asyncio_auto: bool,
) -> cst.FunctionDef:
    """Return the fixture that does what the two functions of ``pair`` do."""
    model = set_up or tear_down
    if model is None:
        raise ValueError(f"neither {pair.set_up} nor {pair.tear_down} is there")
    body = split(set_up.body) if set_up else []
    if tear_down is not None:
        body = [*body, cst.parse_statement("yield"), *split(tear_down.body)]
    kept = [each for each in body if code(each) != "pass"] or body[:1]
    owner = "pytest" if asyncio_auto or not pair.waits else "pytest_asyncio"
    settings = [f'scope="{pair.scope}"'] if pair.scope else []
    text = f"{owner}.fixture({', '.join([*settings, 'autouse=True'])})"
    decorators = [cst.Decorator(cst.parse_expression(text)), *model.decorators]
    return model.with_changes(
        name=cst.Name(pair.fixture),
        params=add_parameters(model.params, needs),
        body=cst.IndentedBlock(kept),
        decorators=decorators,
        returns=None,
        leading_lines=leading(model),
    )


def add_parameters(parameters: cst.Parameters, names: Sequence[str]) -> cst.Parameters:
    """Return ``parameters`` with ``names`` behind the positional ones without a default."""
    has = {each.name.value for each in parameters.params}
    new = [cst.Param(cst.Name(each)) for each in names if each not in has]
    if not new:
        return parameters
    plain = [each for each in parameters.params if each.default is None]
    rest = [each for each in parameters.params if each.default is not None]
    if plain:
        plain[-1] = plain[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return parameters.with_changes(params=[*plain, *new, *rest])
