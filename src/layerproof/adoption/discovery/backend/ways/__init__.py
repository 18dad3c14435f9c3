"""How the suite makes, empties and swaps its databases."""

from __future__ import annotations

from layerproof.adoption.discovery.backend.addresses import Written
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.discovery.backend.ways.engines import find_engine_ways
from layerproof.adoption.discovery.backend.ways.overrides import find_overrides
from layerproof.adoption.discovery.backend.ways.schema import find_schema_ways
from layerproof.adoption.discovery.backend.ways.servers import find_server_ways
from layerproof.adoption.findings import Found
from layerproof.adoption.survey import DatabaseWay


def find_ways(sources: Sources, written: tuple[Written, ...]) -> tuple[Found[DatabaseWay], ...]:
    """Return every way of the suite, in the order of their places."""
    found: list[Found[DatabaseWay]] = list(find_engine_ways(written))
    for source in sources.test:
        met = any(each.is_met and each.place.path == source.path for each in written)
        found += find_schema_ways(source, sources, is_met=met)
        found += find_server_ways(source, sources)
        found += find_overrides(source, sources)
    unique = {(each.value, each.places): each for each in found}
    return tuple(sorted(unique.values(), key=lambda each: (each.places, each.value.way)))
