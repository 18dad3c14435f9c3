"""``return user.id`` of a test that a script ran: pytest refuses values, so only its work stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import libcst as cst

from layerproof.adoption.conversion.checks import find_calls
from layerproof.adoption.conversion.nodes import leading, line, small_of
from layerproof.adoption.conversion.shapes.bodies import BodyTransformer
from layerproof.adoption.conversion.statements import truth_of


class ReturnedValues(BodyTransformer):
    """Drops the values that tests return; a call in them still runs."""

    goes_inside: ClassVar[bool] = False

    def rewrite(self, body: Sequence[cst.BaseStatement]) -> Sequence[cst.BaseStatement]:
        """Replace each return of a value that is no verdict."""
        out: list[cst.BaseStatement] = []
        for statement in body:
            small = small_of(statement)
            value = small.value if isinstance(small, cst.Return) else None
            if value is None or truth_of(value) is not None:
                out.append(statement)
                continue
            if find_calls(value):
                out.append(line(cst.Expr(value), leading(statement)))
                out.append(line(cst.Return()))
            else:
                out.append(line(cst.Return(), leading(statement)))
        same = len(out) == len(body) and all(a is b for a, b in zip(out, body, strict=True))
        return body if same else out
