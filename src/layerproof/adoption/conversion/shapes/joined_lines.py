"""``print("bad"); return False`` is two lines from here on: each may become something else."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from layerproof.adoption.conversion.nodes import split
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.statements import Kind, read_kind


class JoinedLines(BodyTransformer):
    """Takes lines apart that hold a verdict beside something else."""

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Replace each line of several statements, one of which claims or fails."""
        out: list[cst.BaseStatement] = []
        for statement in body:
            parts = split(cst.IndentedBlock([statement]))
            spoken = {read_kind(part, self.mode) for part in parts} & {Kind.CLAIM, Kind.FAILURE}
            out += parts if len(parts) > 1 and spoken else [statement]
        return out if len(out) != len(body) else body
