"""Lets every fixture of another plugin win over Layerproof's of the same name.

A conftest's always wins. Of two plugins the one that pytest met last does, and Layerproof's
fixtures come after what ``-p``, or ``pytest_plugins`` of a conftest, names: a suite that was there
before would get a ``db`` or a ``client`` that it does not know. So those are left out; it is told,
since a suite that is written for Layerproof's does not know the others. Used by ``activation``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from layerproof.pytest_plugin.remarks import remark

_DEFINITION = type(pytest.fixture(lambda: None))


def leave_out_taken(config: pytest.Config, module: ModuleType) -> ModuleType:
    """Return the module of fixtures without those whose names another plugin's have.

    :param config: knows all plugins by now.
    """
    taken = {
        name: plugin.__name__
        for plugin in config.pluginmanager.get_plugins()
        if isinstance(plugin, ModuleType) and _is_foreign(plugin)
        for name, _ in _find_fixtures(plugin)
    }
    doomed = {attribute: name for name, attribute in _find_fixtures(module) if name in taken}
    if not doomed:
        return module
    for name in sorted(doomed.values()):
        line = f"the fixture `{name}` is that of the plugin {taken[name]}, not Layerproof's"
        remark(config, line)
    rest = ModuleType(module.__name__, module.__doc__)
    rest.__dict__.update({k: v for k, v in vars(module).items() if k not in doomed})
    return rest


def _is_foreign(plugin: ModuleType) -> bool:
    """Whether it is no part of pytest and no conftest, whose fixtures win in their folder."""
    file = getattr(plugin, "__file__", None) or ""
    return not plugin.__name__.startswith("_pytest.") and Path(file).name != "conftest.py"


def _find_fixtures(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield each fixture's name and the attribute that holds it."""
    for attribute, value in list(vars(module).items()):
        if isinstance(value, _DEFINITION):
            marker = getattr(value, "_fixture_function_marker", None)
            yield getattr(marker, "name", None) or attribute, attribute
