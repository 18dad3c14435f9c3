"""Who asks, and what they may."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.fakes import FakeUnitOfWork

from knowledge_base.errors import PermissionDeniedError, UnauthenticatedError
from knowledge_base.models import User
from knowledge_base.services.actor import Actor, identify
from knowledge_base.values import Permission, Role, Visibility

READ, WRITE, ADMINISTER = Permission.READ, Permission.WRITE, Permission.ADMINISTER


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ADMIN, {READ, WRITE, ADMINISTER}),
        (Role.EDITOR, {READ, WRITE}),
        (Role.VIEWER, {READ}),
    ],
)
def test_a_role_allows_what_it_says(role: Role, allowed: set[Permission]) -> None:
    """Each role has exactly its permissions."""
    assert {permission for permission in Permission if role.allows(permission)} == allowed


def test_what_is_not_allowed_is_refused_with_its_name(viewer: Actor) -> None:
    """The message says which role lacks what."""
    viewer.require(READ)

    with pytest.raises(PermissionDeniedError, match=r"^the role viewer may not administer$"):
        viewer.require(ADMINISTER)


def test_admins_see_everything_and_others_their_teams(admin: Actor) -> None:
    """A team hides documents from everybody but its members and the admins."""
    team = uuid4()

    assert admin.visibility == Visibility(everything=True)
    assert Actor(uuid4(), Role.EDITOR, frozenset({team})).visibility == Visibility(
        frozenset({team})
    )


async def test_a_user_is_identified_with_role_and_teams(work: FakeUnitOfWork) -> None:
    """What a token does not say is looked up."""
    user = User(email="ann@acme.example", name="Ann", role=Role.EDITOR)
    await work.users.add(user)
    team = uuid4()
    await work.teams.add_member(team, user.id)
    await work.teams.add_member(uuid4(), uuid4())

    assert await identify(work, user.id) == Actor(user.id, Role.EDITOR, frozenset({team}))


@pytest.mark.parametrize("known", [True, False])
async def test_who_is_unknown_or_not_active_is_nobody(work: FakeUnitOfWork, *, known: bool) -> None:
    """A token outlives neither its user nor their activity."""
    user = User(id=uuid4(), email="ann@acme.example", name="Ann", role=Role.ADMIN, active=False)
    if known:
        await work.users.add(user)

    with pytest.raises(
        UnauthenticatedError, match=r"^the token's user is not active in its tenant$"
    ):
        await identify(work, user.id)
