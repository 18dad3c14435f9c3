"""How many there can be of what somebody makes: bounds against abuse, far above what is needed."""

from __future__ import annotations

from layerproof.history.errors.tenants import LimitReachedError

#: Organizations that one person owns.
OWNED_ORGANIZATIONS = 50

#: Members of an organization.
MEMBERS = 1_000

#: Open invitations of an organization, and closed ones that are remembered.
OPEN_INVITATIONS = 200
CLOSED_INVITATIONS = 200

#: Projects of an organization.
PROJECTS = 500

#: Living tokens of a project, and dead ones that are remembered.
TOKENS = 100
DEAD_TOKENS = 100


def refuse_more(count: int, limit: int, what: str, *, advice: str) -> None:
    """Refuse one more of something where there are enough.

    :raises LimitReachedError: there are as many as there can be.
    """
    if count >= limit:
        raise LimitReachedError(f"there can be {limit} {what}, and there are", advice=advice)
