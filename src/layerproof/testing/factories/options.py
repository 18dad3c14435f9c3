"""A factory's ``Meta``, as both kinds of factories read it.

Over factory_boy's own: the model may come from the type argument, the persistence may be left
to the binding, and the use of sequences is remembered in ``restart``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import RLock
from typing import Any, Final

from factory import base, declarations
from factory.alchemy import VALID_SESSION_PERSISTENCE_TYPES, SQLAlchemyOptions

from layerproof.testing.factories.errors import FactoryMisuseError
from layerproof.testing.factories.restart import note_use

#: The persistence of a factory whose Meta says nothing: the binding decides.
UNSAID: Final = "unsaid"

#: Entered again where a factory's own start is found with the help of another factory.
_counting = RLock()


class _Persistence(base.OptionDefault):
    """Inherited from a bound factory only: in factory_boy's own ``None`` says nothing."""

    def apply(self, meta: object, base_meta: object) -> str | None:
        inherited = base_meta if isinstance(base_meta, BoundOptions) else None
        value: str | None = getattr(meta, self.name, getattr(inherited, self.name, UNSAID))
        if value != UNSAID and value not in VALID_SESSION_PERSISTENCE_TYPES:
            raise FactoryMisuseError(
                f"{self.name} cannot be {value!r}",
                advice='write "flush", "commit" or None, or leave it out',
            )
        return value


class BoundOptions(SQLAlchemyOptions):
    """The options of a factory that is bound to the running test's session."""

    sqlalchemy_get_or_create: tuple[str, ...]
    sqlalchemy_session: Any
    sqlalchemy_session_factory: Any
    sqlalchemy_session_persistence: str | None

    def _build_default_options(self) -> list[base.OptionDefault]:
        options = super()._build_default_options()  # type: ignore[no-untyped-call]
        name = "sqlalchemy_session_persistence"
        return [option for option in options if option.name != name] + [
            _Persistence(name, UNSAID)  # type: ignore[no-untyped-call]
        ]

    def get_model_class(self) -> Any:
        """Return the Meta's model, else the class in ``Factory[Model]``."""
        return self.model or self._read_type_argument()

    def _read_type_argument(self) -> type | None:
        for written in vars(self.factory).get("__orig_bases__", ()):
            for argument in getattr(written, "__args__", ()):
                if isinstance(argument, type) and argument is not Any:
                    return argument
        return None

    @property
    def names_session(self) -> bool:
        """Whether the Meta itself names a session."""
        return not (self.sqlalchemy_session is None and self.sqlalchemy_session_factory is None)

    def find_session(self) -> Any:
        """Return the session that the Meta itself names, or ``None``."""
        if self.sqlalchemy_session_factory is not None:
            return self.sqlalchemy_session_factory()
        return self.sqlalchemy_session

    def next_sequence(self) -> int:
        """Return the next number, each once whatever the threads."""
        with _counting:
            note_use(self)
            return int(super().next_sequence())  # type: ignore[no-untyped-call]

    def restart(self) -> None:
        """Forget the sequence's number, and let iterators begin anew."""
        self._counter = None
        shared: Any = self.counter_reference
        shared._counter = None  # noqa: SLF001 - of this very class
        for iterator in _find_iterators(self.pre_declarations.declarations.values()):
            iterator.reset()


def _find_iterators(written: Iterable[object]) -> Iterator[declarations.Iterator]:
    for value in written:
        if isinstance(value, declarations.Iterator):
            yield value
        elif isinstance(value, declarations.Maybe):
            yield from _find_iterators((value.yes, value.no))
