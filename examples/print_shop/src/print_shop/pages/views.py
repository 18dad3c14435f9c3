"""``/pages``: plain HTML, and a cookie that holds the token."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates

from print_shop.errors import WrongCredentialsError
from print_shop.routers.dependencies import AppSettings, RequestStore
from print_shop.services.accounts import AccountService
from print_shop.tokens import make_token, read_token

COOKIE = "print_shop_token"
_SHOWN = 50

router = APIRouter(prefix="/pages", include_in_schema=False)
_templates = Jinja2Templates(Path(__file__).parent / "templates")


@router.get("/login")
def show_login(request: Request) -> Response:
    """Show the form."""
    return _templates.TemplateResponse(request, "login.html", {"problem": ""})


@router.post("/login")
def log_in(
    request: Request,
    username: Annotated[str, Form()],
    password: Annotated[str, Form()],
    store: RequestStore,
    settings: AppSettings,
) -> Response:
    """Set the cookie and go on to the orders, or show the form again."""
    try:
        user = AccountService(store).log_in(username, password)
    except WrongCredentialsError as error:
        context = {"problem": str(error)}
        return _templates.TemplateResponse(request, "login.html", context, status_code=401)
    answer = RedirectResponse("/pages/orders", 303)
    token = make_token(user.username, settings)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=settings.https)
    return answer


@router.get("/orders")
def show_orders(
    request: Request,
    store: RequestStore,
    settings: AppSettings,
    print_shop_token: Annotated[str, Cookie()] = "",
) -> Response:
    """Show the latest orders to somebody who is logged in, and the form to others."""
    try:
        user = AccountService(store).find(read_token(print_shop_token, settings))
    except WrongCredentialsError:
        return RedirectResponse("/pages/login", 303)
    orders, total = store.orders.list_page(None, offset=0, limit=_SHOWN)
    context = {"user": user, "orders": orders, "total": total}
    return _templates.TemplateResponse(request, "orders.html", context)
