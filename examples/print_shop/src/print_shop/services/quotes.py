"""Quotes: prices that are kept until a day, and then are not."""

from __future__ import annotations

from print_shop.clock import today
from print_shop.errors import QuoteExpiredError, WrongStateError
from print_shop.models import Quote, QuoteLine, SalesOrder
from print_shop.repositories.store import Store
from print_shop.schemas import NewQuote
from print_shop.services.codes import QUOTE, draw_code
from print_shop.services.finding import found
from print_shop.services.sales import SalesService
from print_shop.states import QuoteState


class QuoteService:
    """Makes quotes and turns them into orders."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def offer(self, new: NewQuote) -> Quote:
        """Promise the prices of the day, until a day that has not passed."""
        if new.valid_until < today():
            raise QuoteExpiredError("the quote", new.valid_until)
        found(self._store.customers.find(new.customer_id), "customer", new.customer_id)
        lines = []
        for line in new.lines:
            product = found(self._store.products.find(line.product_id), "product", line.product_id)
            lines.append(
                QuoteLine(
                    product_id=product.id, quantity=line.quantity, price_cents=product.price_cents
                )
            )
        return self._store.quotes.add(
            Quote(
                code=draw_code(self._store, QUOTE),
                customer_id=new.customer_id,
                valid_until=new.valid_until,
                lines=lines,
            )
        )

    def accept(self, quote_id: int) -> SalesOrder:
        """Turn a quote into an order at its prices, once. Its last day counts.

        Raises:
            WrongStateError: It was accepted before.
            QuoteExpiredError: Its last day has passed.
        """
        quote = found(self._store.quotes.lock(quote_id), "quote", quote_id)
        if quote.state is not QuoteState.OPEN:
            raise WrongStateError(quote.code, quote.state, "accepted")
        if quote.valid_until < today():
            raise QuoteExpiredError(quote.code, quote.valid_until)
        quote.state = QuoteState.ACCEPTED
        return SalesService(self._store).place_quoted(quote.customer_id, quote.id, quote.lines)
