"""Plain factories on real databases."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import factory
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from layerproof.testing import SQLAlchemyFactory, bind_factories
from layerproof.testing.factories.errors import FactoryMisuseError
from tests.support.factory_models import (
    CategoryFactory,
    Note,
    NoteFactory,
    Order,
    OrderFactory,
    Price,
    PriceFactory,
    TeamFactory,
    Tenant,
    TenantFactory,
    User,
    UserFactory,
    WrongOrderFactory,
)


def count(engine: Engine, model: type) -> int:
    """Return how many rows other connections see."""
    with Session(engine) as other:
        return other.scalar(select(func.count()).select_from(model)) or 0


def test_row_is_flushed_and_not_committed(session: Session, plain_engine: Engine) -> None:
    """What a factory makes has its id, and is seen by no other connection."""
    user = UserFactory.create()
    assert (user in session, user.id, count(plain_engine, User)) == (True, 1, 0)


def test_binding_commits(plain_engine: Engine) -> None:
    """Under a binding that commits, another connection sees rows, and what hooks added."""
    with Session(plain_engine) as own, bind_factories(sync=lambda: own, commit=True):
        UserFactory.create(teams=[TeamFactory.create()])
        with Session(plain_engine) as other:
            assert [len(user.teams) for user in other.scalars(select(User))] == [1]


def test_meta_wins_over_the_binding(plain_engine: Engine) -> None:
    """A persistence in the Meta is followed whatever the binding says."""

    class FlushedFactory(TenantFactory):
        class Meta:
            sqlalchemy_session_persistence = "flush"

    class CommittedFactory(TenantFactory):
        class Meta:
            sqlalchemy_session_persistence = "commit"

    class AddedFactory(SQLAlchemyFactory[Tenant]):
        class Meta:
            sqlalchemy_session_persistence = None

        name = "added"

    with Session(plain_engine) as own, bind_factories(sync=lambda: own, commit=True):
        FlushedFactory.create()
        assert count(plain_engine, Tenant) == 0
        assert AddedFactory.create() in own.new
    with Session(plain_engine) as own, bind_factories(sync=lambda: own):
        CommittedFactory.create()
        assert count(plain_engine, Tenant) == 1


def test_session_in_meta_wins(session: Session, plain_engine: Engine) -> None:
    """A factory that names its own session uses that one, and needs no binding."""
    with Session(plain_engine) as own:

        class OwnFactory(SQLAlchemyFactory[Tenant]):
            class Meta:
                sqlalchemy_session = own

            name = "own"

        tenant = OwnFactory.create()
        assert (tenant in own, tenant in session) == (True, False)


def test_session_factory_in_meta_is_asked_once_an_object(plain_engine: Engine) -> None:
    """A factory of sessions in the Meta is asked for each object, and remembered by no class."""
    opened: list[Session] = []

    def open_session() -> Session:
        opened.append(Session(plain_engine))
        return opened[-1]

    class OpeningFactory(SQLAlchemyFactory[Tenant]):
        class Meta:
            sqlalchemy_session_factory = open_session

        name = "own"

        @factory.post_generation  # type: ignore[untyped-decorator]
        def shout(self: Any, create: bool, given: object) -> None:
            self.plan = "loud"

    tenant = OpeningFactory.create()
    assert (len(opened), tenant in opened[0], bool(opened[0].dirty)) == (1, True, False)
    opened[0].close()


def test_tree_shares_one_tenant(session: Session) -> None:
    """A ``SelfAttribute`` hands the same object through levels of sub-factories."""
    order = OrderFactory.create()
    assert order.tenant is order.user.tenant
    assert session.scalar(select(func.count()).select_from(Tenant)) == 1


def test_traits_and_related_factories(session: Session) -> None:
    """A trait switches on values and related rows."""
    user = UserFactory.create(boss=True, busy=True)
    assert (user.admin, user.name, [type(order) for order in user.orders]) == (
        True,
        "The boss",
        [Order, Order],
    )
    assert session.scalar(select(func.count()).select_from(Order)) == 2


def test_many_to_many_by_hook(session: Session) -> None:
    """What a hook appends is flushed: a query finds it."""
    red, blue = TeamFactory.create_batch(2)
    UserFactory.create(teams=[red, blue])
    assert session.execute(
        select(User.id).join(User.teams).where(User.teams.any(name="blue"))
    ).all() == [(1,), (1,)]


def test_existing_row_is_found(session: Session) -> None:
    """With ``sqlalchemy_get_or_create`` a second call with the same key gives the first row."""
    first = TenantFactory.create(name="acme")
    assert TenantFactory.create(name="acme") is first
    assert TenantFactory.create(name="other") is not first


def test_failed_insert_leaves_earlier_rows(session: Session) -> None:
    """An insert that fails for another reason than the key raises, and loses no earlier row."""
    TenantFactory.create(name="first")
    with pytest.raises(IntegrityError, match=r"(?i)null"):
        TenantFactory.create(name="second", plan=None, id=None, users=[User()])
    assert session.scalars(select(Tenant.name)).all() == ["first"]


def test_models_of_every_shape(session: Session) -> None:
    """Composite keys, dataclasses, self-references and keys from the database are filled."""
    prices = PriceFactory.create_batch(2)
    assert session.get(Price, ("tea", "C1")) is prices[1]
    assert isinstance(NoteFactory.create(text="hello"), Note)
    child = CategoryFactory.create()
    assert child.parent is not None
    assert (child.parent.parent, child.parent_id == child.parent.id) == (None, True)
    assert TeamFactory.create().id is not None


def test_build_and_stub_need_no_database() -> None:
    """``build`` and ``stub`` work where nothing is bound."""
    assert UserFactory.build(name="Ann").tenant.id is None
    assert UserFactory.stub(name="Ann").name == "Ann"  # type: ignore[no-untyped-call]


def test_threads_find_the_binding(session: Session) -> None:
    """Factories in other threads use the test's session one after the other."""
    with ThreadPoolExecutor(8) as pool:
        tenants = list(pool.map(lambda _: TenantFactory.create(), range(40)))
    assert sorted(tenant.name for tenant in tenants) == sorted(f"tenant-{n}" for n in range(40))
    assert all(tenant in session for tenant in tenants)


def test_unknown_field_is_named(session: Session) -> None:
    """A field that the model does not have is named with its factory and the nearest name."""
    with pytest.raises(TypeError, match="nme") as caught:
        UserFactory.create(nme="Ann")
    (note,) = caught.value.__notes__
    assert note.startswith('UserFactory gave "nme" to User, which has "admin", "email", ')
    assert note.endswith('; did you mean "name"?')


def test_unknown_field_of_a_part_is_named(session: Session) -> None:
    """A value for a part that no declaration knows names the factory."""
    with pytest.raises(Exception, match="Received deep context") as caught:
        UserFactory.create(wrong__name="Ann")
    assert caught.value.__notes__ == ["in a call of UserFactory"]


def test_missing_value_is_named(session: Session) -> None:
    """A required column without a value is named with the factory that left it out."""
    with pytest.raises(IntegrityError, match=r"(?i)null") as caught:
        PriceFactory.create(cents=None)
    assert caught.value.__notes__ == ['PriceFactory gave Price no value for "cents"']


def test_plain_factory_over_an_asynchronous_one_is_refused(session: Session) -> None:
    """The error says which factory is asynchronous and what to turn round."""
    message = "FreshTenantFactory is asynchronous and was called by a plain factory"
    with pytest.raises(FactoryMisuseError, match=re.escape(message)):
        WrongOrderFactory.create()
