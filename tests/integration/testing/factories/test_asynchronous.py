"""Asynchronous factories on real databases, through aiosqlite and asyncpg."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory
import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session

from layerproof.testing import AsyncSQLAlchemyFactory, bind_factories
from layerproof.testing.factories.errors import FactoryMisuseError, FactoryUnboundError
from tests.support.factory_models import (
    AsyncCategoryFactory,
    AsyncNoteFactory,
    AsyncOrderFactory,
    AsyncPriceFactory,
    AsyncTeamFactory,
    AsyncTenantFactory,
    AsyncUserFactory,
    FreshTenantFactory,
    MixedOrderFactory,
    Order,
    Price,
    Tenant,
    TenantFactory,
    User,
    UserFactory,
)


@contextmanager
def flushes(session: AsyncSession) -> Iterator[list[int]]:
    """Note how many objects each flush inserts."""
    seen: list[int] = []

    def note(flushed: Session, *_: object) -> None:
        seen.append(len(flushed.new))

    event.listen(session.sync_session, "before_flush", note)
    yield seen
    event.remove(session.sync_session, "before_flush", note)


class HooklessUserFactory(AsyncSQLAlchemyFactory[User]):
    """Leaves nothing to be done after its row."""

    tenant = factory.SelfAttribute("..tenant")
    name = factory.Faker("name")
    email = factory.LazyAttribute(lambda user: f"{user.name}@example.org")


async def count(engine: AsyncEngine, model: type) -> int:
    """Return how many rows other connections see."""
    async with AsyncSession(engine) as other:
        return await other.scalar(select(func.count()).select_from(model)) or 0


async def test_row_is_flushed_and_not_committed(
    async_session: AsyncSession, awaited_engine: AsyncEngine
) -> None:
    """What a factory makes has its id and its defaults, and is seen by no other connection."""
    tenant = await FreshTenantFactory.create()
    assert (tenant.id, tenant.plan, await count(awaited_engine, Tenant)) == (1, "free", 0)


async def test_whole_tree_is_one_flush(async_session: AsyncSession) -> None:
    """Sub-factories and related factories go to the database together, and share one tenant."""
    with flushes(async_session) as seen:
        order = await AsyncOrderFactory.create(user=factory.SubFactory(HooklessUserFactory))
    assert seen == [3]
    assert order.tenant is order.user.tenant
    assert order.user_id == order.user.id


async def test_hook_gets_a_row(async_session: AsyncSession) -> None:
    """Before a hook runs, what it is called with has been sent."""
    with flushes(async_session) as seen:
        await AsyncOrderFactory.create()
    assert seen == [2, 1]


async def test_batch_is_one_flush(async_session: AsyncSession) -> None:
    """The rows of a batch go to the database together."""
    with flushes(async_session) as seen:
        tenants = await FreshTenantFactory.create_batch(20)
    assert (seen, [tenant.id for tenant in tenants]) == ([20], list(range(1, 21)))


async def test_declaration_that_wants_an_id_gets_it(async_session: AsyncSession) -> None:
    """Where a declaration looks into another object, that object has been sent before."""

    class KeyedUserFactory(AsyncSQLAlchemyFactory[User]):
        class Params:
            owner = factory.SubFactory(FreshTenantFactory)

        tenant_id = factory.LazyAttribute(lambda user: user.owner.id)
        name = factory.SelfAttribute("owner.plan")
        email = factory.LazyAttribute(lambda user: f"{user.tenant_id}@example.org")

    user = await KeyedUserFactory.create()
    assert (user.tenant_id, user.name, user.email) == (1, "free", "1@example.org")


async def test_list_of_parts_has_ids_when_looked_at(async_session: AsyncSession) -> None:
    """Objects inside a list are sent before a declaration looks into the list."""

    class ListedFactory(AsyncSQLAlchemyFactory[Tenant]):
        class Params:
            others = factory.List([factory.SubFactory(FreshTenantFactory)])

        name = factory.LazyAttribute(lambda tenant: f"after {tenant.others[0].id}")

    assert (await ListedFactory.create()).name == "after 1"


async def test_coroutines_are_awaited(async_session: AsyncSession) -> None:
    """Lazy attributes, sequences, overrides and the class's own call may all be awaited."""
    made: Any = AsyncUserFactory
    user = await made(tenant=FreshTenantFactory.create(name="acme"), name="Ann")
    assert (user.email, user.tenant.name) == ("ann-0@example.org", "acme")


async def test_cyclic_coroutines_are_named(async_session: AsyncSession) -> None:
    """Two coroutines that want each other end in factory_boy's own error."""

    class CyclicFactory(AsyncSQLAlchemyFactory[Tenant]):
        @factory.lazy_attribute  # type: ignore[untyped-decorator]
        async def name(self: Any) -> str:
            return str(self.plan)

        @factory.lazy_attribute  # type: ignore[untyped-decorator]
        async def plan(self: Any) -> str:
            return str(self.name)

    with pytest.raises(factory.errors.CyclicDefinitionError, match="name"):
        await CyclicFactory.create()


