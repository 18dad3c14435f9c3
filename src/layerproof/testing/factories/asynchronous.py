"""``AsyncSQLAlchemyFactory``: factories whose ``create`` is awaited.

A call runs in a greenlet of its own (``creation``), on the asynchronous session of the running
test. Neighbour: ``synchronous`` holds its twin.
"""

from __future__ import annotations

import inspect
from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from factory import base, enums
from factory.errors import FactoryError, InvalidDeclarationError
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session
from sqlalchemy.orm import Session

from layerproof.testing.factories.awaiting import AwaitingBuilder, Settler, Unsaved
from layerproof.testing.factories.binding import find_async_binding
from layerproof.testing.factories.creation import Creation, find_creation
from layerproof.testing.factories.errors import FactoryMisuseError
from layerproof.testing.factories.options import UNSAID, BoundOptions

T = TypeVar("T")


class AsyncSQLAlchemyFactory(base.Factory[Any], Generic[T]):
    """Makes rows of one model with the asynchronous session of the running test.

    ``class UserFactory(AsyncSQLAlchemyFactory[User])`` needs no ``Meta.model``. Declarations and
    hooks may be coroutine functions. Factories below may be of either kind. What a call made can
    be read without waiting: its columns, and the relationships that the factory filled.
    """

    _options_class = BoundOptions
    _meta: BoundOptions

    class Meta:
        """Not a factory for anything itself."""

        abstract = True

    @classmethod
    async def create(cls, **kwargs: Any) -> T:
        """Return a new row, with these values over the declared ones.

        Raises ``FactoryUnboundError`` if no session is bound.
        """
        return (await cls.create_batch(1, **kwargs))[0]

    @classmethod
    async def create_batch(  # type: ignore[override] # awaited, unlike the plain one
        cls, size: int, **kwargs: Any
    ) -> list[T]:
        """Return so many new rows, sent together where the order of things allows."""
        session, commit = cls._find_session()
        given = {name: await _settle(value) for name, value in kwargs.items()}
        async with _take_turn(session):
            return await session.run_sync(cls._create_all, size, given, commit=commit)

    @classmethod
    def build(cls, **kwargs: Any) -> T:
        """Return a new object that no session knows.

        Raises ``FactoryMisuseError`` for a coroutine that waits for something.
        """
        made: T = super().build(**kwargs)
        return made

    @classmethod
    def build_batch(cls, size: int, **kwargs: Any) -> list[T]:
        """Return so many new objects that no session knows."""
        return list(super().build_batch(size, **kwargs))

    @classmethod
    def _create_all(
        cls, session: Session, size: int, given: dict[str, Any], *, commit: bool
    ) -> list[T]:
        creation = Creation(session, cls._meta, commit=commit)
        with creation.running():
            made = [cls._generate(enums.CREATE_STRATEGY, dict(given)) for _ in range(size)]
            if cls._meta.sqlalchemy_session_persistence is not None:
                creation.finish()
        return made

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> Any:
        if cls._meta.abstract:
            raise FactoryError(
                f"{cls.__name__} is abstract: it has no model. Write"
                f" class {cls.__name__}(AsyncSQLAlchemyFactory[Model]), or name it in Meta.model"
            )
        try:
            return AwaitingBuilder(cls._meta, params, strategy, cls._settler(strategy)).build()
        except InvalidDeclarationError as error:
            error.add_note(f"in a call of {cls.__name__}")
            raise

    @classmethod
    def _settler(cls, strategy: str) -> Settler:
        return cls._join_creation() if strategy == enums.CREATE_STRATEGY else Unsaved(cls.__name__)

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Any:
        return cls._join_creation().save(cls, model_class, args, kwargs)

    @classmethod
    def _join_creation(cls) -> Creation:
        creation = find_creation()
        if creation is None:
            raise FactoryMisuseError(
                f"{cls.__name__} is asynchronous and was called by a plain factory or function",
                advice="derive the factory above it from AsyncSQLAlchemyFactory, or this one from"
                " SQLAlchemyFactory, which serves both",
            )
        return creation

    @classmethod
    def _find_session(cls) -> tuple[AsyncSession, bool]:
        """Return the session, and whether what is created is to be committed."""
        said = cls._meta.sqlalchemy_session_persistence
        if cls._meta.names_session:
            return _unwrap(cls._meta.find_session()), said == "commit"
        binding = find_async_binding(cls.__name__)
        return _unwrap(binding.asynchronous), binding.commit if said == UNSAID else said == "commit"


def _unwrap(session: Any) -> AsyncSession:
    found: AsyncSession = session() if isinstance(session, async_scoped_session) else session
    return found


async def _settle(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


class _Turn(NamedTuple):
    """Who has the session; ``below`` is for calls that come out of this one, such as hooks."""

    session: AsyncSession
    below: Lock


_turns: WeakKeyDictionary[AsyncSession, Lock] = WeakKeyDictionary()
_turn: ContextVar[_Turn | None] = ContextVar("layerproof_turn", default=None)


@asynccontextmanager
async def _take_turn(session: AsyncSession) -> AsyncIterator[None]:
    """Let tasks use a session one after the other: it is not made for two at once."""
    turn = _turn.get()
    is_below = turn is not None and turn.session is session
    lock = turn.below if turn and is_below else _turns.setdefault(session, Lock())
    async with lock:
        token = _turn.set(_Turn(session, Lock()))
        try:
            yield
        finally:
            _turn.reset(token)
