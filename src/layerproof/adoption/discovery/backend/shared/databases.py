"""One SQLite file, one database by a fixed name."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.discovery.backend.addresses import Written
from layerproof.adoption.findings import Found
from layerproof.adoption.survey import DatabaseWay, Shared

_FREE_FILE = "derive the file from the fixture tmp_path, or from PYTEST_XDIST_WORKER"
_FREE_ADDRESS = "read the address from an environment variable, so that each worker gets its own"
_FREE_NAME = (
    "give each worker a server of its own (server_per_worker), or put PYTEST_XDIST_WORKER in it"
)


def find_shared_databases(
    written: tuple[Written, ...], ways: tuple[Found[DatabaseWay], ...]
) -> Iterator[Found[Shared]]:
    """Give the databases that the tests name themselves."""
    for each in written:
        if not each.in_tests or not each.is_met:
            continue
        if each.address.engine == "sqlite":
            yield Found(Shared("sqlite", each.address.name, _FREE_FILE), (each.place,))
        else:
            yield Found(Shared("database", each.address.url, _FREE_ADDRESS), (each.place,))
    for way in ways:
        if way.value.way in ("create_database", "drop_database") and way.value.fixed:
            yield Found(Shared("database", way.value.detail, _FREE_NAME), way.places)
