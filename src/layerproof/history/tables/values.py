"""The kinds of column that more than one table has."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import mapped_column

from layerproof.history.tables.metadata import KEY_TYPE

Name = Annotated[str, mapped_column(String(255))]
NameKey = Annotated[str, mapped_column(String(255), primary_key=True)]
Word = Annotated[str, mapped_column(String(16))]

#: A random id that is shown, 32 hexadecimal digits.
PublicId = Annotated[str, mapped_column(String(32))]

#: The SHA-256 of a secret, 64 hexadecimal digits; the secret itself is never stored.
Hash = Annotated[str, mapped_column(String(64))]

#: The name of an organization or project in an address.
Slug = Annotated[str, mapped_column(String(64))]

OfRun = Annotated[
    int, mapped_column(KEY_TYPE, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
]
Place = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
