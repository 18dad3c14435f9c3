"""The check that all clients of the history's tests carry: what is not declared fails."""

from __future__ import annotations

import httpx
import pytest

from tests.support.history_declared import check_answer

RUNS = "http://127.0.0.1:8765/api/v1/organizations/acme/projects/shop/runs"
PROBLEM = {
    "type": "urn:layerproof:problem:forbidden",
    "code": "forbidden",
    "title": "Not allowed",
    "status": 403,
    "detail": "",
}
KIND = "application/problem+json"


def _answer(
    status: int, *, kind: str = KIND, method: str = "GET", url: str = RUNS, **body: object
) -> httpx.Response:
    request = httpx.Request(method, url)
    return httpx.Response(
        status, headers={"content-type": kind}, request=request, json=body or PROBLEM
    )


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (_answer(418), r"the status 418"),
        (_answer(403, kind="application/json"), r"the content type 'application/json' of a 403"),
        (_answer(200, kind="application/json", items=1, next=None), r"\$.items: 1 is not of type"),
        (_answer(200, url=f"{RUNS}/no/such/place"), r"an address that is not in the document"),
        (_answer(200, method="PUT"), r"an address that is not in the document"),
        (_answer(404, kind="text/html", method="PUT"), r"an address that is not in the document"),
    ],
)
async def test_what_is_not_declared_fails(answer: httpx.Response, fault: str) -> None:
    """A status, a content type or a body that the document does not have is an error."""
    with pytest.raises(AssertionError, match=fault):
        await check_answer(answer)


@pytest.mark.parametrize(
    "answer",
    [
        _answer(403),
        _answer(200, kind="application/json", items=[], next=None),
        _answer(404, url=f"{RUNS}/no/such/place"),
        _answer(405, method="PUT"),
        _answer(200, kind="text/html", url="http://127.0.0.1:8765/login"),
    ],
)
async def test_what_is_declared_passes(answer: httpx.Response) -> None:
    """Answers as the document has them pass, and so do pages, which it does not list."""
    assert await check_answer(answer) is None  # type: ignore[func-returns-value]  # or it raises
