"""``try: ... except Exception as e: print("FAILED", e)`` becomes its body: the error is heard."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from layerproof.adoption.conversion.branches import make_skipping
from layerproof.adoption.conversion.handlers import (
    Reaction,
    is_broad,
    is_checking,
    read_reaction,
)
from layerproof.adoption.conversion.nodes import (
    block,
    comments_in,
    leading,
    line,
    put_above,
    small_of,
    split,
    unindent,
)
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.statements import Kind, read_kind
from layerproof.adoption.conversion.talk import read_talk


class SwallowedErrors(BodyTransformer):
    """Lets errors through that a handler only printed, counted or turned into ``False``."""

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Replace each ``try`` that keeps a failure to itself."""
        out: list[cst.BaseStatement] = []
        changed = False
        for statement in body:
            done = self._rewrite_try(statement) if isinstance(statement, cst.Try) else None
            changed = changed or done is not None
            out += [statement] if done is None else done
        return out if changed else body

    def _rewrite_try(self, node: cst.Try) -> list[cst.BaseStatement] | None:
        reactions = [read_reaction(handler, self.mode) for handler in node.handlers]
        if {Reaction.EXPECTS, Reaction.CHECKS} & set(reactions):
            return None
        kept: list[cst.ExceptHandler] = []
        for handler, reaction in zip(node.handlers, reactions, strict=True):
            kept += self._keep(node, handler, reaction)
        same = len(kept) == len(node.handlers)
        if same and all(a is b for a, b in zip(kept, node.handlers, strict=True)):
            return None
        return self._write(node, kept)

    def _keep(
        self, node: cst.Try, handler: cst.ExceptHandler, reaction: Reaction
    ) -> list[cst.ExceptHandler]:
        """Return the handler as it stays: not at all, as it is, or so that it lets through."""
        if reaction is Reaction.SWALLOWS:
            return []
        if reaction is Reaction.IGNORES and is_broad(handler):
            hides = is_checking(node.body) or (node.orelse and is_checking(node.orelse))
            return [] if hides or self._claims(node) else [handler]
        if reaction is Reaction.SWALLOWS_TOO:
            return [handler.with_changes(body=block(self._raising(handler), handler.body))]
        if reaction is Reaction.SKIPS:
            statements = make_skipping(split(handler.body), self.mode)
            return [handler.with_changes(body=block(statements, handler.body))]
        return [handler]

    def _claims(self, node: cst.Try) -> bool:
        """Return whether the body claims success, so that an ignored error is a failed step."""
        return any(read_kind(each, self.mode) is Kind.CLAIM for each in split(node.body))

    def _raising(self, handler: cst.ExceptHandler) -> list[cst.BaseStatement]:
        statements = split(handler.body)
        kept = [each for each in statements if self._stays(each)]
        return [*kept, line(cst.Raise())]

    def _stays(self, statement: cst.BaseStatement) -> bool:
        if isinstance(small_of(statement), cst.Return | cst.Continue | cst.Break):
            return False
        is_print = read_talk(statement) is not None
        return is_print or read_kind(statement, self.mode) in {Kind.REST, Kind.TALK}

    def _write(
        self, node: cst.Try, handlers: Sequence[cst.ExceptHandler]
    ) -> list[cst.BaseStatement]:
        if handlers:
            return [node.with_changes(handlers=list(handlers))]
        orelse = unindent(node.orelse.body) if node.orelse else []
        if node.finalbody:
            body = block([*split(node.body), *orelse], node.body)
            return [node.with_changes(body=body, handlers=[], orelse=None)]
        footer = node.body.footer if isinstance(node.body, cst.IndentedBlock) else ()
        statements = [*unindent(node.body), *put_above(orelse, comments_in(footer))]
        return put_above(statements, leading(node))
