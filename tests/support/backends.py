"""Small layered backends as files, for tests that run Layerproof on a whole project.

``write_async_shop`` writes one on async SQLAlchemy whose tests reach every line, in the shape
that loses lines under coverage.py's default settings: several statements and awaits in each
repository method, behind FastAPI.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

TABLE = """
[project]
name = "shop"
version = "1"
requires-python = ">=3.11"

[tool.pytest.ini_options]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
pythonpath = ["."]

[tool.layerproof]
source = ["shop"]
branch = {branch}
fail_under = 100
{pythons}

[tool.layerproof.layers]
repository = {{ paths = ["shop/repositories/*.py"], fail_under = 100 }}
service = {{ paths = ["shop/services/*.py"], fail_under = 100 }}
router = {{ paths = ["shop/routers/*.py"], fail_under = 100 }}

[tool.layerproof.suites]
api = {{ workers = {workers} }}
"""

ASYNC_SHOP = {
    "shop/__init__.py": "",
    "shop/repositories/__init__.py": "",
    "shop/services/__init__.py": "",
    "shop/routers/__init__.py": "",
    "shop/tables.py": """
        from sqlalchemy import CheckConstraint
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


        class Base(DeclarativeBase):
            pass


        class Item(Base):
            __tablename__ = "item"
            __table_args__ = (CheckConstraint("stock >= 0"),)
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str]
            stock: Mapped[int]
        """,
    "shop/repositories/items.py": """
        from sqlalchemy import func, select
        from sqlalchemy.exc import IntegrityError

        from shop.tables import Base, Item


        class Items:
            def __init__(self, session):
                self.session = session

            async def prepare(self):
                connection = await self.session.connection()
                await connection.run_sync(Base.metadata.create_all)
                await self.session.commit()
                prepared = True
                return prepared

            async def add(self, name, stock):
                item = Item(name=name, stock=stock)
                self.session.add(item)
                await self.session.flush()
                count = await self.session.scalar(select(func.count(Item.id)))
                await self.session.commit()
                await self.session.refresh(item)
                return item, count

            async def take(self, item_id, number):
                item = await self.session.get(Item, item_id)
                if item is None:
                    return None
                item.stock -= number
                try:
                    await self.session.commit()
                except IntegrityError:
                    await self.session.rollback()
                    left = -1
                else:
                    await self.session.refresh(item)
                    left = item.stock
                return left

            async def names(self):
                found = []
                rows = await self.session.stream(select(Item.name).order_by(Item.name))
                async for row in rows:
                    found.append(row.name)
                return found
        """,
    "shop/services/stock.py": """
        class Stock:
            def __init__(self, items):
                self.items = items

            async def open(self):
                prepared = await self.items.prepare()
                return prepared

            async def add(self, name, stock):
                cleaned = name.strip()
                item, count = await self.items.add(cleaned, stock)
                names = await self.items.names()
                result = {"id": item.id, "count": count}
                result["names"] = names
                return result

            async def take(self, item_id, number):
                left = await self.items.take(item_id, number)
                if left is None:
                    answer = "unknown"
                elif left < 0:
                    answer = "sold out"
                else:
                    answer = f"{left} left"
                return answer
        """,
    "shop/routers/items.py": """
        from fastapi import APIRouter, Depends, Request

        from shop.repositories.items import Items
        from shop.services.stock import Stock

        router = APIRouter()


        async def stock(request: Request):
            async with request.app.state.sessions() as session:
                service = Stock(Items(session))
                await service.open()
                yield service


        @router.post("/items/{name}")
        async def add(name: str, service=Depends(stock)):
            result = await service.add(name, 2)
            result["ok"] = True
            return result


        @router.post("/items/{item_id}/take/{number}")
        async def take(item_id: int, number: int, service=Depends(stock)):
            answer = await service.take(item_id, number)
            body = {"answer": answer}
            return body
        """,
    "shop/app.py": """
        from fastapi import FastAPI
        from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

        from shop.routers.items import router


        def create_app(url):
            app = FastAPI()
            app.state.engine = create_async_engine(url)
            app.state.sessions = async_sessionmaker(app.state.engine, expire_on_commit=False)
            app.include_router(router)
            return app
        """,
    "tests/api/test_items.py": """
        import httpx
        import pytest

        from shop.app import create_app


        @pytest.fixture
        async def client(tmp_path):
            app = create_app(f"sqlite+aiosqlite:///{tmp_path}/shop.db")
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
                yield client
            await app.state.engine.dispose()


        async def test_adds(client):
            answer = await client.post("/items/screw")
            assert answer.json() == {"id": 1, "count": 1, "names": ["screw"], "ok": True}


        @pytest.mark.parametrize(
            ("item", "number", "answer"),
            [(1, 1, "1 left"), (1, 3, "sold out"), (9, 1, "unknown")],
        )
        async def test_takes(client, item, number, answer):
            await client.post("/items/screw")
            taken = await client.post(f"/items/{item}/take/{number}")
            assert taken.json() == {"answer": answer}
        """,
}


def write_files(root: Path, files: Mapping[str, str]) -> Path:
    """Write each text, dedented, to its path below ``root``; return ``root``."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    return root


def write_async_shop(
    root: Path, *, branch: bool = False, workers: int = 0, pythons: tuple[str, ...] = ()
) -> Path:
    """Write the fully covered shop on async SQLAlchemy with SQLite; return ``root``."""
    named = f"pythons = {list(pythons)}" if pythons else ""
    table = TABLE.format(branch=str(branch).lower(), workers=workers, pythons=named)
    return write_files(root, {**ASYNC_SHOP, "pyproject.toml": table})
