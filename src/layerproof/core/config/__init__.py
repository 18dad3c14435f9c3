"""The ``[tool.layerproof]`` table as one frozen, valid value."""
