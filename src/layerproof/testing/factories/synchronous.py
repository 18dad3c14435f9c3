"""``SQLAlchemyFactory``: factory_boy's SQLAlchemy factory, bound to the running test's session.

Neighbour: ``asynchronous`` holds its twin. ``creation`` lends it the session of an asynchronous
factory that has a plain one below it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, Generic, TypeVar

from factory import enums
from factory.alchemy import SQLAlchemyModelFactory
from factory.errors import InvalidDeclarationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, object_session

from layerproof.testing.factories.binding import find_sync_binding
from layerproof.testing.factories.creation import find_creation
from layerproof.testing.factories.explain import note_gaps
from layerproof.testing.factories.options import UNSAID, BoundOptions
from layerproof.testing.factories.saving import construct, find_or_save

T = TypeVar("T")


class SQLAlchemyFactory(SQLAlchemyModelFactory, Generic[T]):
    """Makes rows of one model with the session of the running test.

    ``class UserFactory(SQLAlchemyFactory[User])`` needs no ``Meta.model``. What is created is
    flushed, and committed where the binding or ``Meta.sqlalchemy_session_persistence`` says so;
    a session in the Meta wins over the test's. All else is factory_boy's.
    """

    _options_class = BoundOptions
    _meta: BoundOptions

    class Meta:
        """Not a factory for anything itself."""

        abstract = True

    @classmethod
    def create(cls, **kwargs: Any) -> T:
        """Return a new row, with these values over the declared ones.

        Raises ``FactoryUnboundError`` if no session is bound.
        """
        made: T = super().create(**kwargs)
        return made

    @classmethod
    def create_batch(cls, size: int, **kwargs: Any) -> list[T]:
        """Return so many new rows."""
        return list(super().create_batch(size, **kwargs))

    @classmethod
    def build(cls, **kwargs: Any) -> T:
        """Return a new object that no session knows."""
        made: T = super().build(**kwargs)
        return made

    @classmethod
    def build_batch(cls, size: int, **kwargs: Any) -> list[T]:
        """Return so many new objects that no session knows."""
        return list(super().build_batch(size, **kwargs))

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> Any:
        try:
            with cls._hold(strategy):
                return super()._generate(strategy, params)  # type: ignore[no-untyped-call]
        except InvalidDeclarationError as error:
            error.add_note(f"in a call of {cls.__name__}")
            raise

    @classmethod
    def _hold(cls, strategy: str) -> AbstractContextManager[object]:
        """Keep other threads from the session while this one creates."""
        options = cls._meta
        if strategy != enums.CREATE_STRATEGY or options.abstract or options.names_session:
            return nullcontext()
        return nullcontext() if find_creation() else find_sync_binding(cls.__name__).lock

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Any:
        session = cls._find_session()
        keys = cls._meta.sqlalchemy_get_or_create

        def save() -> Any:
            made = construct(cls, model_class, args, kwargs)
            session.add(made)
            return made

        made = find_or_save(session, cls, model_class, keys, kwargs, save) if keys else save()
        cls._persist(session, made)
        creation = find_creation()
        if creation is not None:
            creation.track(made, cls)
        return made

    @classmethod
    def _after_postgeneration(
        cls,
        instance: Any,
        create: bool,  # noqa: FBT001 - factory_boy's face
        results: dict[str, Any] | None = None,
    ) -> None:
        super()._after_postgeneration(instance, create, results)  # type: ignore[no-untyped-call]
        session = object_session(instance) if create and results else None
        if session is not None:
            cls._persist(session, instance)

    @classmethod
    def _find_session(cls) -> Session:
        if cls._meta.names_session:
            session: Session = cls._meta.find_session()
            return session
        creation = find_creation()
        return creation.session if creation else find_sync_binding(cls.__name__).sync

    @classmethod
    def _persist(cls, session: Session, made: Any) -> None:
        said = cls._meta.sqlalchemy_session_persistence
        if said is None:
            return
        try:
            session.flush()
        except IntegrityError as error:
            note_gaps(error, [(made, cls)])
            raise
        if said == "commit" or (said == UNSAID and cls._is_bound_to_commit()):
            session.commit()

    @classmethod
    def _is_bound_to_commit(cls) -> bool:
        if cls._meta.names_session or find_creation():
            return False
        return find_sync_binding(cls.__name__).commit
