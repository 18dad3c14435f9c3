"""What of a configuration makes yesterday's measurement untrue."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from layerproof.core.config.identity import identify_config
from layerproof.core.config.values import CoverageChoices
from tests.support.configs import MINIMAL, config_of

PLAIN = identify_config(config_of(MINIMAL))

DECISIVE = {
    "source": 'source = ["src"]',
    "default_suite": MINIMAL + 'default_suite = "unit"',
    "ignored_tests": MINIMAL + 'ignored_tests = ["tests/data/**"]',
    "branch": MINIMAL + "branch = true",
    "suite": MINIMAL + "suites.smoke = {}",
    "deselect": MINIMAL + 'deselect = "e2e"',
    "env": MINIMAL + 'env.APP_ENV = "test"',
    "fixtures": MINIMAL + 'suites.unit.fixtures = ["db"]',
    "select": MINIMAL + 'suites.unit.select = "unit and not wide"',
    "folders": MINIMAL + 'suites.unit.folders = ["checks/**"]',
    "files": MINIMAL + 'suites.unit.files = ["check_*.py"]',
    "args": MINIMAL + 'suites.unit.args = ["-x"]',
    "coverage": MINIMAL + "suites.unit.coverage = false",
    "network": MINIMAL + "suites.unit.network = true",
    "database": MINIMAL + "suites.unit.database = true",
}

CHOICES = {
    "omit": CoverageChoices(omit=("*/main.py",)),
    "exclude": CoverageChoices(exclude=("pragma",)),
    "exclude_also": CoverageChoices(exclude_also=("pragma",)),
    "partial": CoverageChoices(partial=("pragma",)),
    "partial_also": CoverageChoices(partial_also=("pragma",)),
    "branch": CoverageChoices(branch=True),
}

INDIFFERENT = {
    "fail_under": MINIMAL + "fail_under = 99",
    "layers": MINIMAL + 'layers.service = { paths = ["src/shop/services/**"], fail_under = 90 }',
    "gates": MINIMAL + "suites.unit.gates = { total = 50 }",
    "workers": MINIMAL + "suites.unit.workers = 4",
    "budget": MINIMAL + "suites.unit.budget_ms = 20",
}


def test_identity_is_a_hash_of_the_settings() -> None:
    """It is a SHA-256 in hexadecimal, the same for the same settings."""
    assert re.fullmatch("[0-9a-f]{64}", PLAIN)
    assert identify_config(config_of(MINIMAL)) == PLAIN


@pytest.mark.parametrize("text", DECISIVE.values(), ids=DECISIVE)
def test_decisive_setting(text: str) -> None:
    """What decides which tests run and which lines count changes it."""
    assert identify_config(config_of(text)) != PLAIN


def test_test_roots_are_decisive() -> None:
    """Where tests lie changes it, even where no suite is named after a folder."""
    assert identify_config(replace(config_of(MINIMAL), tests=("checks",))) != PLAIN


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
def test_decisive_choice_of_coverage(choices: CoverageChoices) -> None:
    """So do those settings of coverage.py that change what counts."""
    assert identify_config(config_of(MINIMAL, coverage=choices)) != PLAIN


def test_exclusions_are_told_apart() -> None:
    """The same pattern in another list is another setting."""
    found = {
        identify_config(config_of(MINIMAL, coverage=choices))
        for name, choices in CHOICES.items()
        if name not in {"omit", "branch"}
    }
    assert len(found) == 4


@pytest.mark.parametrize("text", INDIFFERENT.values(), ids=INDIFFERENT)
def test_indifferent_setting(text: str) -> None:
    """A gate, a layer or the number of workers leaves yesterday's lines as true as they were."""
    assert identify_config(config_of(text)) == PLAIN
