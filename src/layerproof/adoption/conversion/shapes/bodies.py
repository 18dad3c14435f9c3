"""What every shape shares: going through the blocks of one function, innermost first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import libcst as cst

from layerproof.adoption.conversion.statements import Mode


class BodyTransformer(cst.CSTTransformer):
    """Hands each block of a function to ``rewrite``, with the way in which its returns are read.

    What functions inside the function return is a value, whatever it looks like.
    """

    #: Whether the shape applies to functions inside the function.
    goes_inside: ClassVar[bool] = True

    def __init__(self, mode: Mode) -> None:
        super().__init__()
        self._modes: list[Mode] = []
        self._mode = mode

    @property
    def mode(self) -> Mode:
        """How returns of the function around the current block are read."""
        return self._modes[-1]

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Enter the function itself, and those inside it where the shape applies to them."""
        if isinstance(node, cst.ClassDef):
            return False
        if isinstance(node, cst.FunctionDef):
            inside = bool(self._modes)
            self._modes.append(replace(self._mode, verdicts=False) if inside else self._mode)
            if not inside:
                self.enter(node)
            return self.goes_inside or not inside
        return not isinstance(node, cst.BaseExpression | cst.BaseSmallStatement)

    def on_leave(  # type: ignore[override] # every kind of node comes through here
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        """Put the rewritten statements of a block in place of its own."""
        if isinstance(original_node, cst.FunctionDef):
            self._modes.pop()
        if not isinstance(updated_node, cst.IndentedBlock):
            return updated_node
        before = list(updated_node.body)
        after = self.rewrite(before)
        if after is before:
            return updated_node
        return updated_node.with_changes(body=list(after) or [cst.parse_statement("pass")])

    def enter(self, function: cst.FunctionDef) -> None:
        """Look at the whole function before its blocks are rewritten."""

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Return ``body`` itself where nothing is of the shape, else what replaces it."""
        raise NotImplementedError
