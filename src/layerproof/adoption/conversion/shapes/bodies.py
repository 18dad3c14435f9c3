"""What every shape shares: going through the blocks of one function, innermost first."""

from __future__ import annotations

from collections.abc import Sequence
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

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        """Enter the function itself, and those inside it where the shape applies to them."""
        inside = bool(self._modes)
        self._modes.append(Mode(verdicts=False) if inside else self._mode)
        return self.goes_inside or not inside

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """Return to the function around this one."""
        self._modes.pop()
        return updated_node

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        """Leave classes inside functions as they are."""
        return False

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        """Put the rewritten statements in place of the block's own."""
        before = [each for each in updated_node.body if isinstance(each, cst.BaseStatement)]
        after = self.rewrite(before)
        if after is before:
            return updated_node
        return updated_node.with_changes(body=list(after) or [cst.parse_statement("pass")])

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Return ``body`` itself where nothing is of the shape, else what replaces it."""
        raise NotImplementedError
