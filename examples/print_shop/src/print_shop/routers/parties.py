"""``/customers`` and ``/vendors``."""

from __future__ import annotations

from fastapi import APIRouter

from print_shop.routers.dependencies import RequestStore, logged_in
from print_shop.schemas import NewParty, ShownParty
from print_shop.services.parties import PartyService

router = APIRouter(dependencies=[logged_in])


@router.post("/customers", status_code=201)
def add_customer(new: NewParty, store: RequestStore) -> ShownParty:
    """Keep a customer: 409 where the address is known."""
    return ShownParty.model_validate(PartyService(store).add_customer(new))


@router.get("/customers")
def list_customers(store: RequestStore) -> list[ShownParty]:
    """List the customers by name."""
    return [ShownParty.model_validate(one) for one in store.customers.list_all()]


@router.post("/vendors", status_code=201)
def add_vendor(new: NewParty, store: RequestStore) -> ShownParty:
    """Keep a vendor: 409 where the address is known."""
    return ShownParty.model_validate(PartyService(store).add_vendor(new))


@router.get("/vendors")
def list_vendors(store: RequestStore) -> list[ShownParty]:
    """List the vendors by name."""
    return [ShownParty.model_validate(one) for one in store.vendors.list_all()]
