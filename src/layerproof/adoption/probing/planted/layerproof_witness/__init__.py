"""The pytest plugin that writes down what a foreign suite holds and does.

It judges nothing and changes no outcome. ``hooks`` are what pytest calls; ``order`` is what was
asked for, ``log`` where it is written, ``stacks`` what shows a hang, ``sleeps``, ``touches`` and
``fixtures`` what is noted of tests. Nothing happens until pytest asks for options, which it does
before it reads the first conftest.
"""

from __future__ import annotations

from typing import Any


def pytest_addoption(pluginmanager: Any) -> None:
    """Start to listen."""
    from .hooks import Witness
    from .order import read_order

    pluginmanager.register(Witness(read_order()), "layerproof-witness-hooks")
