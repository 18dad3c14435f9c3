"""A small backend with books and authors, whose lines are known by the comments behind them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from layerproof.testing.query_counter import Origin


class Base(AsyncAttrs, DeclarativeBase):
    """The tables of the library."""


class Author(Base):
    """Somebody who writes books."""

    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list[Book]] = relationship(back_populates="author")


class Book(Base):
    """A book of one author."""

    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")


def three_authors() -> list[Author]:
    """Return three authors with a book each, not saved."""
    return [Author(name=name, books=[Book(title=f"On {name}")]) for name in ("Ann", "Bo", "Cy")]


def list_titles(session: Session) -> list[list[str]]:
    """Ask once for the authors, then once for the books of each."""
    authors = session.scalars(select(Author).order_by(Author.id)).all()  # the authors
    return [
        [book.title for book in author.books]  # the books of one
        for author in authors
    ]


async def list_titles_async(session: AsyncSession) -> list[list[str]]:
    """Do the same through an asynchronous session."""
    authors = await find_authors(session)
    return [await find_titles(author) for author in authors]


async def find_authors(session: AsyncSession) -> Sequence[Author]:
    """Ask for the authors, some coroutines deep."""
    found = await session.scalars(select(Author).order_by(Author.id))  # the authors
    return found.all()


async def find_titles(author: Author) -> list[str]:
    """Load the books of one author when they are touched."""
    books = await author.awaitable_attrs.books  # the books of one
    return [book.title for book in books]


def origin_of(function: Callable[..., Any], mark: str) -> Origin:
    """Return where the line is that ends with a comment of that text."""
    lines, first = inspect.getsourcelines(function)
    number = next(n for n, line in enumerate(lines) if line.rstrip().endswith(f"# {mark}"))
    name = function.__name__
    return Origin(inspect.getsourcefile(function) or "", first + number, name)
