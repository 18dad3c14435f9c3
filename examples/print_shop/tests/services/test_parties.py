"""Customers and vendors."""

from __future__ import annotations

import pytest

from print_shop.errors import TakenError
from print_shop.repositories.store import Store
from print_shop.schemas import NewParty
from print_shop.services.parties import PartyService
from tests.factories import CustomerFactory, VendorFactory

ANN = NewParty(name="Ann", email="ann@example.com")


def test_a_customers_address_is_taken_once(store: Store) -> None:
    """A second customer with the address is refused."""
    customer = PartyService(store).add_customer(ANN)

    assert (customer.name, customer.email) == ("Ann", "ann@example.com")
    with pytest.raises(TakenError, match=r"customer ann@example\.com exists already"):
        PartyService(store).add_customer(ANN)


def test_a_vendors_address_is_taken_once(store: Store) -> None:
    """A second vendor with the address is refused."""
    vendor = PartyService(store).add_vendor(ANN)

    assert (vendor.name, vendor.email) == ("Ann", "ann@example.com")
    with pytest.raises(TakenError, match=r"vendor ann@example\.com exists already"):
        PartyService(store).add_vendor(ANN)


def test_a_vendor_may_be_a_customer(store: Store) -> None:
    """An address may belong to one of each."""
    CustomerFactory.create(email="both@example.com")
    VendorFactory.create(email=ANN.email)

    assert PartyService(store).add_customer(ANN).email == ANN.email
