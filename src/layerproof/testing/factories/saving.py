"""Making an object and finding one that exists, the same for both kinds of factories."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from layerproof.testing.factories.errors import FactoryMisuseError
from layerproof.testing.factories.explain import note_fields


def construct(factory: type, model: type, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Return a new object of the model; a ``TypeError`` of the model names factory and field."""
    try:
        return model(*args, **kwargs)
    except TypeError as error:
        note_fields(error, factory, model, kwargs)
        raise


def find_or_save(
    session: Session,
    factory: type,
    model: type,
    keys: Sequence[str],
    kwargs: Mapping[str, Any],
    save: Callable[[], Any],
) -> Any:
    """Return the row that has these keys' values, else what ``save`` makes.

    A row that somebody else puts in between is found as well: the attempt is made in a
    savepoint, so that what the test made before it is not lost.

    Raises ``FactoryMisuseError`` for a key that the factory gives no value.
    """
    missing = [key for key in keys if key not in kwargs]
    if missing:
        raise FactoryMisuseError(
            f"{factory.__name__} looks for an existing {model.__name__} by"
            f" {', '.join(missing)}, and gives no value for it",
            advice="declare the field in the factory, or take it out of sqlalchemy_get_or_create",
        )
    query: Select[Any] = select(model).filter_by(**{key: kwargs[key] for key in keys})
    session.flush()
    found = session.scalars(query).unique().one_or_none()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            made = save()
    except IntegrityError:
        found = session.scalars(query).unique().one_or_none()
        if found is None:
            raise
        return found
    return made
