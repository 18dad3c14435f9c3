"""Bases, metadata and the module after whose import all models are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.adoption.findings import Confidence
from tests.support.surveyed import survey

BASE = "from sqlalchemy.orm import DeclarativeBase\n\nclass Base(DeclarativeBase):\n    pass\n"
USER = """
    from sqlalchemy.orm import Mapped, mapped_column
    from shop.base import Base

    class User(Base):
        __tablename__ = "users"
        id: Mapped[int] = mapped_column(primary_key=True)
    """

ORDER = USER.replace("User", "Order").replace("users", "orders")
APART = {
    "shop/__init__.py": "",
    "shop/base.py": BASE,
    "shop/users/models.py": USER,
    "shop/orders/models.py": ORDER,
}


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (BASE, "shop.base:Base.metadata"),
        (
            "from sqlalchemy.orm import declarative_base\n\nModel = declarative_base()\n",
            "shop.base:Model.metadata",
        ),
        (
            """
                from sqlalchemy.orm import registry

                mappers = registry()
                Base = mappers.generate_base()
                """,
            "shop.base:Base.metadata",
        ),
        (
            """
                import sqlalchemy as sa

                metadata = sa.MetaData()
                users = sa.Table('users', metadata)
                """,
            "shop.base:metadata",
        ),
    ],
    ids=["class", "function", "registry", "core"],
)
def test_each_kind_of_base_is_found(tmp_path: Path, text: str, target: str) -> None:
    """The target is the metadata of the base, or a plain one with its tables."""
    found = survey(tmp_path, {"shop/base.py": text}).metadata
    assert found is not None
    assert found.value == target


def test_the_module_that_imports_all_models_is_taken(tmp_path: Path) -> None:
    """Where the base stands apart, the target is where importing it registers every model."""
    imports = """
        from shop.base import Base
        from shop.orders.models import Order
        from shop.users.models import User
        """
    files = APART | {"shop/models.py": imports}
    found = survey(tmp_path, files).metadata
    assert found is not None
    assert found.value == "shop.models:Base.metadata"
    assert found.confidence is Confidence.CERTAIN
    assert found.why == "importing shop.models registers every model; Base is defined in shop.base"


def test_models_that_nothing_imports_are_named(tmp_path: Path) -> None:
    """Where no module registers every model, the finding says which are to be imported too."""
    found = survey(tmp_path, APART).metadata
    assert found is not None
    assert found.value == "shop.base:Base.metadata"
    assert found.confidence is Confidence.LIKELY
    assert (
        found.why
        == "models stand elsewhere, import them as well: shop.orders.models, shop.users.models"
    )


def test_an_import_for_types_registers_nothing(tmp_path: Path) -> None:
    """What is imported under TYPE_CHECKING is not there when the backend runs."""
    types_only = """
        from typing import TYPE_CHECKING
        from shop.base import Base

        if TYPE_CHECKING:
            from shop.orders.models import Order
            from shop.users.models import User
        """
    files = APART | {"shop/models.py": types_only}
    found = survey(tmp_path, files).metadata
    assert found is not None
    assert found.value == "shop.base:Base.metadata"


def test_sqlmodel_is_named_where_its_tables_are(tmp_path: Path) -> None:
    """SQLModel's one metadata is reached through the module of the tables."""
    model = """
        from sqlmodel import Field, SQLModel

        class Hero(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
        """
    found = survey(tmp_path, {"shop/models.py": model}).metadata
    assert found is not None
    assert found.value == "shop.models:SQLModel.metadata"
