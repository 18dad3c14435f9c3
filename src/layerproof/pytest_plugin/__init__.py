"""The pytest plugin's door. It costs next to nothing where a project has no Layerproof table.

With a table, ``activation`` gives every test its suite (``selection``) and holds it to the
suite's rules; when a suite's run asks for it, ``recording`` writes down what happened. Nothing
here judges: under xdist a process sees only its own part of the tests.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options by which ``layerproof run`` tells pytest what to select and record."""
    group = parser.getgroup("layerproof", "suites of layered backends (layerproof)")
    group.addoption(
        "--layerproof-suites",
        metavar="NAMES",
        default=None,
        help="run only the tests of these suites (comma-separated), as [tool.layerproof] has them",
    )
    group.addoption(
        "--layerproof-shard",
        metavar="I/N",
        default=None,
        help="of those tests, run the I-th of N parts (whole files stay together)",
    )
    group.addoption(
        "--layerproof-record",
        metavar="FILE",
        default=None,
        help="write what was collected and how each test ended to this file, as JSON",
    )
    group.addoption(
        "--layerproof-migrations",
        action="store_true",
        default=False,
        help="add the ready-made checks of migrations, which otherwise run in their suite alone",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Set the backend's environment before any conftest can import the backend."""
    if _has_table(early_config.rootpath):
        from layerproof.pytest_plugin.database_start import set_environment, take_over

        module = sys.modules.get("layerproof.pytest_plugin.early_environment")
        early = module.take_early() if module else None
        if early is not None:
            take_over(early_config, early)
        else:
            set_environment(early_config)


def pytest_configure(config: pytest.Config) -> None:
    """Activate Layerproof where the project's root has a table for it."""
    if _has_table(config.rootpath):
        from layerproof.pytest_plugin.activation import activate

        activate(config)
    elif config.getoption("layerproof_suites"):
        message = f"--layerproof-suites: {config.rootpath} has no [tool.layerproof] table"
        raise pytest.UsageError(message)


def _has_table(root: Path) -> bool:
    """Whether the project's file has the table; nothing is imported to say no."""
    try:
        mentioned = b"layerproof" in (root / "pyproject.toml").read_bytes()
    except OSError:
        return False
    if not mentioned:
        return False
    from layerproof.adapters.config_file import has_table

    return has_table(root)
