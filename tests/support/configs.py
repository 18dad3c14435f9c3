"""Configurations for tests, written as the TOML that a user would write."""

from __future__ import annotations

import tomllib

from layerproof.core.config.parse import parse_config
from layerproof.core.config.values import Config, CoverageChoices

#: The least that is a valid table.
MINIMAL = 'source = ["src/shop"]\n'


def config_of(text: str, *, coverage: CoverageChoices | None = None) -> Config:
    """Return the configuration of a project named ``shop`` out of the inside of its table."""
    return parse_config(
        tomllib.loads(text),
        project="shop",
        coverage=coverage or CoverageChoices(),
        origin="pyproject.toml",
    )
