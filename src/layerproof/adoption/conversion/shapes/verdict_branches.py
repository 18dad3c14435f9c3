"""``if x == y: print("ok") else: print("FAIL")`` becomes ``assert x == y, "FAIL"``."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from layerproof.adoption.conversion.branches import (
    Branch,
    is_check,
    make_failing,
    make_skipping,
    read_branches,
    write_branches,
)
from layerproof.adoption.conversion.nodes import (
    assert_that,
    code,
    comments_in,
    leading,
    negate,
    put_above,
    small_of,
    todo,
    unindent,
)
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.statements import (
    Block,
    Kind,
    Mode,
    first_message,
    leaves,
    read_block,
    read_kind,
    truth_of,
)
from layerproof.adoption.conversion.talk import read_talk

_CLAIMS = {Block.CLAIMS, Block.CLAIMS_TOO}
_FAILS = {Block.FAILS, Block.FAILS_TOO}


class VerdictBranches(BodyTransformer):
    """Reads a verdict off the condition that guards it."""

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Replace each ``if`` that decides between a claim and a failure."""
        out: list[cst.BaseStatement] = []
        changed = False
        rest = list(body)
        while rest:
            statement = rest.pop(0)
            if not isinstance(statement, cst.If):
                out.append(statement)
                continue
            done = self._merge_rest(statement, rest)
            if done is not None:
                rest = []
            else:
                done = self._rewrite_if(statement)
            changed = changed or done is not None
            out += [statement] if done is None else done
        return out if changed else body

    def _merge_rest(
        self, node: cst.If, rest: Sequence[cst.BaseStatement]
    ) -> list[cst.BaseStatement] | None:
        """Read ``if good: print("ok"); return`` and a failing rest as if and else."""
        branches = read_branches(node)
        if len(branches) != 1 or not rest or not leaves(branches[0].statements):
            return None
        says, then = _read(branches[0], self.mode), read_block(rest, self.mode)
        if says is not Block.CLAIMS or then is not Block.FAILS or not is_check(node.test):
            return None
        return _without_leaving(_checked(node, branches[0], rest, self.mode))

    def _rewrite_if(self, node: cst.If) -> list[cst.BaseStatement] | None:
        branches = read_branches(node)
        says = [_read(branch, self.mode) for branch in branches]
        if not set(says) & (_CLAIMS | _FAILS):
            return None
        if len(branches) == 1:
            return self._rewrite_single(node, branches[0], says[0])
        if len(branches) == 2 and branches[1].condition is None and is_check(node.test):
            pair = self._rewrite_pair(node, branches, says)
            if pair is not None:
                return pair
        return self._rewrite_chain(node, branches, says)

    def _rewrite_single(
        self, node: cst.If, branch: Branch, says: Block
    ) -> list[cst.BaseStatement] | None:
        if says is Block.FAILS and _talks(branch.statements) <= 1:
            return [_refuse(node, branch.statements)]
        if says in _FAILS:
            return self._rewrite_chain(node, [branch], [says])
        # ``if good: return True`` before other tries: the function's end has the verdict.
        if not is_check(node.test) or leaves(branch.statements):
            return None
        if not any(_is_loud(statement, self.mode) for statement in branch.statements):
            return None
        # A flag that is raised is judged later: the condition searched, it did not decide.
        if any(_raises_flag(statement) for statement in branch.statements):
            return None
        return _checked(node, branch, (), self.mode)

    def _rewrite_pair(
        self, node: cst.If, branches: Sequence[Branch], says: Sequence[Block]
    ) -> list[cst.BaseStatement] | None:
        good, bad = branches
        claims_first = says[0] in _CLAIMS and says[1] in {Block.FAILS, Block.QUIET}
        if claims_first and _talks(bad.statements) <= 1:
            return _checked(node, good, bad.statements, self.mode)
        fails_first = says[0] is Block.FAILS and says[1] in _CLAIMS | {Block.QUIET}
        if fails_first and _talks(good.statements) <= 1:
            return [_refuse(node, good.statements), *_unclaimed(bad, self.mode)]
        return None

    def _rewrite_chain(
        self, node: cst.If, branches: Sequence[Branch], says: Sequence[Block]
    ) -> list[cst.BaseStatement] | None:
        """Keep the branches; those that claimed failure, or nothing beside a claim, fail."""
        claimed = any(each in _CLAIMS for each in says)
        new: list[Branch] = []
        for branch, each in zip(branches, says, strict=True):
            if each in _FAILS or (claimed and each is Block.QUIET):
                new.append(branch.say(make_failing(branch.statements, self.mode)))
            elif each is Block.SKIPS:
                new.append(branch.say(make_skipping(branch.statements, self.mode)))
            else:
                new.append(branch)
        if claimed and branches[-1].condition is not None and len(branches) > 1:
            ending = cst.IndentedBlock(body=[])
            new.append(Branch(None, ending, (todo("no branch of the script applies"),)))
        after = write_branches(node, new)
        return None if after.deep_equals(node) else [after]


def _read(branch: Branch, mode: Mode) -> Block:
    return read_block(branch.statements, mode)


def _talks(statements: Sequence[cst.BaseStatement]) -> int:
    return sum(read_talk(statement) is not None for statement in statements)


def _is_loud(statement: cst.BaseStatement, mode: Mode) -> bool:
    return read_kind(statement, mode) is Kind.CLAIM


def _raises_flag(statement: cst.BaseStatement) -> bool:
    small = small_of(statement)
    return isinstance(small, cst.Assign) and bool(truth_of(small.value))


def _refuse(node: cst.If, statements: Sequence[cst.BaseStatement]) -> cst.BaseStatement:
    """Return the assertion for a branch that is only entered to claim failure."""
    comments = [each for part in statements for each in comments_in(leading(part))]
    above = [*leading(node), *comments]
    return assert_that(negate(node.test), first_message(statements), above)


def _checked(
    node: cst.If, good: Branch, bad: Sequence[cst.BaseStatement], mode: Mode
) -> list[cst.BaseStatement]:
    """Return the assertion for the condition of a claim, and what else its branch did."""
    above = leading(node)
    comments = [each for part in bad for each in comments_in(leading(part))]
    check = assert_that(node.test, first_message(bad), [*above, *comments])
    return [check, *_unclaimed(good, mode)]


def _unclaimed(branch: Branch, mode: Mode) -> list[cst.BaseStatement]:
    """Return a branch's statements one level higher, without what claimed success."""
    kept: list[cst.BaseStatement] = []
    waiting: list[cst.EmptyLine] = []
    for statement in unindent(branch.suite):
        kind = read_kind(statement, mode)
        spare = kind is Kind.CLAIM and not _is_return(statement)
        if spare or code(statement) == "pass":
            waiting += comments_in(leading(statement))
            continue
        kept += put_above([statement], waiting)
        waiting = []
    return kept


def _without_leaving(statements: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """Return ``statements`` without the bare return or continue that skipped the failing rest."""
    last = small_of(statements[-1])
    bare = isinstance(last, cst.Continue) or (isinstance(last, cst.Return) and last.value is None)
    return statements[:-1] if bare else statements


def _is_return(statement: cst.BaseStatement) -> bool:
    return isinstance(small_of(statement), cst.Return)
