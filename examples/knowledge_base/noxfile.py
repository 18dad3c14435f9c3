"""The sessions of the knowledge base: one for each suite, and the verdict over all of them."""

from layerproof.nox import define_sessions

define_sessions()
