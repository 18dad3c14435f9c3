"""How a database is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """What a database says when it is asked whether it is there."""

    database: str
    revision: str
