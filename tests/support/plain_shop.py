"""A small synchronous backend without any dependency, for tests that tamper with a run of it."""

from __future__ import annotations

from pathlib import Path

from tests.support.backends import write_files

FILES = {
    "pyproject.toml": """
        [project]
        name = "shop"
        version = "1"

        [tool.pytest.ini_options]
        pythonpath = ["src"]

        [tool.layerproof]
        source = ["src/shop"]
        fail_under = 70

        [tool.layerproof.layers]
        repository = { paths = ["src/shop/repositories/*.py"], fail_under = 80 }
        service = { paths = ["src/shop/services/*.py"], fail_under = 80 }

        [tool.layerproof.suites]
        unit = { gates = { service = 80 } }
        integration = { gates = { repository = 80 } }
        """,
    "src/shop/__init__.py": "",
    "src/shop/repositories/__init__.py": "",
    "src/shop/services/__init__.py": "",
    "src/shop/repositories/orders.py": """
        class Orders:
            def __init__(self):
                self.rows = {}

            def add(self, key, total):
                self.rows[key] = total
                return key

            def total_of(self, key):
                return self.rows[key]
        """,
    "src/shop/services/prices.py": """
        def add_tax(price, rate):
            if rate < 0:
                raise ValueError(rate)
            return price + price * rate // 100


        def total(prices):
            result = 0
            for price in prices:
                result += price
            return result
        """,
    "src/shop/never.py": "VALUE = 1\n",
    "tests/unit/test_prices.py": """
        import pytest

        from shop.services.prices import add_tax, total


        def test_adds_tax():
            assert add_tax(100, 20) == 120


        def test_refuses():
            with pytest.raises(ValueError, match="-1"):
                add_tax(1, -1)


        def test_total():
            assert total([1, 2]) == 3
        """,
    "tests/integration/test_orders.py": """
        from shop.repositories.orders import Orders


        def test_keeps():
            orders = Orders()
            assert orders.add("a", 3) == "a"
            assert orders.total_of("a") == 3
        """,
}


def write_plain_shop(root: Path, **changes: str) -> Path:
    """Write the shop to ``root``, with changed texts by path; return ``root``."""
    return write_files(root, {**FILES, **changes})


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place in a file that holds ``old``."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
