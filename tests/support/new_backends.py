"""Two small layered backends without a single test, as files: one synchronous, one not."""

from __future__ import annotations

_PROJECT = """
    [project]
    name = "library"
    version = "1.0"
    requires-python = ">=3.11"
    dependencies = [{dependencies}]
    """

_MODELS = """
    import enum
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import ForeignKey, String
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


    class Base(DeclarativeBase):
        pass


    class Shelf(enum.Enum):
        open = "open"
        closed = "closed"


    class Loan(Base):
        __tablename__ = "loans"

        id: Mapped[int] = mapped_column(primary_key=True)
        book_id: Mapped[int] = mapped_column(ForeignKey("books.id"))
        reader: Mapped[str] = mapped_column(String(5))
        since: Mapped[datetime]


    class Book(Base):
        __tablename__ = "books"

        id: Mapped[int] = mapped_column(primary_key=True)
        title: Mapped[str] = mapped_column(String(80))
        price: Mapped[Decimal]
        shelf: Mapped[Shelf]
        note: Mapped[str | None]
    """

_SERVICE = """
    class OutOfRange(ValueError):
        pass


    def cut(limit):
        if limit < 1:
            raise OutOfRange(limit)
        return min(limit, 50)
    """

_MAIN = """
    from fastapi import FastAPI

    from library.routers import books

    app = FastAPI()
    app.include_router(books.router, prefix="/v1")


    @app.get("/health")
    def health():
        return {"state": "up"}
    """

#: On SQLite, with a dependency that gives sessions.
SYNCHRONOUS = {
    "pyproject.toml": _PROJECT.format(dependencies='"fastapi", "sqlalchemy>=2"'),
    "library/__init__.py": "",
    "library/models.py": _MODELS,
    "library/database.py": """
        import os

        from sqlalchemy import create_engine
        from sqlalchemy.orm import sessionmaker

        engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///library.db"))
        SessionLocal = sessionmaker(engine)


        def get_db():
            with SessionLocal() as session:
                yield session
        """,
    "library/repositories/__init__.py": "",
    "library/repositories/books.py": """
        from sqlalchemy import select

        from library.models import Book


        def list_books(session, limit):
            return list(session.scalars(select(Book).limit(limit)))
        """,
    "library/services/__init__.py": "",
    "library/services/limits.py": _SERVICE,
    "library/routers/__init__.py": "",
    "library/routers/books.py": """
        from fastapi import APIRouter, Depends
        from sqlalchemy.orm import Session

        from library.database import get_db
        from library.repositories.books import list_books
        from library.services.limits import cut

        router = APIRouter(prefix="/books")


        @router.get("")
        def index(limit: int = 10, db: Session = Depends(get_db)):
            return [book.title for book in list_books(db, cut(limit))]
        """,
    "library/main.py": _MAIN,
}

#: On PostgreSQL, in a folder ``src`` that nothing installs.
ASYNCHRONOUS = {
    "pyproject.toml": _PROJECT.format(
        dependencies='"fastapi", "sqlalchemy[asyncio]>=2", "asyncpg>=0.29"'
    ),
    "src/library/__init__.py": "",
    "src/library/models.py": _MODELS,
    "src/library/database.py": """
        import os

        from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

        engine = create_async_engine(
            os.environ.get("DATABASE_URL", "postgresql+asyncpg://library:secret@db/library")
        )
        make_session = async_sessionmaker(engine, expire_on_commit=False)


        async def get_db():
            async with make_session() as session:
                yield session
        """,
    "src/library/repositories/__init__.py": "",
    "src/library/repositories/books.py": """
        from sqlalchemy import select

        from library.models import Book


        async def list_books(session, limit):
            return list(await session.scalars(select(Book).limit(limit)))
        """,
    "src/library/services/__init__.py": "",
    "src/library/services/limits.py": _SERVICE,
    "src/library/routers/__init__.py": "",
    "src/library/routers/books.py": """
        from typing import Annotated

        from fastapi import APIRouter, Depends
        from sqlalchemy.ext.asyncio import AsyncSession

        from library.database import get_db
        from library.repositories.books import list_books
        from library.services.limits import cut

        router = APIRouter(prefix="/books")


        @router.get("")
        async def index(db: Annotated[AsyncSession, Depends(get_db)], limit: int = 10):
            return [book.title for book in await list_books(db, cut(limit))]
        """,
    "src/library/main.py": _MAIN,
}
