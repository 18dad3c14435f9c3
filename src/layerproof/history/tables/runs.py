"""A run and what its report says of it, apart from single tests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Double, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from layerproof.history.tables.metadata import KEY_TYPE, Key, Row, UtcDateTime
from layerproof.history.tables.values import Name, NameKey, OfRun, Place, Word


class RunRow(Row):
    """A run. ``run_id`` is the report's id, ``digest`` the SHA-256 of its canonical content.

    A run that arrives in pieces says how many it has (``pieces``) and is not ``complete`` until all
    are there; a whole report has none.
    """

    __tablename__ = "runs"
    __table_args__ = (
        UniqueConstraint("project_id", "run_id"),
        Index(None, "project_id", "created_at", "id"),
        Index(None, "project_id", "branch", "created_at", "id"),
        Index(None, "project_id", "commit"),
    )

    id: Mapped[Key]
    run_id: Mapped[str] = mapped_column(String(64))
    project_id: Mapped[int] = mapped_column(KEY_TYPE, ForeignKey("projects.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    commit: Mapped[Name]
    branch: Mapped[Name]
    dirty: Mapped[bool]
    ruling: Mapped[Word]
    exit_code: Mapped[int]
    partial: Mapped[bool]
    branch_coverage: Mapped[bool]
    schema_version: Mapped[int]
    tool_version: Mapped[Name]
    digest: Mapped[str] = mapped_column(String(64))
    notes: Mapped[list[str]] = mapped_column(JSON)
    complete: Mapped[bool]
    pieces: Mapped[int]


class RunDocumentRow(Row):
    """The whole report, canonical JSON compressed with zlib: nothing that was pushed is lost."""

    __tablename__ = "run_documents"

    run_id: Mapped[OfRun]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ReasonRow(Row):
    """A reason of a verdict, in the report's order."""

    __tablename__ = "run_reasons"

    run_id: Mapped[OfRun]
    position: Mapped[Place]
    ruling: Mapped[Word]
    code: Mapped[Name]
    message: Mapped[str] = mapped_column(Text)
    advice: Mapped[str] = mapped_column(Text)
    suite: Mapped[str | None] = mapped_column(String(255))
    layer: Mapped[str | None] = mapped_column(String(255))
    path: Mapped[str | None] = mapped_column(Text)
    line: Mapped[int | None]


class SuiteRow(Row):
    """A suite of a run."""

    __tablename__ = "run_suites"

    run_id: Mapped[OfRun]
    name: Mapped[NameKey]
    position: Mapped[int]
    ruling: Mapped[Word]
    required: Mapped[bool]
    expected: Mapped[int]
    arrived: Mapped[int]
    seconds: Mapped[float] = mapped_column(Double)
    selected: Mapped[int]
    passed: Mapped[int]
    failed: Mapped[int]
    error: Mapped[int]
    skipped: Mapped[int]
    xfailed: Mapped[int]
    xpassed: Mapped[int]


class LayerRow(Row):
    """A layer of a run with its merged counts; the whole source is the layer ``total``."""

    __tablename__ = "run_layers"

    run_id: Mapped[OfRun]
    name: Mapped[NameKey]
    position: Mapped[int]
    measured: Mapped[bool]
    files: Mapped[int]
    statements: Mapped[int]
    missing: Mapped[int]
    branches: Mapped[int]
    missing_branches: Mapped[int]


class LayerSuiteRow(Row):
    """What one suite covered of one layer."""

    __tablename__ = "run_layer_suites"

    run_id: Mapped[OfRun]
    layer: Mapped[NameKey]
    suite: Mapped[NameKey]
    statements: Mapped[int]
    missing: Mapped[int]
    branches: Mapped[int]
    missing_branches: Mapped[int]


class GateRow(Row):
    """A gate of a run and what was held to it."""

    __tablename__ = "run_gates"

    run_id: Mapped[OfRun]
    position: Mapped[Place]
    scope: Mapped[Name]
    layer: Mapped[Name]
    kind: Mapped[Word]
    threshold: Mapped[int]
    covered: Mapped[int]
    total: Mapped[int]
    uncovered: Mapped[int]
    ruling: Mapped[Word]
    path: Mapped[str | None] = mapped_column(Text)
