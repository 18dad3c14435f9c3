"""``/quotes``."""

from __future__ import annotations

from fastapi import APIRouter

from print_shop.routers.dependencies import RequestStore, logged_in
from print_shop.schemas import NewQuote, ShownQuote, ShownSalesOrder
from print_shop.services.quotes import QuoteService

router = APIRouter(prefix="/quotes", dependencies=[logged_in])


@router.post("", status_code=201)
def offer_quote(new: NewQuote, store: RequestStore) -> ShownQuote:
    """Promise the prices of the day for a while."""
    return ShownQuote.model_validate(QuoteService(store).offer(new))


@router.get("")
def list_quotes(store: RequestStore) -> list[ShownQuote]:
    """List the quotes, latest first."""
    return [ShownQuote.model_validate(quote) for quote in store.quotes.list_all()]


@router.post("/{quote_id}/order", status_code=201)
def accept_quote(quote_id: int, store: RequestStore) -> ShownSalesOrder:
    """Turn a quote into an order: 409 where it has expired or was accepted before."""
    return ShownSalesOrder.model_validate(QuoteService(store).accept(quote_id))
