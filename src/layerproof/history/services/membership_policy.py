"""Who may make whom what in an organization: pure, one table, which the tests read whole."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.history.records.access import Action, Role
from layerproof.history.services.policy import may

_ALL = frozenset(Role)

#: The roles that somebody of a role may give, in an invitation or to a member.
GIVABLE: Mapping[Role, frozenset[Role]] = {
    Role.OWNER: _ALL,
    Role.ADMIN: frozenset({Role.ADMIN, Role.MEMBER, Role.VIEWER}),
    Role.MEMBER: frozenset(),
    Role.VIEWER: frozenset(),
}

#: The roles that members have whom somebody of a role may change or remove. Admins are peers:
#: only an owner changes one.
CHANGEABLE: Mapping[Role, frozenset[Role]] = {
    Role.OWNER: _ALL,
    Role.ADMIN: frozenset({Role.MEMBER, Role.VIEWER}),
    Role.MEMBER: frozenset(),
    Role.VIEWER: frozenset(),
}


def may_give(actor: Role, role: Role) -> bool:
    """Whether somebody may give a role to others."""
    return role in GIVABLE[actor]


def may_change_role(actor: Role, current: Role, wanted: Role, *, own: bool) -> bool:
    """Whether somebody may turn a member of one role into one of another.

    :param own: the member is the one who asks; a lower role may be taken by whoever may change any.
    """
    if own:
        return may(actor, Action.CHANGE_MEMBERS) and actor.reaches(wanted)
    return current in CHANGEABLE[actor] and wanted in GIVABLE[actor]


def may_remove(actor: Role, current: Role, *, own: bool) -> bool:
    """Whether somebody may end a membership; everybody may leave."""
    return own or current in CHANGEABLE[actor]
