"""Tests, each named once a project, and how they ended in each run.

Results are by far the most rows there are. They hold a number instead of the test's name, and
SQLite keeps them in one tree by run, without a second one for row numbers.
"""

from __future__ import annotations

from sqlalchemy import Double, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from layerproof.history.tables.metadata import KEY_TYPE, Key, Row

#: Bytes of the hash that stands for a suite and a test's name; names can be longer than an
#: index of PostgreSQL can hold.
HASH_BYTES = 16

#: Results that failed, or passed only when they were tried again.
CONSPICUOUS = "result IN ('failed', 'error') OR retries > 0"


class TestRow(Row):
    """A test of a project, in one suite."""

    __test__ = False
    __tablename__ = "tests"
    __table_args__ = (UniqueConstraint("project_id", "name_hash"),)

    id: Mapped[Key]
    project_id: Mapped[int] = mapped_column(KEY_TYPE, ForeignKey("projects.id", ondelete="CASCADE"))
    name_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_BYTES))
    suite: Mapped[str] = mapped_column(String(255))
    nodeid: Mapped[str] = mapped_column(Text)


class TestResultRow(Row):
    """How a test ended in a part of a run; ``position`` is its place in the report.

    ``variant`` is what a part differs by from others of its suite, apart from its share of the
    tests: the Python version. ``retries`` is how often the test was tried again in that part.
    """

    __test__ = False
    __tablename__ = "test_results"
    __table_args__ = (
        Index(None, "test_id", "run_id"),
        # What is asked for most is rare: tests that did not simply pass.
        Index(
            "ix_test_results_conspicuous",
            "run_id",
            "test_id",
            sqlite_where=text(CONSPICUOUS),
            postgresql_where=text(CONSPICUOUS),
        ),
        {"sqlite_with_rowid": False},
    )

    run_id: Mapped[int] = mapped_column(
        KEY_TYPE, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    test_id: Mapped[int] = mapped_column(KEY_TYPE, ForeignKey("tests.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(255))
    variant: Mapped[str] = mapped_column(String(32), server_default=text("''"))
    retries: Mapped[int] = mapped_column(server_default="0")
    result: Mapped[str] = mapped_column(String(8))
    seconds: Mapped[float] = mapped_column(Double)
    message: Mapped[str] = mapped_column(Text)