async def test_traits_and_related_factories(async_session: AsyncSession) -> None:
    """Related rows are readable from the parent without a query that would have to wait."""
    user = await AsyncUserFactory.create(boss=True, busy=True)
    assert (user.admin, user.name, [order.user_id for order in user.orders]) == (
        True,
        "The boss",
        [user.id, user.id],
    )


async def test_collection_filled_after_a_flush_is_loaded(async_session: AsyncSession) -> None:
    """A collection that grows from the other side after its owner was sent can be read."""

    class PeopledTenantFactory(FreshTenantFactory):
        @factory.post_generation  # type: ignore[untyped-decorator]
        def early(self: Any, create: bool, given: object) -> None:
            assert self.id is not None

        first = factory.RelatedFactory(AsyncUserFactory, "tenant", name="Ann")

    (_, tenant) = await PeopledTenantFactory.create_batch(2)
    assert [user.name for user in tenant.users] == ["Ann"]


async def test_hooks_may_be_coroutines(async_session: AsyncSession) -> None:
    """What an asynchronous hook changes is sent, and can be read."""
    team = await AsyncTeamFactory.create()
    user = await AsyncUserFactory.create(teams=[team])
    assert [found.id for found in user.teams] == [team.id]
    query = select(func.count()).select_from(User).where(User.teams.any())
    assert await async_session.scalar(query) == 1


async def test_hook_may_create_with_other_factories(async_session: AsyncSession) -> None:
    """A hook may await other factories, several at once, on the same session."""

    class HookedUserFactory(AsyncUserFactory):
        @factory.post_generation  # type: ignore[untyped-decorator]
        async def extra(self: Any, create: bool, given: object) -> None:
            make = AsyncOrderFactory.create
            await asyncio.gather(*(make(user=self, tenant=self.tenant) for _ in range(3)))

    await HookedUserFactory.create()
    assert await async_session.scalar(select(func.count()).select_from(Order)) == 3


async def test_column_that_an_update_expires_is_readable(async_session: AsyncSession) -> None:
    """A column that the database sets when a hook changes the row is read back."""

    class RenamedUserFactory(AsyncUserFactory):
        @factory.post_generation  # type: ignore[untyped-decorator]
        def rename(self: Any, create: bool, given: object) -> None:
            self.name = "Renamed"

    user = await RenamedUserFactory.create()
    assert (user.name, isinstance(user.revision, str)) == ("Renamed", True)


async def test_existing_row_is_found(async_session: AsyncSession) -> None:
    """With ``sqlalchemy_get_or_create`` a second call with the same key gives the first row."""
    first, second = await AsyncTenantFactory.create_batch(2, name="acme")
    assert first is second
    assert await AsyncTenantFactory.create() is not first


async def test_models_of_every_shape(async_session: AsyncSession) -> None:
    """Composite keys, dataclasses, self-references and keys from the database are filled."""
    prices = await AsyncPriceFactory.create_batch(2)
    assert await async_session.get(Price, ("tea", "C1")) is prices[1]
    assert (await AsyncNoteFactory.create(text="hello")).text == "hello"
    category: Any = await AsyncCategoryFactory.create()
    assert category.parent.parent.parent is None
    assert (await AsyncTeamFactory.create()).id is not None


async def test_plain_factory_below_an_asynchronous_one(async_session: AsyncSession) -> None:
    """A plain factory as a part uses the asynchronous session of the whole."""
    order = await MixedOrderFactory.create(user__busy=True)
    assert order.tenant is order.user.tenant
    assert all(row in async_session for row in (order, order.user, order.tenant))


async def test_plain_factory_in_a_plain_hook(async_session: AsyncSession) -> None:
    """A plain hook may call a plain factory, which uses the asynchronous session as well."""

    class HookedTenantFactory(FreshTenantFactory):
        @factory.post_generation  # type: ignore[untyped-decorator]
        def first(self: Any, create: bool, given: object) -> None:
            UserFactory.create(tenant=self, name="Ann")

    tenant = await HookedTenantFactory.create()
    assert [user.name for user in tenant.users] == ["Ann"]


async def test_plain_factory_in_an_asynchronous_hook(async_session: AsyncSession) -> None:
    """An asynchronous hook may call a plain factory, after waiting as well as before."""

    class HookedTenantFactory(FreshTenantFactory):
        @factory.post_generation  # type: ignore[untyped-decorator]
        async def first(self: Any, create: bool, given: object) -> None:
            UserFactory.create(tenant=self, name="Ann")
            await asyncio.sleep(0)
            UserFactory.create(tenant=self, name="Bob")

    tenant = await HookedTenantFactory.create()
    assert [user.name for user in tenant.users] == ["Ann", "Bob"]


async def test_coroutine_may_read_what_another_gives(async_session: AsyncSession) -> None:
    """A coroutine reads fields that are coroutines themselves, and ids of parts not sent yet."""

    class ChainedFactory(AsyncSQLAlchemyFactory[Tenant]):
        class Params:
            other = factory.SubFactory(FreshTenantFactory)

        @factory.lazy_attribute  # type: ignore[untyped-decorator]
        async def name(self: Any) -> str:
            await asyncio.sleep(0)
            return f"{self.plan} after {self.other.id}"

        @factory.lazy_attribute  # type: ignore[untyped-decorator]
        async def plan(self: Any) -> str:
            await asyncio.sleep(0)
            return "gold"

    assert (await ChainedFactory.create()).name == "gold after 1"


