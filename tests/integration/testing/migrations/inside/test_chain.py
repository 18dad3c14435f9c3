"""The chain of revisions is whole, or what breaks it is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layerproof.testing.migrations.values import SINGLE_HEAD, UPGRADE
from tests.support.migrating_backends import GOOD, ask, problems, revision, write_backend

PLAIN = "migrations/versions"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        (
            revision("0002b", "0001", "pass", "pass"),
            [
                (
                    "there are 2 heads where one is expected: 0002 (migrations/versions/0002.py), "
                    "0002b (migrations/versions/0002b.py)"
                )
            ],
        ),
        (
            revision("0003", "0009", "pass", "pass"),
            ["0003: comes after revision 0009, of which there is no file"],
        ),
        (
            {f"{PLAIN}/again.py": revision("0002", "0001", "pass", "pass")[f"{PLAIN}/0002.py"]},
            [
                (
                    "0002: 2 files have this id, and Alembic runs only one of them: "
                    "migrations/versions/0002.py, migrations/versions/again.py"
                )
            ],
        ),
        (
            {f"{PLAIN}/notes.py": "WORDS = 1\n"},
            [
                "lies among the revisions and names no `revision`, so Alembic refuses them all",
            ],
        ),
        (
            {f"{PLAIN}/old/0003.py": revision("0003", "0002", "pass", "pass")[f"{PLAIN}/0003.py"]},
            ["0003: lies in a folder that Alembic does not look into, so it never runs"],
        ),
        (
            {f"{PLAIN}/broken.py": "revision = (\n"},
            ["cannot be read as Python: '(' was never closed (<unknown>, line 1)"],
        ),
    ],
    ids=["whole", "heads", "parent", "twice", "unnamed", "unseen", "syntax"],
)
def test_a_chain_that_is_not_whole_is_named(
    tmp_path: Path, files: Mapping[str, str], expected: list[str]
) -> None:
    """Each way to break the chain is told with its revision, and a whole one is left alone."""
    write_backend(tmp_path, GOOD, files)
    assert problems(ask(tmp_path, "sqlite", SINGLE_HEAD), SINGLE_HEAD) == expected


def test_two_heads_come_with_the_command_that_joins_them(tmp_path: Path) -> None:
    """The advice can be pasted."""
    write_backend(tmp_path, GOOD, revision("0002b", "0001", "pass", "pass"))
    found = ask(tmp_path, "sqlite", SINGLE_HEAD)
    advice = [one.advice for one in found.findings if one.check == SINGLE_HEAD]
    assert advice == [
        'alembic merge -m "merge" 0002 0002b; or let one come after the other',
    ]


def test_a_broken_chain_stops_the_other_checks(tmp_path: Path) -> None:
    """What cannot be looked at because of the chain is no pass."""
    write_backend(tmp_path, GOOD, revision("0003", "0009", "pass", "pass"))
    found = ask(tmp_path, "sqlite", UPGRADE)
    assert problems(found, UPGRADE) == ["not looked at, since the chain of revisions is broken"]


def test_a_merged_chain_is_whole_and_walked(tmp_path: Path) -> None:
    """Branches that were joined again are one line with one head."""
    merge = revision("0003", None, "pass", "pass")
    name = f"{PLAIN}/0003.py"
    text = merge[name].replace("down_revision = None", "down_revision = ('0002', '0002b')")
    branch = revision(
        "0002b", "0001", "op.create_table('b', sa.Column('id'))", "op.drop_table('b')"
    )
    branch = {path: file.replace("('id')", "('id', sa.Integer)") for path, file in branch.items()}
    write_backend(tmp_path, GOOD, branch, {name: text})
    found = [ask(tmp_path, "sqlite", check) for check in (SINGLE_HEAD,)]
    assert [one.findings for one in found] == [()]
