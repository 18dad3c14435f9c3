"""Models: tables, what a row needs, foreign keys."""

from __future__ import annotations

from pathlib import Path

from layerproof.adoption.survey import Model
from tests.support.surveyed import survey


def _models(tmp_path: Path, text: str) -> list[Model]:
    found = survey(tmp_path, {"shop/__init__.py": "", "shop/models.py": text})
    return [each.value for each in found.models]


def test_a_row_needs_what_has_no_default_and_may_not_be_null(tmp_path: Path) -> None:
    """Annotations and arguments of mapped_column together say which columns are needed."""
    text = """
        from datetime import datetime
        from typing import Annotated, Optional
        from sqlalchemy import ForeignKey, String, func
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

        Name = Annotated[str, mapped_column(String(40))]
        Key = Annotated[int, mapped_column(primary_key=True)]

        class Base(DeclarativeBase):
            pass

        class User(Base):
            __tablename__ = "users"
            id: Mapped[Key]
            name: Mapped[Name]
            nick: Mapped[Optional[str]]
            born: Mapped[datetime | None]
            made: Mapped[datetime] = mapped_column(server_default=func.now())
            active: Mapped[bool] = mapped_column(default=True)
            orders: Mapped[list["Order"]] = relationship(back_populates="user")

        class Order(Base):
            __tablename__ = "orders"
            number: Mapped[str] = mapped_column(primary_key=True)
            user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
            giver_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
            user: Mapped[User] = relationship()
            note: Mapped[str | None] = mapped_column(nullable=False)
        """
    assert _models(tmp_path, text) == [
        Model("shop.models:User", "users", {"name": "str"}),
        Model(
            "shop.models:Order",
            "orders",
            {"number": "str", "user_id": "int", "note": "str"},
            {"user_id": "users.id", "giver_id": "users.id"},
        ),
    ]


def test_columns_of_old_may_be_null_unless_they_say_no(tmp_path: Path) -> None:
    """A plain Column is nullable by default, and its type is the Python type of SQLAlchemy's."""
    text = """
        from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Numeric, String
        from sqlalchemy.ext.declarative import declarative_base

        Base = declarative_base()

        class Item(Base):
            __tablename__ = "items"
            id = Column(Integer, primary_key=True)
            title = Column(String(80), nullable=False)
            price = Column(Numeric(10, 2), nullable=False)
            sold = Column(Boolean, nullable=False, default=False)
            seen = Column(DateTime)
            owner_id = Column(Integer, ForeignKey("owners.id"), nullable=False)
        """
    assert _models(tmp_path, text) == [
        Model(
            "shop.models:Item",
            "items",
            {"title": "str", "price": "Decimal", "owner_id": "int"},
            {"owner_id": "owners.id"},
        )
    ]


def test_mixins_and_abstract_bases_hand_down_columns(tmp_path: Path) -> None:
    """Columns come from parents too, of another file as well; what has no table is no model."""
    files = {
        "shop/__init__.py": "",
        "shop/base.py": """
            import uuid
            from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

            class Base(DeclarativeBase):
                @declared_attr.directive
                def __tablename__(cls):
                    return cls.__name__.lower() + "s"

            class Owned:
                tenant: Mapped[uuid.UUID]

            class Entity(Owned, Base):
                __abstract__ = True
                id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
            """,
        "shop/models.py": """
            from sqlalchemy.orm import Mapped
            from .base import Entity

            class Page(Entity):
                text: Mapped[str]
            """,
    }
    found = survey(tmp_path, files)
    assert [each.value for each in found.models] == [
        Model("shop.models:Page", "pages", {"tenant": "uuid.UUID", "text": "str"})
    ]


def test_sqlmodel_has_tables_only_where_it_says_so(tmp_path: Path) -> None:
    """A SQLModel with table=True is a model; its schemas are none, and hand down their fields."""
    text = """
        from sqlmodel import Field, Relationship, SQLModel

        class HeroBase(SQLModel):
            name: str
            age: int | None = None

        class Hero(HeroBase, table=True):
            id: int | None = Field(default=None, primary_key=True)
            team_id: int = Field(foreign_key="team.id")
            power: str = Field(default="none", max_length=20)
            secret: str = Field(max_length=20)
            team: "Team" = Relationship(back_populates="heroes")

        class HeroPublic(HeroBase):
            id: int
        """
    assert _models(tmp_path, text) == [
        Model(
            "shop.models:Hero",
            "hero",
            {"name": "str", "team_id": "int", "secret": "str"},
            {"team_id": "team.id"},
        )
    ]
