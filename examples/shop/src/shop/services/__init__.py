"""The layer that decides."""
