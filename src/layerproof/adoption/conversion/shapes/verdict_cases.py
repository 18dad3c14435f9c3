"""``match status: case 200: print("ok")`` with another case that claims failure: that one fails."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
import libcst.matchers as m

from layerproof.adoption.conversion.branches import make_failing
from layerproof.adoption.conversion.nodes import block, split, todo
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.statements import Block, read_block

_CLAIMS = {Block.CLAIMS, Block.CLAIMS_TOO}


class VerdictCases(BodyTransformer):
    """Lets the cases, and the ``else`` of a loop, fail that claimed failure."""

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Rewrite each ``match``, and each loop with an ``else``."""
        out: list[cst.BaseStatement] = []
        for statement in body:
            if isinstance(statement, cst.Match):
                out.append(self._rewrite_match(statement))
            elif isinstance(statement, cst.For | cst.While) and statement.orelse:
                out.append(self._rewrite_loop(statement, statement.orelse))
            else:
                out.append(statement)
        return out if any(a is not b for a, b in zip(out, body, strict=True)) else body

    def _rewrite_match(self, node: cst.Match) -> cst.Match:
        says = [read_block(split(case.body), self.mode) for case in node.cases]
        claimed = any(each in _CLAIMS for each in says)
        cases: list[cst.MatchCase] = []
        for case, each in zip(node.cases, says, strict=True):
            failing = each in {Block.FAILS, Block.FAILS_TOO} or (claimed and each is Block.QUIET)
            cases.append(self._fail(case) if failing else case)
        if claimed and not _is_open(node.cases[-1]):
            ending = cst.IndentedBlock(body=[todo("no case of the script applies")])
            cases.append(cst.MatchCase(cst.MatchAs(), ending))
        same = len(cases) == len(node.cases)
        if same and all(a is b for a, b in zip(cases, node.cases, strict=True)):
            return node
        return node.with_changes(cases=cases)

    def _fail(self, case: cst.MatchCase) -> cst.MatchCase:
        failing = make_failing(split(case.body), self.mode)
        return case.with_changes(body=block(failing, case.body))

    def _rewrite_loop(self, node: cst.For | cst.While, orelse: cst.Else) -> cst.For | cst.While:
        statements = split(orelse.body)
        if read_block(statements, self.mode) not in {Block.FAILS, Block.FAILS_TOO}:
            return node
        failing = make_failing(statements, self.mode)
        return node.with_changes(orelse=orelse.with_changes(body=block(failing, orelse.body)))


def _is_open(case: cst.MatchCase) -> bool:
    return case.guard is None and m.matches(case.pattern, m.MatchAs(pattern=None))
