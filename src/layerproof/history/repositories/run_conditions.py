"""Conditions on runs that more than one repository asks for."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists

from layerproof.history.tables import LayerRow, ReasonRow, RunRow

_MEASURED = ("kept", "broken")


def is_whole() -> ColumnElement[bool]:
    """Whether all of a run came, and it has a verdict."""
    return and_(RunRow.complete.is_(True), RunRow.partial.is_(False))


def is_measured() -> ColumnElement[bool]:
    """Whether all of a run was measured, also where it is broken for another reason."""
    lacks = exists().where(ReasonRow.run_id == RunRow.id, ReasonRow.ruling == "not measured")
    return and_(RunRow.ruling.in_(_MEASURED), ~lacks)


def is_covered() -> ColumnElement[bool]:
    """Whether a run has a layer with counts."""
    return exists().where(LayerRow.run_id == RunRow.id, LayerRow.measured.is_(True))
