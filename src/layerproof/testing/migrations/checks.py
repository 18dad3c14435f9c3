"""The ready-made checks, one function each, for the plugin's items and for tests of your own.

Each takes a ``Laboratory``, returns what it could not look at, and raises ``MigrationFault``
with every revision that is at fault, or ``NotMeasuredHere`` where there is nothing to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from layerproof.testing.migrations.laboratory import Laboratory
from layerproof.testing.migrations.values import (
    DATA_SURVIVES,
    DOWN_AND_UP,
    LOCKS,
    MODELS_IMPORTED,
    MODELS_MATCH,
    SINGLE_HEAD,
    UPGRADE,
    Gap,
)


def check_single_head(laboratory: Laboratory) -> tuple[Gap, ...]:
    """Hold that the revisions are one whole line, all of them seen by Alembic."""
    return laboratory.require(SINGLE_HEAD)


def check_upgrade(laboratory: Laboratory) -> tuple[Gap, ...]:
    """Hold that an empty database can be upgraded to the head."""
    return laboratory.require(UPGRADE)


def check_models_match(laboratory: Laboratory) -> tuple[Gap, ...]:
    """Hold that the models say what the migrations make."""
    return laboratory.require(MODELS_MATCH)


def check_models_imported(laboratory: Laboratory) -> tuple[Gap, ...]:
    """Hold that ``env.py`` knows every model of the source."""
    return laboratory.require(MODELS_IMPORTED)


def check_down_and_up(laboratory: Laboratory) -> tuple[Gap, ...]:
    """Hold that each revision can be undone without a trace, and done again."""
    return laboratory.require(DOWN_AND_UP)


def check_data_survives(laboratory: Laboratory) -> tuple[Gap, ...]:
    """Hold that rows survive each revision, undoing it, and doing it again."""
    return laboratory.require(DATA_SURVIVES)


def check_locks(laboratory: Laboratory) -> tuple[Gap, ...]:
    """Hold that no upgrade locks a table with rows for long (PostgreSQL)."""
    return laboratory.require(LOCKS)


#: The checks by their names, in the order in which they run.
CHECKS: Mapping[str, Callable[[Laboratory], tuple[Gap, ...]]] = MappingProxyType(
    {
        SINGLE_HEAD: check_single_head,
        UPGRADE: check_upgrade,
        MODELS_MATCH: check_models_match,
        MODELS_IMPORTED: check_models_imported,
        DOWN_AND_UP: check_down_and_up,
        DATA_SURVIVES: check_data_survives,
        LOCKS: check_locks,
    }
)
