"""Which role may do what: the one table, which the tests of roles read as well."""

from __future__ import annotations

from collections.abc import Mapping

from layerproof.history.records.access import Action, Role, Scope

#: The lowest role that may do each thing.
LOWEST_ROLE: Mapping[Action, Role] = {
    Action.SEE_ORGANIZATION: Role.VIEWER,
    Action.CHANGE_ORGANIZATION: Role.ADMIN,
    Action.DELETE_ORGANIZATION: Role.OWNER,
    Action.SEE_MEMBERS: Role.VIEWER,
    Action.CHANGE_MEMBERS: Role.ADMIN,
    Action.INVITE: Role.ADMIN,
    Action.SEE_PROJECTS: Role.VIEWER,
    # Who sets up a project's CI needs both; what takes runs away is for admins.
    Action.CREATE_PROJECT: Role.MEMBER,
    Action.CHANGE_PROJECT: Role.ADMIN,
    Action.DELETE_PROJECT: Role.OWNER,
    Action.MANAGE_TOKENS: Role.MEMBER,
    Action.READ_RUNS: Role.VIEWER,
    Action.DELETE_RUN: Role.ADMIN,
}

#: The scope with which a project's token may do a thing; it may do nothing else.
NEEDED_SCOPE: Mapping[Action, Scope] = {Action.READ_RUNS: Scope.READ}


def may(role: Role, action: Action) -> bool:
    """Whether a role is enough for an action."""
    return role.reaches(LOWEST_ROLE[action])
