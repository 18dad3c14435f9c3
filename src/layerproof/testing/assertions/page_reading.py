"""Reading one page of a list out of an answer, in the envelopes that are in use.

Known by their keys: ``items total page size pages``, ``results count next previous``, ``data``
with ``meta``, ``limit`` and ``offset``; a bare list with a ``Link`` header (RFC 8288).
Neighbour: ``pages`` asserts what is read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layerproof.errors import UsageError
from layerproof.testing.assertions.responses import Response, explain, read_json

#: Where each part of a page is looked for, in this order, in the body and then one level down.
_KEYS: dict[str, tuple[str, ...]] = {
    "items": ("items", "results", "data", "rows", "content"),
    "total": ("total", "count", "total_items", "total_count", "totalCount", "totalElements"),
    "page": ("page", "current_page", "page_number", "currentPage"),
    "size": ("size", "page_size", "per_page", "limit", "pageSize", "perPage"),
    "pages": ("pages", "total_pages", "last_page", "totalPages"),
    "offset": ("offset", "skip"),
    "next": ("next", "next_page", "next_url", "next_cursor"),
    "previous": ("previous", "prev", "previous_page", "prev_page"),
}
_ENVELOPES = ("meta", "pagination", "paging", "links", "page_info")
_LINK = re.compile(r"<([^>]*)>([^<]*)")
_REL = re.compile(r';\s*rel="?([^";,]+)')


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was answered; what the answer does not say is ``None``."""

    items: list[Any]
    total: int | None = None
    page: int | None = None
    size: int | None = None
    pages: int | None = None
    has_next: bool | None = None
    has_previous: bool | None = None


def read_page(response: Response, keys: Mapping[str, str], first_page: int) -> Page:
    """Return the page that is in a response.

    Raises ``AssertionError`` where there is none, ``UsageError`` for an unknown part in ``keys``.
    """
    __tracebackhide__ = True
    if unknown := sorted(set(keys) - set(_KEYS)):
        known = ", ".join(_KEYS)
        raise UsageError(f"a page has no part {', '.join(unknown)}; there are: {known}")
    present = _read_parts(response, keys)
    if (items := _as_list(present.get("items"))) is None:
        where = keys.get("items") or ", ".join(_KEYS["items"])
        raise AssertionError(explain(f"a page needs a list of items ({where})", response))
    links = _read_links(response.headers.get("link") or "")
    return Page(
        items,
        _number(present.get("total")),
        _page_number(present, first_page),
        _number(present.get("size")),
        _number(present.get("pages")),
        _is_there("next", present, links),
        _is_there("previous", present, links),
    )


def _read_parts(response: Response, keys: Mapping[str, str]) -> dict[str, Any]:
    """Return the parts that the body has; a bare list may have its total in a header."""
    body = read_json(response)
    if isinstance(body, list):
        total = response.headers.get("x-total-count")
        return {"items": body, "total": total}
    found = {part: _find(body, part, keys) for part in _KEYS}
    return {part: value[0] for part, value in found.items() if value}


def _page_number(present: Mapping[str, Any], first_page: int) -> int | None:
    size, offset = _number(present.get("size")), _number(present.get("offset"))
    if "page" not in present and size and offset is not None:
        return offset // size + first_page
    return _number(present.get("page"))


def _as_list(value: Any) -> list[Any] | None:
    return value if isinstance(value, list) else None


def _find(body: Any, part: str, keys: Mapping[str, str]) -> list[Any]:
    """Return the part's value in a list, which is empty where the body does not have it."""
    if not isinstance(body, Mapping):
        return []
    if part in keys:
        value: Any = body
        for key in keys[part].split("."):
            if not isinstance(value, Mapping) or key not in value:
                return []
            value = value[key]
        return [value]
    levels = [body, *(body[name] for name in _ENVELOPES if isinstance(body.get(name), Mapping))]
    return [level[key] for level in levels for key in _KEYS[part] if key in level][:1]


def _read_links(header: str) -> set[str]:
    """Return the relations that a ``Link`` header names."""
    links = _LINK.findall(header)
    found = (_REL.search(parameters) for _, parameters in links)
    return {name for one in found if one for name in one[1].split()}


def _is_there(part: str, present: Mapping[str, Any], links: set[str]) -> bool | None:
    if part in present:
        return bool(present[part])
    names = {part, "prev"} if part == "previous" else {part}
    return bool(names & links) if links else None


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() else None
