"""The words for where things stand, as the database and the API spell them."""

from __future__ import annotations

from enum import StrEnum


class OrderState(StrEnum):
    """Where a sales order stands."""

    OPEN = "open"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class QuoteState(StrEnum):
    """Where a quote stands; whether it has expired is a matter of the date."""

    OPEN = "open"
    ACCEPTED = "accepted"


class ProductionState(StrEnum):
    """Where a production order stands."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PurchaseState(StrEnum):
    """Where a purchase order stands."""

    ORDERED = "ordered"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"


class PrinterState(StrEnum):
    """Whether a printer can take a job."""

    IDLE = "idle"
    BUSY = "busy"


class Reason(StrEnum):
    """Why stock changed."""

    OPENING = "opening"
    ADJUSTED = "adjusted"
    RECEIVED = "received"
    CONSUMED = "consumed"
    PRODUCED = "produced"
    SHIPPED = "shipped"
    RELEASED = "released"
