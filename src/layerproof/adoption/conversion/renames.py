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
    """Renames plain names; attributes and keywords belong to somebody else."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def on_leave(  # type: ignore[override] # every kind of node comes through here
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        """Rename a name, and give attributes and keywords their own back."""
        if isinstance(updated_node, cst.Name):
            new = self._names.get(updated_node.value)
            return updated_node.with_changes(value=new) if new else updated_node
        if isinstance(updated_node, cst.Attribute) and isinstance(original_node, cst.Attribute):
            return updated_node.with_changes(attr=original_node.attr)
        if isinstance(updated_node, cst.Arg) and isinstance(original_node, cst.Arg):
            return updated_node.with_changes(keyword=original_node.keyword)
        if isinstance(updated_node, cst.Assign) and _is_list_of_names(updated_node):
            return cst.ensure_type(updated_node.visit(_Lister(self._names)), cst.Assign)
        return updated_node


def _is_list_of_names(node: cst.Assign) -> bool:
    targets = [each.target for each in node.targets]
    return any(isinstance(each, cst.Name) and each.value == "__all__" for each in targets)


class _Lister(cst.CSTTransformer):
    """Renames what ``__all__`` lists."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names

    def on_leave(  # type: ignore[override] # every kind of node comes through here
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        """Rename a listed name."""
        if not isinstance(original_node, cst.SimpleString):
            return updated_node
        new = self._names.get(str(original_node.evaluated_value))
        return original_node.with_changes(value=f'"{new}"') if new else updated_node
