"""The public door for noxfiles: ``from layerproof.nox import define_sessions``."""

from layerproof.sessions.nox import define_sessions

__all__ = ["define_sessions"]
