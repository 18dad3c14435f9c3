"""All classes of unittest of a module, the functions around them, and the block that ran them."""

from __future__ import annotations

import libcst as cst

from layerproof.adoption.conversion.nodes import code, split
from layerproof.adoption.conversion.renames import rename
from layerproof.adoption.conversion.script import is_main_block
from layerproof.adoption.conversion.unittests.classes import (
    find_base,
    is_unittest,
    name_class,
    rewrite_class,
)
from layerproof.adoption.conversion.unittests.fixtures import MODULE, can_join, join

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


def rewrite_unittest(
    module: cst.Module, *, asyncio_auto: bool
) -> tuple[cst.Module, list[tuple[str, str]]]:
    """Return ``module`` with classes of pytest, and the classes left alone with their reasons."""
    classes = [each for each in module.body if isinstance(each, cst.ClassDef) and is_unittest(each)]
    if not classes:
        return module, []
    alone: list[tuple[str, str]] = []
    names: dict[str, str] = {}
    body: list[Statement] = []
    bases = _bases(module)
    plain = {each.name.value: each for each in module.body if isinstance(each, cst.ClassDef)}
    for each in module.body:
        if isinstance(each, cst.ClassDef) and is_unittest(each):
            name = each.name.value
            why = "is the base of other classes" if name in bases else find_base(each, plain)
            done = None if why else rewrite_class(each, asyncio_auto=asyncio_auto)
            if done is None or done.node is None:
                alone.append((name, why or (done.why if done else "")))
                body.append(each)
            else:
                names[name] = name_class(name)
                body.append(done.node)
        else:
            body.append(each)
    if not alone:
        body = _join_module(_without_block(body))
    changed = {old: new for old, new in names.items() if old != new}
    return rename(module.with_changes(body=body), changed), alone


def _bases(module: cst.Module) -> set[str]:
    classes = [each for each in module.body if isinstance(each, cst.ClassDef)]
    return {code(base.value) for each in classes for base in each.bases}


def _without_block(body: list[Statement]) -> list[Statement]:
    kept: list[Statement] = []
    for each in body:
        if isinstance(each, cst.If) and is_main_block(each):
            texts = [code(one) for one in split(each.body)]
            if all("unittest.main(" in one or one.startswith("main(") for one in texts):
                continue
        kept.append(each)
    return kept


def _join_module(body: list[Statement]) -> list[Statement]:
    found = {
        each.name.value: each
        for each in body
        if isinstance(each, cst.FunctionDef)
        and each.name.value in {MODULE.set_up, MODULE.tear_down}
        and can_join(each, MODULE)
    }
    if not found:
        return body
    fixture = join(
        MODULE, found.get(MODULE.set_up), found.get(MODULE.tear_down), [], asyncio_auto=True
    )
    first = next(iter(found.values()))
    return [
        fixture if each is first else each
        for each in body
        if each is first or not any(each is one for one in found.values())
    ]
