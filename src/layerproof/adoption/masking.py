"""Keeping secrets out of what is printed: passwords in addresses, values of secret variables."""

from __future__ import annotations

import re

MASK = "***"
_PASSWORD_IN_URL = re.compile(r"(?P<before>://[^\s/:@'\"]*:)(?P<secret>[^\s/'\"]*)(?=@)")
_TOKEN_IN_URL = re.compile(r"(?P<before>(?:git\+)?https?://)(?P<secret>[^\s/:@'\"]{8,})(?=@)")
_ASSIGNED = re.compile(
    r"(?P<before>\b[\w-]*(?:passw(?:or)?d|pwd|secret|token|api[-_]?key|[-_]key)[\w-]*"
    r"\s*=(?!=)\s*)(?P<secret>(?!\s)(?:\"[^\"]*\"|'[^']*'|[^\s\"',;()]+))",
    re.IGNORECASE,
)
_SECRET_NAME = re.compile(
    r"passw(or)?d|(^|_)(pwd|pass|dsn)$|secret|token|api_?key|_key$|credential", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"\$\{\{.*\}\}|\$\{?\w+\}?|\{\w+\}|\*\*\*|true|false|\d{0,3}", re.IGNORECASE
)


def mask_text(text: str) -> str:
    """Return a text without the passwords that stand in addresses or after ``password=``."""
    for pattern in (_PASSWORD_IN_URL, _TOKEN_IN_URL, _ASSIGNED):
        text = pattern.sub(_mask, text)
    return text


def mask_variable(name: str, value: str) -> str:
    """Return a variable's value as it may be shown; a reference to another variable may be."""
    if _SECRET_NAME.search(name) and "://" not in value and not _REFERENCE.fullmatch(value):
        return MASK
    return mask_text(value)


def _mask(match: re.Match[str]) -> str:
    if _REFERENCE.fullmatch(match["secret"]):
        return match[0]
    return f"{match['before']}{MASK}"
