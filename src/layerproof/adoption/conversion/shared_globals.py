"""Values that a script built at import for several tests become fixtures."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.finding import search
from layerproof.adoption.conversion.nodes import code, small_of
from layerproof.adoption.conversion.runs import Prepared
from layerproof.adoption.conversion.script import is_test, names_in

_STAYS = re.compile(
    r"(?:.*\.)?(?:getLogger|get_logger|Path|getenv|get|TypeVar|ParamSpec|namedtuple|NewType|compile"
    r"|declarative_base|FastAPI|APIRouter|Flask|importorskip|mark|fixture|dirname|abspath|join"
    r"|resolve|ContextVar|int|str|float|bool|frozenset|len|skipif|\w*Base|cast)$"
)


def find_shared(module: cst.Module) -> list[Prepared]:
    """Return the values built by a call at import that tests, and nothing else, refer to."""
    found: list[Prepared] = []
    for statement in module.body:
        small = small_of(statement)
        if not isinstance(small, cst.Assign) or not isinstance(small.value, cst.Call):
            continue
        target = small.targets[0].target
        if len(small.targets) != 1 or not isinstance(target, cst.Name):
            continue
        if target.value.isupper() or target.value.startswith("_"):
            continue
        if _STAYS.match(code(small.value.func)) or not _only_tests_use(
            module, statement, target.value
        ):
            continue
        found.append(Prepared(target.value, small.value))
    return found


def _only_tests_use(module: cst.Module, own: cst.CSTNode, name: str) -> bool:
    users = [each for each in module.body if each is not own and name in names_in(each)]
    tests = [each for each in users if isinstance(each, cst.FunctionDef) and is_test(each)]
    if len(users) != len(tests) or len(tests) < 2:
        return False
    return all(_reads_only(each, name) for each in tests)


def _reads_only(function: cst.FunctionDef, name: str) -> bool:
    if name in {each.name.value for each in function.params.params}:
        return False
    if any(name in names_in(each) for each in function.decorators):
        return False
    if name in names_in(function.params):
        return False
    bound = search(
        function.body,
        m.AssignTarget(m.Name(name)),
        m.Global(names=[m.ZeroOrMore(), m.NameItem(m.Name(name)), m.ZeroOrMore()]),
        m.AugAssign(target=m.Name(name)),
        m.For(target=m.Name(name)),
        m.Param(name=m.Name(name)),
        m.AsName(name=m.Name(name)),
        m.NamedExpr(target=m.Name(name)),
    )
    return not bound


def use_fixtures(function: cst.FunctionDef, names: Sequence[str]) -> cst.FunctionDef:
    """Return ``function`` with a parameter for each of ``names`` that its body refers to."""
    used = names_in(function.body)
    has = {each.name.value for each in function.params.params}
    new = [each for each in names if each in used - has and _reads_only(function, each)]
    if not new:
        return function
    old = list(function.params.params)
    plain = [each for each in old if each.default is None]
    rest = [each for each in old if each.default is not None]
    if plain and not rest:
        plain[-1] = plain[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    parameters = [*plain, *(cst.Param(cst.Name(each)) for each in new), *rest]
    return function.with_changes(params=function.params.with_changes(params=parameters))
