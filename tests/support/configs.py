"""Configurations for tests, written as the TOML that a user would write."""

from __future__ import annotations

import tomllib

import pytest

from layerproof.core.config.parse import parse_config
from layerproof.core.config.values import Config, CoverageChoices
from layerproof.errors import ConfigError

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


def faults_of(text: str) -> list[str]:
    """Return the lines of the error that the inside of a table is answered with."""
    with pytest.raises(ConfigError, match="fault") as caught:
        config_of(text)
    prefix = "  pyproject.toml: tool.layerproof."
    return [line.removeprefix(prefix) for line in caught.value.problem.splitlines()[1:]]
