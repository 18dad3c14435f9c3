"""What the environment says, read once into a value that does not change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Settings:
    """Without ``smtp_host`` messages are written to the log; the defaults are for development."""

    database_url: str = "postgresql+psycopg://localhost/organizations"
    smtp_host: str | None = None
    mail_from: str = "noreply@localhost"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Return the settings of this process."""
        return cls(
            database_url=environment.get("DATABASE_URL", cls().database_url),
            smtp_host=environment.get("SMTP_HOST"),
            mail_from=environment.get("MAIL_FROM", cls().mail_from),
        )
