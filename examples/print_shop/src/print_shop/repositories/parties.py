"""Customers and vendors in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from print_shop.models import Customer, Vendor


class CustomerRepository:
    """Finds and stores customers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, customer: Customer) -> Customer:
        """Store a customer and return it with its id."""
        self._session.add(customer)
        self._session.flush()
        return customer

    def find(self, customer_id: int) -> Customer | None:
        """Return the customer with that id."""
        return self._session.get(Customer, customer_id)

    def find_by_email(self, email: str) -> Customer | None:
        """Return the customer with that address."""
        return self._session.scalar(select(Customer).where(Customer.email == email))

    def list_all(self) -> Sequence[Customer]:
        """Return all customers by name."""
        return self._session.scalars(select(Customer).order_by(Customer.name, Customer.id)).all()


class VendorRepository:
    """Finds and stores vendors."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, vendor: Vendor) -> Vendor:
        """Store a vendor and return it with its id."""
        self._session.add(vendor)
        self._session.flush()
        return vendor

    def find(self, vendor_id: int) -> Vendor | None:
        """Return the vendor with that id."""
        return self._session.get(Vendor, vendor_id)

    def find_by_email(self, email: str) -> Vendor | None:
        """Return the vendor with that address."""
        return self._session.scalar(select(Vendor).where(Vendor.email == email))

    def list_all(self) -> Sequence[Vendor]:
        """Return all vendors by name."""
        return self._session.scalars(select(Vendor).order_by(Vendor.name, Vendor.id)).all()
