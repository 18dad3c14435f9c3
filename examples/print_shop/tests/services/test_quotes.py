"""Quotes: kept until their last day, accepted once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from print_shop.errors import NotFoundError, QuoteExpiredError, WrongStateError
from print_shop.repositories.store import Store
from print_shop.schemas import NewQuote, NewSalesLine
from print_shop.services.quotes import QuoteService
from print_shop.states import OrderState, QuoteState
from tests.factories import CustomerFactory, ProductFactory, QuoteFactory


def _quote(
    customer_id: int, product_id: int, valid_until: date = date(2026, 5, 31), quantity: int = 2
) -> NewQuote:
    lines = [NewSalesLine(product_id=product_id, quantity=quantity)]
    return NewQuote(customer_id=customer_id, valid_until=valid_until, lines=lines)


@pytest.mark.usefixtures("may")
def test_a_quote_promises_the_prices_of_its_day(store: Store) -> None:
    """The quote has a code, its last day and the prices of now."""
    customer, vase = CustomerFactory.create(), ProductFactory.create(price_cents=2500)

    quote = QuoteService(store).offer(_quote(customer.id, vase.id))

    assert (quote.code, quote.state) == ("QU-2026-0001", QuoteState.OPEN)
    assert (quote.customer, quote.valid_until) == (customer, date(2026, 5, 31))
    [line] = quote.lines
    assert (line.product, line.quantity, line.price_cents) == (vase, 2, 2500)


@pytest.mark.usefixtures("may")
def test_a_quote_may_end_today_and_not_yesterday(store: Store) -> None:
    """A promise that is over already is none."""
    customer, vase = CustomerFactory.create(), ProductFactory.create()
    quotes = QuoteService(store)

    assert quotes.offer(_quote(customer.id, vase.id, date(2026, 5, 4))).id
    with pytest.raises(QuoteExpiredError, match="the quote is valid until 2026-05-03 and no"):
        quotes.offer(_quote(customer.id, vase.id, date(2026, 5, 3)))


@pytest.mark.usefixtures("may")
def test_quotes_name_what_is_known(store: Store) -> None:
    """Neither an unknown customer nor an unknown product gets a price."""
    customer, vase = CustomerFactory.create(), ProductFactory.create()

    with pytest.raises(NotFoundError, match="there is no customer 0"):
        QuoteService(store).offer(_quote(0, vase.id))
    with pytest.raises(NotFoundError, match="there is no product 0"):
        QuoteService(store).offer(_quote(customer.id, 0))


@pytest.mark.usefixtures("may")
def test_an_accepted_quote_is_an_order_at_its_prices(store: Store) -> None:
    """A promised price holds, whatever the catalogue says by now."""
    quote = QuoteFactory.create(
        lines=[{"quantity": 2, "price_cents": 2000}, {"quantity": 1, "price_cents": 500}]
    )

    order = QuoteService(store).accept(quote.id)

    assert quote.state is QuoteState.ACCEPTED
    assert (order.code, order.state, order.total_cents) == ("SO-2026-0001", OrderState.OPEN, 4500)
    assert (order.customer, order.quote_id) == (quote.customer, quote.id)
    assert [line.product_id for line in order.lines] == [line.product_id for line in quote.lines]
    assert [line.quantity for line in order.lines] == [2, 1]


def test_a_quote_is_valid_until_the_end_of_its_last_day(store: Store, may: Any) -> None:
    """One second before midnight it can be accepted, at midnight it cannot."""
    kept, late = QuoteFactory.create_batch(2, valid_until=date(2026, 5, 31))
    may.move_to(datetime(2026, 5, 31, 23, 59, 59, tzinfo=UTC))
    assert QuoteService(store).accept(kept.id).quote_id == kept.id

    may.shift(1)

    with pytest.raises(QuoteExpiredError, match="QU-2020-0002 is valid until 2026-05-31 and no"):
        QuoteService(store).accept(late.id)
    assert late.state is QuoteState.OPEN


@pytest.mark.usefixtures("may")
def test_a_quote_is_accepted_once(store: Store) -> None:
    """A second acceptance makes no second order."""
    quote = QuoteFactory.create()
    QuoteService(store).accept(quote.id)

    with pytest.raises(WrongStateError, match="QU-2020-0001 is accepted: it cannot be accepted"):
        QuoteService(store).accept(quote.id)


def test_an_unknown_quote_cannot_be_accepted(store: Store) -> None:
    """There is nothing to accept."""
    with pytest.raises(NotFoundError, match="there is no quote 7"):
        QuoteService(store).accept(7)
