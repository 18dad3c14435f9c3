"""Models in the shapes that factories meet, and factories of both kinds for them."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import factory
from sqlalchemy import Column, ForeignKey, String, Table, func
from sqlalchemy.ext.asyncio import AsyncSession, async_object_session
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    mapped_column,
    relationship,
)
from sqlalchemy.sql.functions import FunctionElement

from layerproof.testing import AsyncSQLAlchemyFactory, SQLAlchemyFactory


class random_uuid(FunctionElement[uuid.UUID]):  # noqa: N801 - stands where SQL functions stand
    """A key that the database itself draws."""

    inherit_cache = True


@compiles(random_uuid)
def _draw(*_: Any, **__: Any) -> str:
    return "(lower(hex(randomblob(16))))"


@compiles(random_uuid, "postgresql")
def _draw_on_postgres(*_: Any, **__: Any) -> str:
    return "gen_random_uuid()"


class Base(DeclarativeBase):
    """The declarative base."""


members = Table(
    "members",
    Base.metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("team_id", ForeignKey("teams.id"), primary_key=True),
)


class Tenant(Base):
    """Owns all the others."""

    __tablename__ = "tenants"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    plan: Mapped[str] = mapped_column(server_default="free")
    users: Mapped[list[User]] = relationship(back_populates="tenant")


class User(Base):
    """Has a required column, a column that every update changes, and collections."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(unique=True)
    admin: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[str | None] = mapped_column(onupdate=func.current_timestamp())
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    tenant: Mapped[Tenant] = relationship(back_populates="users")
    orders: Mapped[list[Order]] = relationship(back_populates="user")
    teams: Mapped[list[Team]] = relationship(secondary=members)


class Order(Base):
    """Belongs to a user and to that user's tenant."""

    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    tenant: Mapped[Tenant] = relationship()
    user: Mapped[User] = relationship(back_populates="orders")


class Team(Base):
    """Many to many with users; its key comes from the database."""

    __tablename__ = "teams"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, server_default=random_uuid())
    name: Mapped[str]


class Category(Base):
    """Refers to itself."""

    __tablename__ = "categories"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    parent: Mapped[Category | None] = relationship(remote_side=[id])  # noqa: A003 - the column above


class Price(Base):
    """Has a composite key."""

    __tablename__ = "prices"
    article: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    cents: Mapped[int]


