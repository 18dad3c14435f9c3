"""The sessions of the playground: one for each suite, and the verdict over all of them."""

from layerproof.nox import define_sessions

define_sessions()
