"""How statements are told apart and put together, on their texts alone."""

from __future__ import annotations

import pytest

from layerproof.testing.query_counter.statements import (
    Origin,
    Repeated,
    Statement,
    group,
    is_housekeeping,
    kind_of,
    normalise,
)

ONE = Origin("/shop/a.py", 1, "one")
OTHER = Origin("/shop/a.py", 2, "other")


@pytest.mark.parametrize(
    ("sql", "normal"),
    [
        ("SELECT a\n  FROM t  WHERE b = 'it''s (1)'", "SELECT a FROM t WHERE b = ?"),
        ("SELECT t1.a2 FROM t1 WHERE b = 1.5 LIMIT 10", "SELECT t1.a2 FROM t1 WHERE b = ? LIMIT ?"),
        ("SELECT a WHERE b IN (?, ?, ?)", "SELECT a WHERE b IN (?)"),
        ("SELECT a WHERE b IN (%(b_1)s, %(b_2)s)", "SELECT a WHERE b IN (?)"),
        ("SELECT a WHERE b IN ($1::INTEGER, $2::VARCHAR(20))", "SELECT a WHERE b IN (?)"),
        ("SELECT a WHERE b = $1::TIMESTAMP", "SELECT a WHERE b = ?::TIMESTAMP"),
        ("SELECT a::text WHERE b = :name", "SELECT a::text WHERE b = ?"),
        ("INSERT INTO t VALUES (?, ?), (?, ?)", "INSERT INTO t VALUES (?)"),
        ("/* trace=1 */ SELECT 1 -- why", "SELECT ?"),
    ],
)
def test_equal_queries_are_equal_texts(sql: str, normal: str) -> None:
    """Values, lists of values, comments and line breaks make no difference."""
    assert normalise(sql) == normal


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("select 1", "SELECT"),
        ("  (SELECT 1) UNION (SELECT 2)", "SELECT"),
        ("-- delete\n/* update */ INSERT INTO t", "INSERT"),
        ("WITH c AS (SELECT ')' FROM t) UPDATE t SET a = 1", "UPDATE"),
        ("WITH c AS (DELETE FROM t RETURNING a) SELECT a FROM c", "SELECT"),
        ("WITH c", "WITH"),
        ("", ""),
    ],
)
def test_the_verb_is_found(sql: str, kind: str) -> None:
    """Comments, parentheses and common table expressions do not hide what a statement does."""
    assert kind_of(sql) == kind


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SAVEPOINT sa_savepoint_1", True),
        ("RELEASE SAVEPOINT sa_savepoint_1", True),
        ("ROLLBACK TO SAVEPOINT sa_savepoint_1", True),
        ("/* x */ begin immediate", True),
        ("START TRANSACTION", True),
        ("COMMIT", True),
        ("PRAGMA foreign_keys=ON", True),
        ("SELECT 'COMMIT'", False),
        ("SET LOCAL lock_timeout = 1", False),
        ("BEGINNING", False),
    ],
)
def test_housekeeping_is_known(sql: str, expected: bool) -> None:
    """Control of transactions and PRAGMAs are told from queries by their first word."""
    assert is_housekeeping(sql) is expected


def test_groups_are_of_one_line_and_the_largest_comes_first() -> None:
    """The same SQL from two lines is two groups, and the most frequent stands first."""
    first, second = Statement("SELECT 1", origin=OTHER), Statement("SELECT 2", origin=ONE)
    third = Statement("SELECT 3", origin=ONE)

    assert group([first, second, third]) == (
        Repeated("SELECT ?", ONE, (second, third)),
        Repeated("SELECT ?", OTHER, (first,)),
    )
