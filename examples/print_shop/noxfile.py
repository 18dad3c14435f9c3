"""The sessions of the print shop: one for each suite, and the verdict over all of them."""

from layerproof.nox import define_sessions

define_sessions()
