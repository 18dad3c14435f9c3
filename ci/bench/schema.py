"""Sixty tables, each referring to the one before it, as a backend of some size has them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, MetaData, String, Table, func

TABLES = 60

metadata = MetaData()


def _add_table(number: int) -> Table:
    before = [ForeignKey(f"shop_{number - 1:02}.id")] if number else []
    return Table(
        f"shop_{number:02}",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(80), nullable=False, index=True),
        Column("parent_id", Integer, *before),
        Column("made_at", DateTime, server_default=func.now()),
    )


tables = [_add_table(number) for number in range(TABLES)]
