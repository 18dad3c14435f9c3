"""What goes in and out over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class NewProduct(BaseModel):
    """A product to put on sale."""

    name: str = Field(min_length=1)
    price: int = Field(ge=0)
    stock: int = Field(ge=0)


class ShownProduct(NewProduct):
    """A product on sale."""

    model_config = ConfigDict(from_attributes=True)

    id: int


class NewOrder(BaseModel):
    """An order to place."""

    product_id: int
    quantity: int = Field(ge=1)


class ShownOrder(NewOrder):
    """An order that was placed."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    total: int
