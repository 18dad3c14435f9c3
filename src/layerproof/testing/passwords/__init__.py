"""Hashing passwords at the least cost while tests run.

``switch`` is the context manager, ``libraries`` knows what to change in each library, ``changes``
changes and restores, ``late_imports`` waits for libraries that are not imported yet.
"""

from layerproof.testing.passwords.switch import fast_passwords

__all__ = ["fast_passwords"]
