"""Down and up again, revision by revision, on empty tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerproof.testing.migrations.values import DOWN_AND_UP, Gap
from tests.support.migrating_backends import (
    ASYNC,
    GOOD,
    SYNC,
    ask,
    problems,
    revision,
    write_backend,
)

ENGINES = ["sqlite", "postgresql"]
NOTES = "op.create_table('notes', sa.Column('id', sa.Integer, primary_key=True))"
LATER = revision("0004", "0003", NOTES, "pass")


def _lines(found: list[str]) -> list[list[str]]:
    return [[line.strip() for line in one.splitlines()] for one in found]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("connect", [SYNC, ASYNC], ids=["sync", "async"])
def test_a_sound_backend_goes_down_and_up(tmp_path: Path, engine: str, connect: str) -> None:
    """Nothing is found where each downgrade undoes its upgrade."""
    write_backend(tmp_path, GOOD, connect=connect)
    found = ask(tmp_path, engine, DOWN_AND_UP)
    assert (found.findings, found.gaps) == ((), ())


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_downgrade_forgets_is_named(tmp_path: Path, engine: str) -> None:
    """A table that stays behind is told, without what belongs to it."""
    up = f"""
    op.execute('DROP TABLE IF EXISTS notes')
    {NOTES}
    op.create_index('ix_users_id_email', 'users', ['id', 'email'])
    """
    down = "op.drop_index('ix_users_id_email', 'users')"
    write_backend(tmp_path, GOOD, revision("0003", "0002", up, down))
    assert _lines(problems(ask(tmp_path, engine, DOWN_AND_UP), DOWN_AND_UP)) == [
        ["0003: the downgrade does not lead back:", "left behind: table notes"]
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_downgrade_takes_too_much_is_named(tmp_path: Path, engine: str) -> None:
    """A column's rule that is not what it was is told with both sides."""
    up = """
    with op.batch_alter_table('users') as batch:
        batch.add_column(sa.Column('name', sa.String(20)))
    """
    down = """
    with op.batch_alter_table('users') as batch:
        batch.drop_column('name')
        batch.alter_column('email', nullable=True, existing_type=sa.String(40))
    """
    write_backend(tmp_path, GOOD, revision("0003", "0002", up, down))
    kind = "character varying(40)" if engine == "postgresql" else "VARCHAR(40)"
    assert _lines(problems(ask(tmp_path, engine, DOWN_AND_UP), DOWN_AND_UP)) == [
        [
            "0003: the downgrade does not lead back:",
            f"changed: column users.email was '{kind} NOT NULL' and is '{kind}'",
        ],
        [
            "0003: the second upgrade gives something else:",
            f"changed: column users.email was '{kind} NOT NULL' and is '{kind}'",
        ],
    ]


def test_a_forgotten_type_is_named(tmp_path: Path) -> None:
    """The enum type that PostgreSQL keeps after its table is told."""
    up = "op.create_table('bills', sa.Column('state', sa.Enum('new', 'paid', name='state')))"
    write_backend(tmp_path, GOOD, revision("0003", "0002", up, "op.drop_table('bills')"))
    found = _lines(problems(ask(tmp_path, "postgresql", DOWN_AND_UP), DOWN_AND_UP))
    assert found[0] == ["0003: the downgrade does not lead back:", "left behind: enum state"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_revision_without_a_way_back_is_told_and_passed(tmp_path: Path, engine: str) -> None:
    """Both ways to say so are heard, and the revisions behind are still looked at."""
    raising = revision("0003", "0002", "pass", "raise NotImplementedError")
    marked = revision("0004", "0003", "pass", "raise RuntimeError")
    marked = {path: f"{text}\nirreversible = True\n" for path, text in marked.items()}
    write_backend(tmp_path, GOOD, raising, marked, revision("0005", "0004", NOTES, "pass"))
    found = ask(tmp_path, engine, DOWN_AND_UP)
    reason = "no way back from 0003, 0004, by their own word: not gone back"
    assert found.gaps == (Gap(DOWN_AND_UP, reason),)
    said = problems(found, DOWN_AND_UP)
    assert said[0].startswith("0005: the downgrade does not lead back:")


def test_a_downgrade_that_fails_does_not_hide_the_next(tmp_path: Path) -> None:
    """Where a failed step leaves nothing behind, the walk goes on after it."""
    failing = revision("0003", "0002", "pass", "op.drop_table('nowhere')")
    write_backend(tmp_path, GOOD, failing, LATER)
    said = problems(ask(tmp_path, "postgresql", DOWN_AND_UP), DOWN_AND_UP)
    assert said[0].startswith('0003: the downgrade failed: table "nowhere" does not exist')
    assert said[1].startswith("0004: the downgrade does not lead back:")


def test_a_failed_second_upgrade_is_told(tmp_path: Path) -> None:
    """What a downgrade leaves behind may bar the way up again, and both are told."""
    write_backend(tmp_path, GOOD, revision("0003", "0002", NOTES, "pass"))
    said = problems(ask(tmp_path, "sqlite", DOWN_AND_UP), DOWN_AND_UP)
    assert said[0].startswith("0003: the downgrade does not lead back:")
    assert said[1].startswith("0003: the second upgrade failed: table notes already exists")


@pytest.mark.parametrize("engine", ENGINES)
def test_many_revisions_are_one_run_of_env_py(tmp_path: Path, engine: str) -> None:
    """However many revisions there are, env.py is loaded once for the walk."""
    more = [revision(f"{number:04}", f"{number - 1:04}", "pass", "pass") for number in range(3, 30)]
    count = "import pathlib\nwith open(pathlib.Path(__file__).with_name('runs'), 'a') as f:\n"
    write_backend(tmp_path, GOOD, *more, connect=f"{count}    f.write('x')\n{SYNC}")
    assert ask(tmp_path, engine, DOWN_AND_UP).findings == ()
    assert (tmp_path / "migrations" / "runs").read_text() == "x"