async def test_cancelled_call_ends(async_session: AsyncSession) -> None:
    """A cancellation reaches the coroutine that the call waits in, and the caller."""
    waiting = asyncio.Event()
    ended: list[str] = []

    class SlowFactory(FreshTenantFactory):
        @factory.post_generation  # type: ignore[untyped-decorator]
        async def wait(self: Any, create: bool, given: object) -> None:
            waiting.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("hook")

    task = asyncio.create_task(SlowFactory.create())
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError, match=r"^$"):
        await task
    assert ended == ["hook"]
    assert (await FreshTenantFactory.create()).name == "fresh-1"


async def test_plain_factory_beside_is_told_its_session_is_missing(
    async_session: AsyncSession,
) -> None:
    """A plain factory finds no session where only an asynchronous one is bound."""
    with pytest.raises(FactoryUnboundError, match="only one of the other kind is") as caught:
        TenantFactory.create()
    assert "derive the factory from AsyncSQLAlchemyFactory" in caught.value.advice


async def test_tasks_take_turns(async_session: AsyncSession) -> None:
    """Tasks that create at the same time share the session without meeting in it."""
    users = await asyncio.gather(*(AsyncUserFactory.create() for _ in range(10)))
    assert sorted(user.id for user in users) == list(range(1, 11))


async def test_binding_commits(awaited_engine: AsyncEngine) -> None:
    """Under a binding that commits, other connections see the rows, and all stays readable."""
    async with AsyncSession(awaited_engine) as own:
        with bind_factories(asynchronous=lambda: own, commit=True):
            user = await AsyncUserFactory.create(busy=True)
            assert await count(awaited_engine, Order) == 2
            assert (user.tenant.plan, len(user.orders)) == ("free", 2)
            assert [order.tenant.name for order in user.orders] == ["fresh-1", "fresh-2"]


async def test_filled_collection_outlives_a_commit(awaited_engine: AsyncEngine) -> None:
    """A collection that was filled before the only flush is readable after the commit."""

    class PersonFactory(HooklessUserFactory):
        tenant = None  # type: ignore[assignment]

    class PeopledTenantFactory(FreshTenantFactory):
        first = factory.RelatedFactory(PersonFactory, "tenant", name="Ann")

    async with AsyncSession(awaited_engine) as own:
        with bind_factories(asynchronous=lambda: own, commit=True):
            tenant = await PeopledTenantFactory.create()
            assert [user.name for user in tenant.users] == ["Ann"]


async def test_meta_wins_over_the_binding(awaited_engine: AsyncEngine) -> None:
    """A session and a persistence in the Meta are followed, and need no binding."""
    opening = async_sessionmaker(awaited_engine)
    opened: list[AsyncSession] = []

    def open_session() -> AsyncSession:
        opened.append(opening())
        return opened[-1]

    class OwnFactory(FreshTenantFactory):
        class Meta:
            sqlalchemy_session_factory = open_session
            sqlalchemy_session_persistence = "commit"

    tenant = await OwnFactory.create()
    assert (tenant.plan, await count(awaited_engine, Tenant), len(opened)) == ("free", 1, 1)
    await opened[0].close()


async def test_build_needs_no_database() -> None:
    """``build`` runs coroutines that wait for nothing, and no hook hinders it."""

    class QuickFactory(AsyncSQLAlchemyFactory[Tenant]):
        @factory.lazy_attribute  # type: ignore[untyped-decorator]
        async def name(self: Any) -> str:
            return "quick"

        @factory.post_generation  # type: ignore[untyped-decorator]
        async def later(self: Any, create: bool, given: object) -> None:
            if create:
                await asyncio.sleep(0)

    assert [tenant.name for tenant in QuickFactory.build_batch(2)] == ["quick", "quick"]
    assert QuickFactory.stub().name == "quick"  # type: ignore[no-untyped-call]


async def test_build_refuses_a_coroutine_that_waits() -> None:
    """A coroutine that waits is named by ``build``, which cannot wait."""
    message = "AsyncUserFactory.build() met make_email, which waits for something"
    with pytest.raises(FactoryMisuseError, match=re.escape(message)):
        AsyncUserFactory.build()


async def test_missing_value_is_named(async_session: AsyncSession) -> None:
    """A required column without a value is named with the factory that left it out."""
    with pytest.raises(IntegrityError, match=r"(?i)null") as caught:
        await AsyncUserFactory.create(tenant=None)
    assert caught.value.__notes__ == ['AsyncUserFactory gave User no value for "tenant_id"']


async def test_abstract_factory_is_explained() -> None:
    """A factory without a model says how it gets one."""

    class NamelessFactory(AsyncSQLAlchemyFactory[Any]):
        pass

    with pytest.raises(factory.errors.FactoryError, match=r"NamelessFactory is abstract"):
        NamelessFactory.build()
