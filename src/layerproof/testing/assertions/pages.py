"""The assertion on an answer that is one page of a list. ``page_reading`` knows the envelopes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layerproof.testing.assertions.json_documents import assert_json_equal
from layerproof.testing.assertions.page_reading import Page, read_page
from layerproof.testing.assertions.responses import Response, explain


def assert_paginated(
    response: Response,
    *,
    total: int | None = None,
    page: int | None = None,
    size: int | None = None,
    items: int | Sequence[Any] | None = None,
    keys: Mapping[str, str] | None = None,
    first_page: int = 1,
) -> Page:
    """Return the page of a successful answer, which agrees with itself and with what is given.

    It agrees with itself: no more items than the size, no fewer in total than on the page, as
    many pages as total and size make, a page that is not the last is full, and a next page
    exactly where there is one.

    :param items: the items themselves, or how many there are.
    :param keys: where the parts are in another envelope, as paths with dots:
        ``{"items": "payload.rows", "total": "payload.n"}``.
    :param first_page: the number of the first page, 1 or 0.
    """
    __tracebackhide__ = True
    if not 200 <= response.status_code < 300:
        raise AssertionError(explain("a page should be answered (2xx)", response))
    found = read_page(response, keys or {}, first_page)
    wanted = {"total": total, "page": page, "size": size}
    faults = [*_contradictions(found, first_page), *_differences(found, wanted)]
    if isinstance(items, int) and len(found.items) != items:
        faults.append(f"there should be {items} items on the page, not {len(found.items)}")
    if faults:
        raise AssertionError(explain("\n".join(faults), response))
    if items is not None and not isinstance(items, int):
        assert_json_equal(found.items, list(items))
    return found


def _contradictions(page: Page, first_page: int) -> Iterator[str]:
    count, total, size, pages = len(page.items), page.total, page.size, page.pages
    if size is not None and count > size:
        yield f"{count} items are on a page of size {size}"
    if total is not None and count > total:
        yield f"{count} items are on the page, and {total} in total"
    if total is not None and size:
        expected = -(-total // size)
        # An empty list is no page for some and one for others.
        if pages is not None and pages != expected and (total or pages > 1):
            yield f"{total} items on pages of {size} are {expected} pages, not {pages}"
        if page.page is not None:
            yield from _contradictions_of_place(page, page.page - first_page, expected, size)


def _contradictions_of_place(page: Page, index: int, pages: int, size: int) -> Iterator[str]:
    """Compare with where the page is: ``index`` counts from 0 to ``pages - 1``."""
    number, more = index + 1, index + 1 < pages
    if more and len(page.items) != size:
        yield f"page {number} of {pages} is not the last and has {len(page.items)} items of {size}"
    if page.has_next is not None and page.has_next != more:
        yield f"page {number} of {pages} names {'a' if page.has_next else 'no'} next page"


def _differences(page: Page, wanted: Mapping[str, int | None]) -> Iterator[str]:
    for part, value in wanted.items():
        found = getattr(page, part)
        if value is not None and found is None:
            yield f"{part} should be {value}, and the answer does not say it"
        elif value is not None and found != value:
            yield f"{part} should be {value}, not {found}"
