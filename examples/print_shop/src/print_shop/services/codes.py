"""The codes on documents, such as ``SO-2026-0001``: a sequence for each kind and year."""

from __future__ import annotations

from print_shop.clock import today
from print_shop.repositories.store import Store

SALES_ORDER = "SO"
QUOTE = "QU"
SHIPMENT = "SH"
PRODUCTION_ORDER = "MO"
PURCHASE_ORDER = "PO"


def draw_code(store: Store, prefix: str) -> str:
    """Return the next code of this year. It is given back where the request fails."""
    year = today().year
    return f"{prefix}-{year}-{store.codes.draw(prefix, year):04d}"
