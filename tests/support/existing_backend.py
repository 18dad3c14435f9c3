"""A backend that was there before Layerproof, as files: the one that the page on adopting takes up.

Its tests stand side by side in one folder and run on SQLite in memory, while production has
PostgreSQL. Its settings of pytest ask pytest-cov for one percentage over everything.
"""

from __future__ import annotations

FILES = {
    "pyproject.toml": """
        [project]
        name = "shop"
        version = "3.4.0"
        requires-python = ">=3.11"
        dependencies = ["fastapi", "psycopg[binary]", "sqlalchemy"]

        [project.optional-dependencies]
        dev = ["httpx", "pytest", "pytest-cov"]

        [tool.pytest.ini_options]
        pythonpath = ["."]
        addopts = "--cov=shop --cov-fail-under=70"
        """,
    "shop/__init__.py": "",
    "shop/database.py": """
        import os

        from sqlalchemy import create_engine
        from sqlalchemy.orm import sessionmaker

        engine = create_engine(os.environ.get("DATABASE_URL", "postgresql+psycopg://shop@db/shop"))
        SessionLocal = sessionmaker(engine)


        def get_db():
            with SessionLocal() as session:
                yield session
        """,
    "shop/models.py": """
        from sqlalchemy import String
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


        class Base(DeclarativeBase):
            pass


        class Order(Base):
            __tablename__ = "orders"

            id: Mapped[int] = mapped_column(primary_key=True)
            product: Mapped[str] = mapped_column(String(40))
            pieces: Mapped[int]
            cancelled: Mapped[bool] = mapped_column(default=False)
        """,
    "shop/main.py": """
        from fastapi import FastAPI

        from shop.routers import orders

        app = FastAPI()
        app.include_router(orders.router)
        """,
    "shop/routers/__init__.py": "",
    "shop/routers/orders.py": """
        from fastapi import APIRouter, Depends, HTTPException
        from sqlalchemy.orm import Session

        from shop.database import get_db
        from shop.repositories.orders import Orders
        from shop.services import orders as service

        router = APIRouter(prefix="/orders")


        @router.post("", status_code=201)
        def place(product: str, pieces: int, db: Session = Depends(get_db)):
            try:
                order = service.place(Orders(db), product, pieces)
            except ValueError as error:
                raise HTTPException(422, str(error)) from error
            return {"id": order.id}


        @router.delete("/{order_id}", status_code=204)
        def cancel(order_id: int, db: Session = Depends(get_db)):
            if not service.cancel(Orders(db), order_id):
                raise HTTPException(404, "no such order")
        """,
    "shop/services/__init__.py": "",
    "shop/services/orders.py": """
        def place(orders, product, pieces):
            if pieces < 1:
                raise ValueError("an order has at least one piece")
            return orders.add(product, pieces)


        def cancel(orders, order_id):
            order = orders.find(order_id)
            if order is None:
                return False
            order.cancelled = True
            orders.save()
            return True
        """,
    "shop/services/prices.py": """
        def discount(pieces):
            if pieces >= 100:
                return 10
            if pieces >= 10:
                return 5
            return 0
        """,
    "shop/repositories/__init__.py": "",
    "shop/repositories/orders.py": """
        from shop.models import Order


        class Orders:
            def __init__(self, db):
                self.db = db

            def add(self, product, pieces):
                order = Order(product=product, pieces=pieces)
                self.db.add(order)
                self.db.commit()
                return order

            def find(self, order_id):
                return self.db.get(Order, order_id)

            def save(self):
                self.db.commit()
        """,
    "tests/conftest.py": """
        import pytest
        from fastapi.testclient import TestClient
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session
        from sqlalchemy.pool import StaticPool

        from shop.database import get_db
        from shop.main import app
        from shop.models import Base


        @pytest.fixture
        def db():
            engine = create_engine(
                "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
            )
            Base.metadata.create_all(engine)
            with Session(engine) as session:
                yield session
            engine.dispose()


        @pytest.fixture
        def shop_client(db):
            app.dependency_overrides[get_db] = lambda: db
            yield TestClient(app)
            app.dependency_overrides.clear()
        """,
    "tests/test_orders_api.py": """
        def test_an_order_is_placed(shop_client):
            answer = shop_client.post("/orders?product=tea&pieces=2")
            assert answer.status_code == 201


        def test_nothing_cannot_be_ordered(shop_client):
            answer = shop_client.post("/orders?product=tea&pieces=0")
            assert answer.status_code == 422
        """,
    "tests/test_order_service.py": """
        import pytest

        from shop.repositories.orders import Orders
        from shop.services.orders import cancel, place


        def test_an_order_is_cancelled(db):
            order = place(Orders(db), "tea", 2)
            assert cancel(Orders(db), order.id)
            assert order.cancelled


        def test_an_order_has_pieces():
            with pytest.raises(ValueError, match="at least one"):
                place(None, "tea", 0)
        """,
    "tests/test_orders_repository.py": """
        from shop.repositories.orders import Orders


        def test_an_order_is_found_again(db):
            orders = Orders(db)
            assert orders.find(orders.add("tea", 2).id).product == "tea"
        """,
    "tests/test_discounts.py": """
        from shop.services.prices import discount


        def test_many_pieces_are_cheaper():
            assert discount(10) == 5
        """,
}

#: A distribution that pytest takes for pytest-cov. Where it is not turned off it fails the run, as
#: the real one does below its percentage.
PYTEST_COV = {
    "pytest_cov-7.0.0.dist-info/METADATA": """
        Metadata-Version: 2.1
        Name: pytest-cov
        Version: 7.0.0
        """,
    "pytest_cov-7.0.0.dist-info/entry_points.txt": """
        [pytest11]
        pytest_cov = pytest_cov_stand_in
        """,
    "pytest_cov_stand_in.py": """
        import pytest


        def pytest_addoption(parser):
            group = parser.getgroup("cov")
            group.addoption("--cov", action="append", nargs="?", const=True)
            group.addoption("--cov-fail-under", type=float)
            group.addoption("--no-cov", action="store_true")


        def pytest_sessionfinish(session):
            if session.config.option.cov and not session.config.option.no_cov:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        """,
}
