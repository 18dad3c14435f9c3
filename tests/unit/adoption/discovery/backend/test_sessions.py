"""Sources of sessions."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.survey import SessionSource
from tests.support.surveyed import survey
from tests.support.wired_backends import write_backend

SHAPES = {
    "dependency": [("get_db", "dependency"), ("SessionLocal", "factory"), ("engine", "engine")],
    "global_factory": [("SessionLocal", "factory"), ("engine", "engine")],
    "scoped_factory": [
        ("SessionLocal", "factory"),
        ("ScopedSession", "factory"),
        ("engine", "engine"),
    ],
    "unit_of_work": [("SessionLocal", "factory"), ("engine", "engine")],
    "app_factory": [("get_db", "dependency")],
}


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_backend_shows_its_sessions(
    tmp_path: Path, shape: str, is_async: bool
) -> None:
    """Dependencies, factories and engines are found, each synchronous or not."""
    write_backend(tmp_path, shape, is_async=is_async, package="shop")
    found = survey(tmp_path, {"shop/__init__.py": ""})
    assert [each.value for each in found.sessions] == [
        SessionSource(f"shop.database:{name}", kind, is_async) for name, kind in SHAPES[shape]
    ]


def test_a_method_of_a_global_object_is_named_through_it(tmp_path: Path) -> None:
    """``Depends(database.session)`` is a target that can be overridden."""
    files = {
        "shop/database.py": """
            from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

            class Database:
                def __init__(self, url):
                    self.sessions = async_sessionmaker(create_async_engine(url))

                async def session(self):
                    async with self.sessions() as session:
                        yield session

            database = Database("sqlite+aiosqlite://")
            """,
        "shop/routes.py": """
            from fastapi import Depends
            from shop.database import database

            async def show(session=Depends(database.session)):
                return []
            """,
    }
    found = survey(tmp_path, files)
    assert [each.value for each in found.sessions] == [
        SessionSource("shop.database:database.session", "dependency", asynchronous=True)
    ]
    assert [str(each) for each in found.sessions[0].places] == [
        "shop/database.py:7",
        "shop/routes.py:4",
    ]


def test_what_takes_a_session_gives_none(tmp_path: Path) -> None:
    """A dependency that makes a repository of a session is no source of sessions."""
    files = {
        "shop/dependencies.py": """
            from fastapi import Depends
            from sqlalchemy.orm import Session

            def get_session(request) -> Session:
                return request.state.session

            def get_orders(session: Session = Depends(get_session)):
                yield Orders(session)

            def route(orders=Depends(get_orders)):
                pass
            """
    }
    found = survey(tmp_path, files)
    assert [each.value.target for each in found.sessions] == ["shop.dependencies:get_session"]
