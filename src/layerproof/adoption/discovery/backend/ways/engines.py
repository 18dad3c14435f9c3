"""SQLite in memory and in files, as the tests' own addresses say."""

from __future__ import annotations

from collections.abc import Iterator

from layerproof.adoption.discovery.backend.addresses import Written
from layerproof.adoption.findings import Found
from layerproof.adoption.survey import DatabaseWay


def find_engine_ways(written: tuple[Written, ...]) -> Iterator[Found[DatabaseWay]]:
    """Give the ways ``memory`` and ``file`` among the addresses that stand in tests."""
    for each in written:
        if not each.in_tests or each.address.engine != "sqlite":
            continue
        if each.address.in_memory:
            yield Found(DatabaseWay("memory", each.address.url), (each.place,))
        else:
            way = DatabaseWay("file", each.address.name, fixed=each.is_met)
            yield Found(way, (each.place,))
