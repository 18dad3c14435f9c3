"""The page of orders as somebody in the workshop sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait


@pytest.mark.isolation("reset")
def test_somebody_logs_in_and_sees_the_orders(
    browser: Chrome, server: tuple[str, Callable[[str], dict[str, Any]]]
) -> None:
    """Strangers see the form; after the login the orders are there with their states."""
    address, build = server
    user = build("busy_shop")
    browser.get(f"{address}/pages/orders")
    assert browser.title.startswith("Log in")

    for field in ("username", "password"):
        browser.find_element(By.NAME, field).send_keys(user[field])
    browser.find_element(By.TAG_NAME, "button").click()
    WebDriverWait(browser, 10).until(lambda page: page.title.startswith("Sales orders"))

    rows = browser.find_elements(By.CSS_SELECTOR, "tbody tr")
    assert [row.text for row in rows] == [
        "SO-2020-0003 Ann & Daughters shipped 50.10",
        "SO-2020-0002 Ann & Daughters partly_shipped 50.10",
        "SO-2020-0001 Ann & Daughters open 50.10",
    ]
