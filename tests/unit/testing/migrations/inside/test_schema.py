"""Two schemas are compared by what they hold."""

from __future__ import annotations

from layerproof.testing.migrations.inside.schema import compare

BEFORE = {"table users": "", "column users.id": "integer", "index ix on users": "(id)"}


def test_equal_schemas_differ_in_nothing() -> None:
    """Order does not count."""
    assert compare(BEFORE, dict(reversed(list(BEFORE.items())))) == []


def test_a_table_stands_for_all_that_belongs_to_it() -> None:
    """Columns, keys, indexes and sequences of a table that is named are not named again."""
    more = {
        "table a": "",
        "column a.id": "integer",
        "constraint a_pkey on a": "PRIMARY KEY (id)",
        "index ix_a on a": "(id)",
        "sequence a_id_seq": "",
        "enum state": "new, old",
        "index ix_users on users": "(id)",
    }
    left = ["left behind: enum state", "left behind: index ix_users on users"]
    assert compare(BEFORE, BEFORE | more) == [*left, "left behind: table a"]
    assert compare(BEFORE | more, BEFORE) == [
        line.replace("left behind", "missing") for line in [*left, "left behind: table a"]
    ]


def test_a_changed_thing_is_told_with_both_sides() -> None:
    """What it was, and what it is."""
    changed = {**BEFORE, "column users.id": "bigint"}
    assert compare(BEFORE, changed) == ["changed: column users.id was 'integer' and is 'bigint'"]
