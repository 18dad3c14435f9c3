"""``/pages``: the log-in form and the list of orders."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from print_shop.routers.dependencies import get_settings
from print_shop.settings import Settings
from tests.factories import SalesOrderFactory

FORM = {"username": "clerk", "password": "open sesame"}


def test_the_form_is_shown(sync_client: TestClient) -> None:
    """Everybody may see the form."""
    page = sync_client.get("/pages/login")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<form method="post" action="/pages/login">' in page.text
    assert 'role="alert"' not in page.text


@pytest.mark.usefixtures("clerk")
def test_a_login_leads_to_the_orders(sync_client: TestClient) -> None:
    """The token lies in a cookie that scripts and other sites cannot use."""
    SalesOrderFactory.create(customer__name="<Ann>", lines=[{"quantity": 2, "price_cents": 2505}])

    answer = sync_client.post("/pages/login", data=FORM)

    assert (answer.status_code, answer.headers["location"]) == (303, "/pages/orders")
    flags = answer.headers["set-cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=strict" in flags
    assert "Secure" not in flags
    page = sync_client.get("/pages/orders").text
    cells = ["SO-2020-0001", "&lt;Ann&gt;", "open", "50.10"]
    assert all(f"<td>{cell}</td>" in page for cell in cells)
    assert "clerk sees 1 of 1." in page


@pytest.mark.usefixtures("clerk")
def test_a_wrong_password_shows_the_form_again(sync_client: TestClient) -> None:
    """The form says that something is wrong, and sets no cookie."""
    answer = sync_client.post("/pages/login", data={**FORM, "password": "wrong"})

    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert '<p role="alert">wrong credentials</p>' in answer.text


@pytest.mark.parametrize("cookie", ["", "forged"])
def test_strangers_are_led_to_the_form(sync_client: TestClient, cookie: str) -> None:
    """Orders are shown to nobody without a good cookie."""
    sync_client.cookies.set("print_shop_token", cookie)

    answer = sync_client.get("/pages/orders")

    assert (answer.status_code, answer.headers["location"]) == (303, "/pages/login")


@pytest.mark.usefixtures("clerk")
def test_the_cookie_is_for_https_unless_the_shop_is_told_otherwise(
    app: FastAPI, sync_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In production the cookie never goes over a line that others can read."""
    monkeypatch.setitem(app.dependency_overrides, get_settings, Settings)

    answer = sync_client.post("/pages/login", data=FORM)

    assert "Secure" in answer.headers["set-cookie"]
