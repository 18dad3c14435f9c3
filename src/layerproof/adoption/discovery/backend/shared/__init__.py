"""What all workers of one run would share."""

from __future__ import annotations

from layerproof.adoption.discovery.backend.addresses import Written
from layerproof.adoption.discovery.backend.shared.databases import find_shared_databases
from layerproof.adoption.discovery.backend.shared.paths import find_shared_paths
from layerproof.adoption.discovery.backend.shared.ports import find_shared_ports
from layerproof.adoption.discovery.backend.shared.services import find_shared_services
from layerproof.adoption.discovery.backend.sources import Sources
from layerproof.adoption.findings import Found
from layerproof.adoption.survey import DatabaseWay, Shared


def find_shared(
    sources: Sources, written: tuple[Written, ...], ways: tuple[Found[DatabaseWay], ...]
) -> tuple[Found[Shared], ...]:
    """Return paths, ports, services and databases in which two workers would meet, by place."""
    found = [
        *find_shared_databases(written, ways),
        *find_shared_paths(sources),
        *find_shared_ports(sources),
        *find_shared_services(sources),
    ]
    unique: dict[tuple[str, str], Found[Shared]] = {}
    for each in sorted(found, key=lambda each: each.places):
        key = (each.value.kind, each.value.detail)
        known = unique.get(key)
        if known is None:
            unique[key] = each
        else:
            places = tuple(dict.fromkeys((*known.places, *each.places)))
            unique[key] = Found(known.value, places, known.confidence, known.why)
    return tuple(unique.values())
