"""The kinds of field that reports are made of, each bounded so that any database can hold it.

No name may contain a NUL character (PostgreSQL cannot store one). Prose may: there it becomes
visible, and what is too long is cut, since no push should fail for how a message is worded.
Whole numbers fit 32 bits.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

WITHOUT_NUL = r"^[^\x00]*$"
RUN_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

#: The name of an organization or project in addresses.
SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"

#: The random id of a person, an invitation or a token.
PUBLIC_ID = r"^[0-9a-f]{32}$"

PROSE_LENGTH = 20_000


def make_storable(text: str) -> str:
    """Return prose as any database can hold it."""
    return text[:PROSE_LENGTH].replace("\x00", "\N{SYMBOL FOR NULL}")


RunId = Annotated[str, StringConstraints(pattern=RUN_ID)]
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=64)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=WITHOUT_NUL)]
Label = Annotated[str, StringConstraints(max_length=255, pattern=WITHOUT_NUL)]
Path = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=WITHOUT_NUL)]
NodeId = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=WITHOUT_NUL)]
Prose = Annotated[str, AfterValidator(make_storable)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Seconds = Annotated[float, Field(ge=0, le=1e9)]
Moment = Annotated[
    AwareDatetime,
    Field(
        ge=datetime(2000, 1, 1, tzinfo=UTC),
        le=datetime(2200, 1, 1, tzinfo=UTC),
        description="ISO 8601 with an offset",
    ),
]

Ruling = Literal["kept", "broken", "not measured"]
GateKind = Literal["fail_under", "each_file", "max_missing"]
Outcome = Literal["passed", "failed", "error", "skipped", "xfailed", "xpassed"]
