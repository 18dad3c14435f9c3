"""Customers and vendors."""

from __future__ import annotations

from print_shop.errors import TakenError
from print_shop.models import Customer, Vendor
from print_shop.repositories.store import Store
from print_shop.schemas import NewParty


class PartyService:
    """Keeps customers and vendors; an address belongs to one of each at most."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add_customer(self, new: NewParty) -> Customer:
        """Store a customer."""
        if self._store.customers.find_by_email(new.email):
            raise TakenError("customer", new.email)
        return self._store.customers.add(Customer(name=new.name, email=new.email))

    def add_vendor(self, new: NewParty) -> Vendor:
        """Store a vendor."""
        if self._store.vendors.find_by_email(new.email):
            raise TakenError("vendor", new.email)
        return self._store.vendors.add(Vendor(name=new.name, email=new.email))
