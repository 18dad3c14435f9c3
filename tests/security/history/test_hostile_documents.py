"""Whatever is put into a report at any place, it is stored or refused; nothing else happens."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from layerproof.history.errors.problem import ProblemError
from layerproof.history.services.intake import receive
from tests.factories.reports import make_report

Step = str | int


def _places(node: object, here: tuple[Step, ...] = ()) -> list[tuple[Step, ...]]:
    inner: list[tuple[Step, Any]] = []
    if isinstance(node, dict):
        inner = list(node.items())
    elif isinstance(node, list):
        inner = list(enumerate(node))
    below = [place for step, child in inner for place in _places(child, (*here, step))]
    return [here, *below]


REPORT = make_report(run_id="hostile", ruling="broken")
PLACES = _places(REPORT)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["\x00", "\ud800", "2026-11-21", "kept", "total", "merged", 10**400]),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=10,
)


def _with(document: Any, place: tuple[Step, ...], value: object) -> Any:
    if not place:
        return value
    copy = document.copy()
    copy[place[0]] = _with(document[place[0]], place[1:], value)
    return copy


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), JSON)
# lint-skip: test-assertion because any other error fails it
def test_any_value_at_any_place(place: tuple[Step, ...], value: object) -> None:
    """A report with any JSON at any place becomes a run or a named refusal."""
    body = json.dumps(_with(REPORT, place, value)).encode("utf-8", "surrogatepass")
    with contextlib.suppress(ProblemError):
        receive(body)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
# lint-skip: test-assertion because any other error fails it
def test_any_bytes(body: bytes) -> None:
    """Any bytes at all become a run or a named refusal."""
    with contextlib.suppress(ProblemError):
        receive(body)
