"""``/printers`` and ``/production-orders``."""

from __future__ import annotations

from fastapi import APIRouter

from print_shop.models import Printer, ProductionOrder
from print_shop.routers.dependencies import RequestStore, logged_in
from print_shop.schemas import (
    NewPrinter,
    NewProduction,
    NewProductionToOrder,
    ShownPrinter,
    ShownProduction,
    Start,
)
from print_shop.services.production import ProductionService
from print_shop.states import PrinterState

router = APIRouter(dependencies=[logged_in])


@router.post("/printers", status_code=201)
def add_printer(new: NewPrinter, store: RequestStore) -> ShownPrinter:
    """Keep a printer: 409 where the name is taken."""
    return _show_printer(ProductionService(store).add_printer(new), None)


@router.get("/printers")
def list_printers(store: RequestStore) -> list[ShownPrinter]:
    """List the printers, and what they print."""
    return [_show_printer(printer, job) for printer, job in store.printers.list_with_jobs()]


@router.get("/production-orders")
def list_production(store: RequestStore) -> list[ShownProduction]:
    """List production orders, latest first."""
    return [ShownProduction.model_validate(order) for order in store.production.list_all()]


@router.post("/production-orders/to-stock", status_code=201)
def plan_to_stock(new: NewProduction, store: RequestStore) -> ShownProduction:
    """Plan pieces that nobody has ordered yet."""
    return ShownProduction.model_validate(ProductionService(store).plan_to_stock(new))


@router.post("/production-orders/to-order", status_code=201)
def plan_to_order(new: NewProductionToOrder, store: RequestStore) -> ShownProduction:
    """Plan pieces for a line of a sales order: 409 for more than it waits for."""
    return ShownProduction.model_validate(ProductionService(store).plan_to_order(new))


@router.post("/production-orders/{order_id}/start")
def start_production(order_id: int, start: Start, store: RequestStore) -> ShownProduction:
    """Print: 409 where the printer is busy or a material runs out."""
    started = ProductionService(store).start(order_id, start.printer_id)
    return ShownProduction.model_validate(started)


@router.post("/production-orders/{order_id}/finish")
def finish_production(order_id: int, store: RequestStore) -> ShownProduction:
    """Take the pieces off the printer."""
    return ShownProduction.model_validate(ProductionService(store).finish(order_id))


@router.post("/production-orders/{order_id}/failure")
def fail_production(order_id: int, store: RequestStore) -> ShownProduction:
    """Note that a print went wrong."""
    return ShownProduction.model_validate(ProductionService(store).fail(order_id))


@router.post("/production-orders/{order_id}/cancellation")
def cancel_production(order_id: int, store: RequestStore) -> ShownProduction:
    """Drop an order that has not started."""
    return ShownProduction.model_validate(ProductionService(store).cancel(order_id))


def _show_printer(printer: Printer, job: ProductionOrder | None) -> ShownPrinter:
    return ShownPrinter(
        id=printer.id,
        name=printer.name,
        state=PrinterState.BUSY if job else PrinterState.IDLE,
        job=job.code if job else None,
    )
