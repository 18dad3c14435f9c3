"""Which server the tests are on: a container, the embedded one, or one that was named."""

from __future__ import annotations

import os
from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.orm import Session

from layerproof.testing import TestDatabase

#: Where the server of a provider keeps its data; one that was named may keep it anywhere.
FOLDERS = {"container": "/var/lib/postgresql", "binaries": "layerproof", "url": ""}


def test_the_server_is_of_a_provider_that_was_asked_for(
    database: TestDatabase, db: Session, record_property: Callable[[str, object], None]
) -> None:
    """It says in the report of the run which one it was, and its data lies where it says."""
    record_property("database_provider", database.provider)
    asked = os.environ.get("LAYERPROOF_DATABASE_PROVIDERS", "container,binaries").split(",")

    assert database.provider in asked
    assert FOLDERS[database.provider] in db.scalars(text("SHOW data_directory")).one()


def test_the_server_is_the_same_wherever_it_is(db: Session) -> None:
    """Encoding, time zone and the least version do not depend on the provider."""
    settings = [db.scalars(text(f"SHOW {name}")).one() for name in ("server_encoding", "TimeZone")]
    version = int(db.scalars(text("SHOW server_version_num")).one())

    assert settings == ["UTF8", "UTC"]
    assert version >= 140_000
