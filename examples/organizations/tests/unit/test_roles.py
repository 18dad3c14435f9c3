"""The order of roles."""

from __future__ import annotations

import pytest

from organizations.roles import Role


@pytest.mark.parametrize(
    ("role", "covered"),
    [
        (Role.MEMBER, {Role.MEMBER}),
        (Role.ADMIN, {Role.MEMBER, Role.ADMIN}),
        (Role.OWNER, {Role.MEMBER, Role.ADMIN, Role.OWNER}),
    ],
)
def test_a_role_covers_itself_and_what_is_below(role: Role, covered: set[Role]) -> None:
    """Owners may what admins may, and these what members may."""
    assert {other for other in Role if role.covers(other)} == covered
