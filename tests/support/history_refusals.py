"""Bodies that a history refuses, many in one test: a world is dear."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx

from tests.support.history import code_of


async def refusals(
    ask: Callable[[Any], Awaitable[httpx.Response]], cases: Sequence[tuple[Any, list[str]]]
) -> list[list[str]]:
    """Send bodies that are all refused as invalid; return the places named in each answer."""
    answers = [await ask(body) for body, _ in cases]
    assert {code_of(answer) for answer in answers} == {(422, "invalid-request")}
    return [[fault["where"] for fault in answer.json()["faults"]] for answer in answers]