class Note(MappedAsDataclass, Base):
    """Is mapped as a dataclass: fields without defaults are required by ``__init__``."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    text: Mapped[str]


class TenantFactory(SQLAlchemyFactory[Tenant]):
    """Found again by its name."""

    class Meta:
        """Looks before it makes."""

        sqlalchemy_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"tenant-{n}")


class TeamFactory(SQLAlchemyFactory[Team]):
    """Nothing but a name."""

    name = factory.Iterator(["red", "blue"])


class UserFactory(SQLAlchemyFactory[User]):
    """Uses most of what factory_boy has."""

    class Params:
        """What can be switched on."""

        boss = factory.Trait(admin=True, name="The boss")
        busy = factory.Trait(
            orders=factory.RelatedFactoryList(
                "tests.support.factory_models.OrderFactory", "user", size=2
            )
        )

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Faker("name")
    email = factory.LazyAttributeSequence(
        lambda user, n: f"{user.name}-{n}@example.org".replace(" ", ".").lower()
    )

    @factory.post_generation  # type: ignore[untyped-decorator]
    def teams(self: Any, create: bool, given: list[Team] | None) -> None:
        """Join the given teams."""
        if create and given:
            self.teams.extend(given)


class OrderFactory(SQLAlchemyFactory[Order]):
    """One tenant for the whole tree."""

    user = factory.SubFactory(UserFactory)
    tenant = factory.SelfAttribute("user.tenant")


class CategoryFactory(SQLAlchemyFactory[Category]):
    """Its parent is made by itself, one level deep unless more is asked for."""

    name = factory.Sequence(lambda n: f"category-{n}")
    parent = factory.Maybe(
        "has_parent",
        factory.SubFactory("tests.support.factory_models.CategoryFactory", has_parent=False),
    )

    class Params:
        """What can be switched on."""

        has_parent = True


class PriceFactory(SQLAlchemyFactory[Price]):
    """Each in another currency."""

    article = "tea"
    currency = factory.Sequence(lambda n: f"C{n}")
    cents = 250


class NoteFactory(SQLAlchemyFactory[Note]):
    """For a dataclass."""

    text = factory.Faker("sentence")


class AsyncTenantFactory(AsyncSQLAlchemyFactory[Tenant]):
    """Found again by its name."""

    class Meta:
        """Looks before it makes."""

        sqlalchemy_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"tenant-{n}")


class FreshTenantFactory(AsyncSQLAlchemyFactory[Tenant]):
    """Always a new one, so that nothing has to be looked up."""

    name = factory.Sequence(lambda n: f"fresh-{n}")


async def make_email(user: Any, n: int) -> str:
    """Return an address that has to be waited for."""
    await asyncio.sleep(0)
    return f"{user.name}-{n}@example.org".replace(" ", ".").lower()


class AsyncUserFactory(AsyncSQLAlchemyFactory[User]):
    """Coroutines wherever they may be."""

    class Params:
        """What can be switched on."""

        boss = factory.Trait(admin=True, name="The boss")
        busy = factory.Trait(
            orders=factory.RelatedFactoryList(
                "tests.support.factory_models.AsyncOrderFactory", "user", size=2
            )
        )

    tenant = factory.SubFactory(FreshTenantFactory)
    name = factory.Faker("name")
    email = factory.LazyAttributeSequence(make_email)

    @factory.post_generation  # type: ignore[untyped-decorator]
    async def teams(self: Any, create: bool, given: list[Team] | None) -> None:
        """Join the given teams."""
        if create and given:
            session = async_object_session(self)
            assert isinstance(session, AsyncSession)
            await session.refresh(self, ["teams"])
            self.teams.extend(given)


class AsyncOrderFactory(AsyncSQLAlchemyFactory[Order]):
    """One tenant for the whole tree, from the top."""

    tenant = factory.SubFactory(FreshTenantFactory)
    user = factory.SubFactory(AsyncUserFactory, tenant=factory.SelfAttribute("..tenant"))


class AsyncTeamFactory(AsyncSQLAlchemyFactory[Team]):
    """Nothing but a name."""

    name = "red"


class AsyncCategoryFactory(AsyncSQLAlchemyFactory[Category]):
    """Three levels of itself."""

    name = factory.Sequence(lambda n: f"category-{n}")
    parent = factory.Maybe(
        "depth",
        factory.SubFactory(
            "tests.support.factory_models.AsyncCategoryFactory",
            depth=factory.LazyAttribute(lambda child: child.factory_parent.depth - 1),
        ),
    )

    class Params:
        """What can be switched on."""

        depth = 2


class AsyncPriceFactory(AsyncSQLAlchemyFactory[Price]):
    """Each in another currency."""

    article = "tea"
    currency = factory.Sequence(lambda n: f"C{n}")
    cents = 250


class AsyncNoteFactory(AsyncSQLAlchemyFactory[Note]):
    """For a dataclass."""

    text = factory.Faker("sentence")


class MixedOrderFactory(AsyncSQLAlchemyFactory[Order]):
    """An asynchronous factory over plain ones."""

    user = factory.SubFactory(UserFactory)
    tenant = factory.SelfAttribute("user.tenant")


class WrongOrderFactory(SQLAlchemyFactory[Order]):
    """A plain factory over an asynchronous one, which cannot be."""

    user = factory.SubFactory(AsyncUserFactory)
    tenant = factory.SelfAttribute("user.tenant")
