"""Which session the factories of the running test use.

The bindings stand in one list for the whole process, not in a context variable: a thread that a
test starts has a context of its own and must find its test's session all the same. A process
runs one test at a time. Fixtures put a binding in; ``synchronous`` and ``asynchronous`` ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

from layerproof.testing.factories.errors import FactoryUnboundError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

_BUILDS = "build() needs no database"


class Binding:
    """The sessions of one test, each made when a factory first creates something with it.

    ``commit`` says that what factories create is committed, where they do not say themselves.
    ``lock`` is held while a factory uses the synchronous session, which is not safe for threads.
    """

    def __init__(
        self,
        sync: Callable[[], Session] | None,
        asynchronous: Callable[[], AsyncSession] | None,
        *,
        commit: bool,
    ) -> None:
        self._open_sync = sync
        self._open_asynchronous = asynchronous
        self._sync: Session | None = None
        self._asynchronous: AsyncSession | None = None
        self.commit = commit
        self.lock = RLock()

    @property
    def has_sync(self) -> bool:
        """Whether plain factories find a session here."""
        return self._open_sync is not None

    @property
    def has_asynchronous(self) -> bool:
        """Whether asynchronous factories find a session here."""
        return self._open_asynchronous is not None

    @property
    def sync(self) -> Session:
        """The session of plain factories."""
        with self.lock:
            if self._sync is None:
                assert self._open_sync is not None  # noqa: S101 - callers look at has_sync
                self._sync = self._open_sync()
            return self._sync

    @property
    def asynchronous(self) -> AsyncSession:
        """The session of asynchronous factories."""
        if self._asynchronous is None:
            assert self._open_asynchronous is not None  # noqa: S101 - as above
            self._asynchronous = self._open_asynchronous()
        return self._asynchronous


_bindings: list[Binding] = []


@contextmanager
def bind_factories(
    sync: Callable[[], Session] | None = None,
    asynchronous: Callable[[], AsyncSession] | None = None,
    *,
    commit: bool = False,
) -> Iterator[Binding]:
    """Let factories use these sessions until the block ends.

    Blocks may be nested, each with one kind of session or both: a factory takes the innermost of
    its own kind. They need not end in the order in which they began.

    :param sync: gives the session of ``SQLAlchemyFactory``; called once, when first needed.
    :param asynchronous: gives the session of ``AsyncSQLAlchemyFactory``, likewise.
    :param commit: commit what is created, instead of only flushing it.
    """
    binding = Binding(sync, asynchronous, commit=commit)
    _bindings.append(binding)
    try:
        yield binding
    finally:
        _bindings.remove(binding)


def find_sync_binding(user: str) -> Binding:
    """Return the innermost binding with a plain session.

    :param user: who needs it, as the error names it.

    Raises ``FactoryUnboundError`` if there is none.
    """
    for binding in reversed(_bindings):
        if binding.has_sync:
            return binding
    fixtures = "`db`, `committed_db` or `fresh_db`"
    raise _explain_unbound(user, "a synchronous", "AsyncSQLAlchemyFactory", fixtures)


def find_async_binding(user: str) -> Binding:
    """Return the innermost binding with an asynchronous session.

    :param user: who needs it, as the error names it.

    Raises ``FactoryUnboundError`` if there is none.
    """
    for binding in reversed(_bindings):
        if binding.has_asynchronous:
            return binding
    fixtures = "`async_db` or `async_committed_db`"
    raise _explain_unbound(user, "an asynchronous", "SQLAlchemyFactory", fixtures)


def has_sync_binding() -> bool:
    """Whether a plain session is bound."""
    return any(binding.has_sync for binding in _bindings)


def has_async_binding() -> bool:
    """Whether an asynchronous session is bound."""
    return any(binding.has_asynchronous for binding in _bindings)


def _explain_unbound(user: str, kind: str, other: str, fixtures: str) -> FactoryUnboundError:
    bound = "only one of the other kind is" if _bindings else "none is"
    instead = f", or derive the factory from {other}" if _bindings else ""
    return FactoryUnboundError(
        f"{user} needs {kind} database session to create something, and {bound} bound to this test",
        advice=f"let the test, or a fixture that it uses, ask for {fixtures}{instead}; or name a"
        " session in the factory's Meta.sqlalchemy_session; build() needs no database",
    )
