"""Tokens of forms: only a page that was made for a log-in can send a form in its name.

The key is the log-in's secret, which is random, is kept in a cookie that no script reads, and goes
nowhere else. Whoever knows a form's token learns nothing of it.
"""

from __future__ import annotations

import hashlib
import hmac

_PURPOSE = b"layerproof-history form"


def make_form_token(login_secret: str) -> str:
    """Return the token of every form that pages of a log-in have: 64 hexadecimal digits."""
    key = login_secret.encode("utf-8", "surrogatepass")
    return hmac.new(key, _PURPOSE, hashlib.sha256).hexdigest()


def is_form_token(given: str, login_secret: str) -> bool:
    """Whether a form came from a page of this log-in."""
    expected = make_form_token(login_secret).encode()
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected)
