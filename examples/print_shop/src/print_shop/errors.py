"""What the shop refuses, and why. The routers know which status each kind has."""

from __future__ import annotations

from datetime import date


class ShopError(Exception):
    """Something was refused; the text is for the caller."""


class NotFoundError(ShopError):
    """There is no such thing."""

    def __init__(self, kind: str, key: int) -> None:
        super().__init__(f"there is no {kind} {key}")


class WrongCredentialsError(ShopError):
    """The name, the password or the token is wrong; which of them is not said."""

    def __init__(self) -> None:
        super().__init__("wrong credentials")


class ConflictError(ShopError):
    """A rule of the shop forbids it as things stand now."""


class TakenError(ConflictError):
    """Something has that name already."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind} {name} exists already")


class OutOfStockError(ConflictError):
    """Less is left than is needed."""

    def __init__(self, sku: str, needed: int, left: int) -> None:
        super().__init__(f"{sku}: {needed} needed, {left} in stock")


class WrongStateError(ConflictError):
    """What is asked for does not follow the state that a document is in."""

    def __init__(self, code: str, state: str, action: str) -> None:
        super().__init__(f"{code} is {state}: it cannot be {action}")


class QuoteExpiredError(ConflictError):
    """The last day of a quote has passed."""

    def __init__(self, quote: str, valid_until: date) -> None:
        super().__init__(f"{quote} is valid until {valid_until} and no longer")


class PrinterBusyError(ConflictError):
    """The printer has a running job."""

    def __init__(self, printer: str, code: str) -> None:
        super().__init__(f"{printer} is printing {code}")


class TooManyError(ConflictError):
    """More is shipped, received or produced than a line still waits for."""

    def __init__(self, given: int, open_quantity: int, action: str) -> None:
        super().__init__(f"{given} cannot be {action}: {open_quantity} are open")


class InProductionError(ConflictError):
    """Something is being produced for the order."""

    def __init__(self, code: str, production: str) -> None:
        super().__init__(f"{code} cannot be cancelled: {production} is produced for it")
