"""The sections of an audit before they are judged together: what readiness is counted from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.values import (
    Convention,
    Dependency,
    Doubtful,
    Environment,
    Estate,
    FixtureUse,
    LayerCoverage,
    Marker,
    Outcomes,
    Pipeline,
    Setting,
    Trouble,
)


@dataclass(frozen=True, slots=True)
class Sections:
    """Every section that looks at one thing; ``suites`` are those of the tests by node id."""

    given: AuditInput
    suites: Mapping[str, str]
    estate: Estate
    outcomes: Outcomes
    settings: tuple[Setting, ...]
    markers: tuple[Marker, ...]
    fixtures: tuple[FixtureUse, ...]
    dependencies: tuple[Dependency, ...]
    environment: Environment
    collection: tuple[Trouble, ...]
    collection_why: str
    coverage: LayerCoverage
    doubtful: Doubtful
    conventions: tuple[Convention, ...]
    pipelines: tuple[Pipeline, ...]
