"""Layerproof: a CI test harness for layered Python backends.

The rooms of this package and the direction of their imports are drawn in
``docs/architecture.md`` and held by the import contracts in ``pyproject.toml``.
"""

from layerproof.errors import LayerproofError

__all__ = ["LayerproofError", "__version__"]

__version__ = "0.1.0"
