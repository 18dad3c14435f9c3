"""Giving functions names that pytest collects, with all that refers to them in the module."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst

from layerproof.adoption.conversion.script import is_test_name

_PREFIX = re.compile(r"_*(?:check|verify|validate|ensure|exercise|try|run)_(?=\w)")
_SUFFIX = re.compile(r"_(?:tests?|checks?)$")


def choose_names(names: Iterable[str], taken: set[str]) -> dict[str, str]:
    """Return a name that pytest collects for each of ``names`` that has none."""
    chosen: dict[str, str] = {}
    for name in names:
        if is_test_name(name):
            continue
        stem = _SUFFIX.sub("", _PREFIX.sub("", name)) or name
        candidates = [f"test_{stem.lstrip('_')}", f"test_{name.lstrip('_')}"]
        candidates += [f"test_{name.lstrip('_')}_{number}" for number in range(2, 99)]
        free = (each for each in candidates if each not in taken | set(chosen.values()))
        chosen[name] = next(free)
    return chosen


def rename(module: cst.Module, names: dict[str, str]) -> cst.Module:
    """Return ``module`` with each reference to a function under its new name."""
    if not names:
        return module
    return cst.ensure_type(module.visit(_Renamer(names)), cst.Module)


class _Renamer(cst.CSTTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        """Rename in what the attribute is of alone: ``leave_Attribute`` does it."""
        return False

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.Attribute:
        """Rename in what the attribute is of."""
        value = cst.ensure_type(updated_node.value.visit(self), cst.BaseExpression)
        return (
            updated_node if value is updated_node.value else updated_node.with_changes(value=value)
        )

    def visit_Arg_keyword(self, node: cst.Arg) -> None:
        """Keywords belong to the function that is called."""

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        """Give a keyword its own name back."""
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        """Rename a plain name."""
        new = self._names.get(updated_node.value)
        return updated_node.with_changes(value=new) if new else updated_node

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:
        """Rename what ``__all__`` lists."""
        if not any(
            isinstance(each.target, cst.Name) and each.target.value == "__all__"
            for each in original_node.targets
        ):
            return updated_node
        return cst.ensure_type(updated_node.visit(_Lister(self._names)), cst.Assign)


class _Lister(cst.CSTTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        """Rename a listed name."""
        new = self._names.get(str(updated_node.evaluated_value))
        return updated_node.with_changes(value=f'"{new}"') if new else updated_node
