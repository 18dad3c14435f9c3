"""What can go wrong with a factory, one class a cause."""

from __future__ import annotations

from layerproof.errors import LayerproofError


class FactoryUnboundError(LayerproofError):
    """A factory was to create something, and there is no session that it could use."""

    slug = "factory-unbound"


class FactoryMisuseError(LayerproofError):
    """A factory was used as it cannot be, such as an asynchronous one below a plain one."""

    slug = "factory-misuse"
