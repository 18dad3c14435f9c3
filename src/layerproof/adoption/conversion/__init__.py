"""Rewriting script-like tests as pytest tests: ``layerproof convert``."""
