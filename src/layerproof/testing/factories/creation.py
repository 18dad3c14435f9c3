"""One call of an asynchronous factory: its session, what it made, and when that is sent.

The call runs in one greenlet, in which factory_boy's own machinery stays as it is and waits for
coroutines where it meets them. What is made is sent to the database as late as the order of
things allows, at best in one flush at the end. ``awaiting`` drives it, ``asynchronous`` starts it.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import inspect
import uuid
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstanceState, PassiveFlag, Session, object_session
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.util import concurrency

from layerproof.testing.factories.coroutines import run_coroutine
from layerproof.testing.factories.explain import note_gaps
from layerproof.testing.factories.options import BoundOptions
from layerproof.testing.factories.saving import construct, find_or_save

#: Values that a flush does not change.
_ATOMS = (
    type(None), str, bytes, bool, int, float, complex, decimal.Decimal, uuid.UUID, enum.Enum,
    dt.date, dt.time, dt.timedelta,
)  # fmt: skip

#: Relationships that are not loaded as a whole, or refuse to be.
_UNLOADABLE = ("dynamic", "noload", "raise", "raise_on_sql", "write_only")

#: Look at what was added to a collection, and do not load it for that.
_UNLOADED = PassiveFlag.PASSIVE_NO_INITIALIZE | PassiveFlag.INCLUDE_PENDING_MUTATIONS

#: SQLAlchemy renames it in 2.2.
_await = getattr(concurrency, "await_", None) or concurrency.await_only

_current: ContextVar[Creation | None] = ContextVar("layerproof_creation", default=None)


def find_creation() -> Creation | None:
    """Return the asynchronous call that this very code is a part of, or ``None``.

    A task that a hook starts is no part of it: it runs outside the call's greenlet.
    """
    creation = _current.get()
    return None if creation is None or creation.is_waiting else creation


class Creation:
    """One call of ``create`` or ``create_batch`` with all that it makes."""

    def __init__(self, session: Session, options: BoundOptions, *, commit: bool) -> None:
        self.session = session
        self._sessions = {_source(options): session}
        self.commit = commit
        self.is_waiting = False
        self._made: list[tuple[Any, type]] = []
        self._unsent = 0
        self._is_reading = False
        self._filled: dict[int, set[str]] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Be what ``find_creation`` finds."""
        token = _current.set(self)
        event.listen(self.session, "before_flush", self._note_collections)
        try:
            yield
        finally:
            event.remove(self.session, "before_flush", self._note_collections)
            _current.reset(token)

    def settle(self, value: Any) -> Any:
        """Return the value itself, or what it gives when awaited."""
        if inspect.iscoroutine(value):
            return run_coroutine(value, self._wait)
        return self._wait(value) if inspect.isawaitable(value) else value

    def _wait(self, awaitable: Awaitable[Any]) -> Any:
        self.is_waiting = True
        try:
            return _await(awaitable)
        finally:
            self.is_waiting = False

    @contextmanager
    def reading(self, *, values: bool) -> Iterator[None]:
        """Evaluate a declaration that may look into the values of other fields, or may not."""
        before, self._is_reading = self._is_reading, values
        try:
            yield
        finally:
            self._is_reading = before

    def show(self, value: Any) -> None:
        """Send what was made if a declaration is about to see it, for it may want an id."""
        if self._is_reading and self._unsent and not isinstance(value, _ATOMS):
            self.flush()

    def save(
        self, factory: type, model: type, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        """Return a new object in the session, or the one that is there already."""
        options: BoundOptions = factory._meta  # type: ignore[attr-defined] # noqa: SLF001 - as factory_boy
        session = self._choose_session(options)
        self.commit = self.commit or options.sqlalchemy_session_persistence == "commit"

        def save() -> Any:
            made = construct(factory, model, args, kwargs)
            session.add(made)
            return made

        keys = options.sqlalchemy_get_or_create
        made = find_or_save(session, factory, model, keys, kwargs, save) if keys else save()
        self.track(made, factory)
        if session is not self.session:
            session.flush()
        elif not keys:
            self._unsent += 1
        return made

    def _choose_session(self, options: BoundOptions) -> Session:
        """Return the session that a factory names itself, else that of the call."""
        source = _source(options)
        if options.names_session and source not in self._sessions:
            self._sessions[source] = options.find_session().sync_session
        return self._sessions.get(source, self.session)

    def track(self, made: Any, factory: type) -> None:
        """Take care that this object can be read when the call is over."""
        self._made.append((made, factory))

    def flush(self) -> None:
        """Send what was made; an object without a required value is named on the error."""
        try:
            self.session.flush()
        except IntegrityError as error:
            note_gaps(error, self._made[-self._unsent :] if self._unsent else self._made)
            raise
        self._unsent = 0

    def finish(self) -> None:
        """Send the rest, commit if that is wanted, and load what is readable without waiting."""
        self.flush()
        if self.commit:
            self._note_relationships()
            self.session.commit()
        for made, _ in self._made:
            self._load(made)

    def _note_collections(self, *_: object) -> None:
        """Before a flush, remember collections that grew from the other side, unloaded."""
        dirty = {id(instance) for instance in self.session.dirty}
        for made in [made for made, _ in self._made if id(made) in dirty] if dirty else ():
            state = _inspect(made)
            for relationship in state.mapper.relationships:
                key, lazy = relationship.key, relationship.lazy
                if not relationship.uselist or key in state.dict or lazy in _UNLOADABLE:
                    continue
                if get_history(made, key, _UNLOADED).added:
                    self._filled.setdefault(id(made), set()).add(key)

    def _note_relationships(self) -> None:
        """Remember what is loaded, before a commit lets it expire."""
        for made, _ in self._made:
            state = _inspect(made)
            loaded = {
                relationship.key
                for relationship in state.mapper.relationships
                if relationship.key in state.dict and relationship.lazy not in _UNLOADABLE
            }
            self._filled.setdefault(id(made), set()).update(loaded)

    def _load(self, made: Any) -> None:
        state = _inspect(made)
        session = object_session(made)
        if session is None or not state.persistent:
            return
        missing = {key for key in self._filled.get(id(made), ()) if key not in state.dict}
        if state.expired_attributes:
            missing |= {
                attribute.key
                for attribute in state.mapper.column_attrs
                if attribute.key in state.expired_attributes and not attribute.deferred
            }
        if missing:
            session.refresh(made, sorted(missing))


def _source(options: BoundOptions) -> tuple[Any, Any]:
    return options.sqlalchemy_session, options.sqlalchemy_session_factory


def _inspect(made: Any) -> InstanceState[Any]:
    state: InstanceState[Any] = sqlalchemy.inspect(made)
    return state
