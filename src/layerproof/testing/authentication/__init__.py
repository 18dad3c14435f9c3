"""Being somebody in a test: by logging in, by a token, or in place of the current user.

``authenticator`` is the door; ``login``, ``tokens`` and ``impersonation`` are the three ways,
``credentials`` reads names and passwords from whatever a user is.
"""

from __future__ import annotations

from layerproof.testing.authentication.authenticator import Authenticator
from layerproof.testing.authentication.values import AuthenticationFailedError, Identity

__all__ = ["AuthenticationFailedError", "Authenticator", "Identity"]
