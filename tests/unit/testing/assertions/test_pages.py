"""Pages of lists in the envelopes that are in use, and how a page contradicts itself."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from layerproof.errors import UsageError
from layerproof.testing.assertions import Page, assert_paginated

FIVE = [1, 2, 3, 4, 5]


def answer(body: Any, *, status: int = 200, **headers: str) -> httpx.Response:
    """Return a response with a page."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = httpx.Request("GET", "http://shop/orders")
    return httpx.Response(status, json=body, headers=named, request=request)


@pytest.mark.parametrize(
    ("response", "page"),
    [
        (
            answer({"items": FIVE, "total": 12, "page": 1, "size": 5, "pages": 3}),
            Page(FIVE, 12, 1, 5, 3),
        ),
        (
            answer({"results": FIVE, "count": 12, "next": "http://a?page=2", "previous": None}),
            Page(FIVE, 12, has_next=True, has_previous=False),
        ),
        (
            answer({"data": [1, 2], "meta": {"total": 12, "current_page": 3, "per_page": 5}}),
            Page([1, 2], 12, 3, 5),
        ),
        (
            answer({"items": FIVE, "total": 12, "limit": 5, "offset": 5}),
            Page(FIVE, 12, 2, 5),
        ),
        (
            answer(
                FIVE,
                x_total_count="12",
                link='<http://a?page=2>; rel="next", <http://a?page=3>; rel=last',
            ),
            Page(FIVE, 12, has_next=True, has_previous=False),
        ),
        (answer(FIVE), Page(FIVE)),
        (answer({"items": [], "total": 0, "page": 1, "size": 5, "pages": 0}), Page([], 0, 1, 5, 0)),
        (answer({"items": [], "total": 0, "page": 1, "size": 5, "pages": 1}), Page([], 0, 1, 5, 1)),
    ],
)
def test_envelopes_are_known(response: httpx.Response, page: Page) -> None:
    """Each envelope in use gives the same page, and what it does not say is left open."""
    assert assert_paginated(response) == page


def test_expectations_are_met() -> None:
    """Total, page, size and items are compared with what the answer says."""
    response = answer({"items": FIVE, "total": 12, "page": 1, "size": 5})
    assert assert_paginated(response, total=12, page=1, size=5, items=FIVE).total == 12
    assert assert_paginated(response, items=5).items == FIVE


def test_another_envelope_is_described() -> None:
    """Paths lead to the parts of an envelope of one's own, whose first page may be 0."""
    body = {"payload": {"rows": FIVE, "n": 12}, "at": 0, "by": 5}
    keys = {"items": "payload.rows", "total": "payload.n", "page": "at", "size": "by"}
    assert assert_paginated(answer(body), keys=keys, first_page=0) == Page(FIVE, 12, 0, 5)
    with pytest.raises(UsageError, match=r"^a page has no part rows; there are: items, total,"):
        assert_paginated(answer(body), keys={"rows": "payload.rows"})


@pytest.mark.parametrize(
    ("response", "options", "message"),
    [
        (answer({}, status=500), {}, "a page should be answered (2xx)"),
        (
            answer({"orders": FIVE}),
            {},
            "a page needs a list of items (items, results, data, rows, content)",
        ),
        (answer({"a": {}}), {"keys": {"items": "a.b"}}, "a page needs a list of items (a.b)"),
        (answer({"items": FIVE, "size": 4}), {}, "5 items are on a page of size 4"),
        (answer({"items": FIVE, "total": 4}), {}, "5 items are on the page, and 4 in total"),
        (
            answer({"items": FIVE, "total": 12, "size": 5, "pages": 2}),
            {},
            "12 items on pages of 5 are 3 pages, not 2",
        ),
        (
            answer({"items": [1], "total": 12, "size": 5, "page": 2}),
            {},
            "page 2 of 3 is not the last and has 1 items of 5",
        ),
        (
            answer({"items": [1, 2], "total": 12, "size": 5, "page": 3, "next": "/4"}),
            {},
            "page 3 of 3 names a next page",
        ),
        (
            answer({"items": FIVE, "total": 12, "size": 5, "page": 1, "next": None}),
            {},
            "page 1 of 3 names no next page",
        ),
        (
            answer({"items": FIVE, "total": 12}),
            {"total": 13, "page": 1, "items": 4},
            (
                "total should be 13, not 12\npage should be 1, and the answer does not say it\n"
                "there should be 4 items on the page, not 5"
            ),
        ),
    ],
)
def test_contradictions_are_explained(
    response: httpx.Response, options: dict[str, Any], message: str
) -> None:
    """A page that contradicts itself or the test says how, and shows the answer."""
    with pytest.raises(AssertionError, match=f"^{re.escape(message)}\n  GET http://shop/orders"):
        assert_paginated(response, **options)


def test_other_items_are_named_by_path() -> None:
    """Items that differ are compared as documents."""
    with pytest.raises(AssertionError, match=r"\n  0\.id: 1 instead of 2$"):
        assert_paginated(answer({"items": [{"id": 1}]}), items=[{"id": 2}])
