from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

from clinic_billing.invoices import views as invoices
from clinic_core.appointments import views as appointments
from clinic_core.database import Session
from clinic_core.patients import views as patients


async def give_back_session(request, call_next):
    try:
        return await call_next(request)
    finally:
        Session.remove()


def create_app():
    return Starlette(
        routes=[*patients.routes, *appointments.routes, *invoices.routes],
        middleware=[
            Middleware(BaseHTTPMiddleware, dispatch=give_back_session)
        ],
    )
