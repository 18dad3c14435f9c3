"""Tenants and their users, in memory."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.fakes import FakeUnitOfWork

from knowledge_base.errors import (
    AlreadyExistsError,
    LastAdminError,
    NotFoundError,
    PermissionDeniedError,
)
from knowledge_base.models import User
from knowledge_base.services.actor import Actor
from knowledge_base.services.users import UserService, sign_up
from knowledge_base.values import PageRequest, Role


async def add_user(work: FakeUnitOfWork, name: str, role: Role, *, active: bool = True) -> User:
    user = User(
        tenant_id=work.tenant_id,
        email=f"{name}@acme.example",
        name=name,
        role=role,
        active=active,
    )
    await work.users.add(user)
    return user


async def test_who_founds_a_tenant_is_its_admin(work: FakeUnitOfWork) -> None:
    """A new tenant has one user, who may do everything."""
    tenant, user = await sign_up(
        work, slug="acme", name="Acme", email="Ann@acme.example", admin="Ann"
    )

    assert (tenant.id, tenant.slug, tenant.name) == (work.tenant_id, "acme", "Acme")
    assert (user.tenant_id, user.role, user.name) == (work.tenant_id, Role.ADMIN, "Ann")
    assert await work.users.find_by_email("ann@acme.example") is user


async def test_an_admin_adds_a_user(work: FakeUnitOfWork, admin: Actor) -> None:
    """The user is of the admin's tenant and can be found and listed."""
    users = UserService(work, admin)
    user = await users.add(email="Cid@acme.example", name="Cid", role=Role.EDITOR)

    assert (user.tenant_id, user.email, user.name, user.role) == (
        work.tenant_id,
        "cid@acme.example",
        "Cid",
        Role.EDITOR,
    )
    assert await users.find(user.id) is user
    assert (await users.list_page(PageRequest())).items == [user]


async def test_an_address_is_taken_in_whatever_case(work: FakeUnitOfWork, admin: Actor) -> None:
    """Nobody has two accounts in one tenant."""
    users = UserService(work, admin)
    user = await users.add(email="cid@acme.example", name="Cid", role=Role.EDITOR)
    work.users.unique = "id"  # the service refuses by itself

    with pytest.raises(AlreadyExistsError, match=r"^there is such a user already$"):
        await users.add(email="CID@acme.example", name="Cid", role=Role.VIEWER)
    assert list(work.users.by_id) == [user.id]


async def test_an_unknown_user_is_not_found(work: FakeUnitOfWork, admin: Actor) -> None:
    """An id of nobody is an error with the noun."""
    with pytest.raises(NotFoundError, match=r"^there is no such user$"):
        await UserService(work, admin).find(uuid4())


async def test_role_and_activity_change_one_by_one(work: FakeUnitOfWork, admin: Actor) -> None:
    """What is not named stays."""
    users = UserService(work, admin)
    user = await add_user(work, "cid", Role.VIEWER)

    assert await users.change(user.id, role=Role.EDITOR) is user
    assert (user.role, user.active) == (Role.EDITOR, True)
    await users.change(user.id, active=False)
    assert (user.role, user.active) == (Role.EDITOR, False)
    await users.change(user.id, active=True)
    assert (user.role, user.active) == (Role.EDITOR, True)
    assert work.users.saves == 3


@pytest.mark.parametrize("change", [{"role": Role.EDITOR}, {"active": False}])
async def test_the_last_admin_stays(
    work: FakeUnitOfWork, admin: Actor, change: dict[str, Role | bool]
) -> None:
    """Others do not count: an admin who is not active, an editor who is."""
    user = await add_user(work, "ann", Role.ADMIN)
    await add_user(work, "bob", Role.ADMIN, active=False)
    await add_user(work, "cid", Role.EDITOR)

    with pytest.raises(LastAdminError, match=r"^a tenant keeps at least one active admin$"):
        await UserService(work, admin).change(user.id, **change)  # type: ignore[arg-type]  # one of two keywords, each of its kind
    assert (user.role, user.active) == (Role.ADMIN, True)


async def test_one_of_two_admins_may_step_down(work: FakeUnitOfWork, admin: Actor) -> None:
    """As long as one is left, the others are free, and the tenant was locked to be sure."""
    user = await add_user(work, "ann", Role.ADMIN)
    await add_user(work, "bob", Role.ADMIN)

    await UserService(work, admin).change(user.id, role=Role.VIEWER)

    assert user.role is Role.VIEWER
    assert work.tenants.locks == 1


async def test_the_last_admin_may_be_confirmed(work: FakeUnitOfWork, admin: Actor) -> None:
    """A change that leaves an admin an active admin is none."""
    user = await add_user(work, "ann", Role.ADMIN)

    await UserService(work, admin).change(user.id, role=Role.ADMIN, active=True)

    assert (user.role, user.active) == (Role.ADMIN, True)


async def test_an_admin_who_is_not_active_can_lose_the_role(
    work: FakeUnitOfWork, admin: Actor
) -> None:
    """They are not the last admin, since they are none that counts."""
    await add_user(work, "ann", Role.ADMIN)
    user = await add_user(work, "bob", Role.ADMIN, active=False)

    await UserService(work, admin).change(user.id, role=Role.VIEWER)

    assert user.role is Role.VIEWER


async def test_an_editor_can_be_switched_off_where_there_is_one_admin(
    work: FakeUnitOfWork, admin: Actor
) -> None:
    """The rule is about admins alone."""
    await add_user(work, "ann", Role.ADMIN)
    user = await add_user(work, "cid", Role.EDITOR)

    await UserService(work, admin).change(user.id, active=False)

    assert not user.active


async def test_users_are_for_admins(work: FakeUnitOfWork, editor: Actor) -> None:
    """An editor can do nothing of this, and finds out nothing."""
    users = UserService(work, editor)
    user = await add_user(work, "ann", Role.VIEWER)
    match = r"^the role editor may not administer$"

    with pytest.raises(PermissionDeniedError, match=match):
        await users.add(email="cid@acme.example", name="Cid", role=Role.ADMIN)
    with pytest.raises(PermissionDeniedError, match=match):
        await users.find(user.id)
    with pytest.raises(PermissionDeniedError, match=match):
        await users.list_page(PageRequest())
    with pytest.raises(PermissionDeniedError, match=match):
        await users.change(user.id, role=Role.ADMIN)
    assert work.tenants.locks == 0
