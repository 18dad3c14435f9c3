"""Notes on errors of models and databases: which factory, which field.

The errors keep their type, since a test may well expect them.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import sqlalchemy
from sqlalchemy.orm import Mapper


def note_fields(error: Exception, factory: type, model: type, given: Iterable[str]) -> None:
    """Say on the error which of the given fields the model does not have."""
    mapper: Any = sqlalchemy.inspect(model, raiseerr=False)
    if not isinstance(mapper, Mapper):
        error.add_note(f"{factory.__name__} could not make this {model.__name__}")
        return
    known = sorted(mapper.attrs.keys())
    strange = [name for name in given if name not in known and not hasattr(model, name)]
    error.add_note(
        f"{factory.__name__} gave {_list(strange)} to {model.__name__}, which has"
        f" {_list(known)}{_suggest(strange, known)}"
        if strange
        else f"{factory.__name__} could not make this {model.__name__}"
    )


def note_gaps(error: Exception, makers: Iterable[tuple[Any, type]]) -> None:
    """Say on the error which objects lack a value that their table requires.

    :param makers: each object with the factory that made it.
    """
    for instance, factory in makers:
        gaps = find_gaps(instance)
        if gaps:
            error.add_note(
                f"{factory.__name__} gave {type(instance).__name__} no value for {_list(gaps)}"
            )


def find_gaps(instance: Any) -> list[str]:
    """Return the attributes without a value whose columns require one and have no default."""
    state = sqlalchemy.inspect(instance)
    return [
        attribute.key
        for attribute in state.mapper.column_attrs
        if state.dict.get(attribute.key) is None and any(map(_is_required, attribute.columns))
    ]


def _is_required(column: Any) -> bool:
    if not isinstance(column, sqlalchemy.Column) or column.nullable:
        return False
    filled = column.default is not None or column.server_default is not None
    counted = column is getattr(column.table, "autoincrement_column", None)
    return not (filled or counted or column.computed or column.identity)


def _suggest(strange: list[str], known: list[str]) -> str:
    near = [match for name in strange for match in get_close_matches(name, known, n=1)]
    return f"; did you mean {_list(near)}?" if near else ""


def _list(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
