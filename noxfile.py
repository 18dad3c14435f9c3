"""Layerproof's own sessions: one for each suite of ``pyproject.toml``, and the verdict."""

from layerproof.nox import define_sessions

define_sessions()
