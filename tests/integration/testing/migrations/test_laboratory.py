"""The checks as they are asked for: a process for each database, exceptions, gaps, and ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layerproof.testing.migrations.checks import (
    check_data_survives,
    check_down_and_up,
    check_locks,
    check_models_imported,
    check_upgrade,
)
from layerproof.testing.migrations.faults import MigrationFault, NotMeasuredHere
from layerproof.testing.migrations.values import Gap
from tests.support.migrating_backends import (
    GOOD,
    MODELS,
    SYNC,
    open_laboratory,
    revision,
    write_backend,
)
from tests.support.session_projects import write_files

PACKAGE = {
    "src/shop/__init__.py": "",
    "src/shop/base.py": f"import sqlalchemy as sa\n{MODELS}",
    "src/shop/lost.py": (
        "import sqlalchemy as sa\nfrom shop.base import metadata\n\n"
        "Lost = sa.Table('lost', metadata, sa.Column('id', sa.Integer))\n"
    ),
    "src/shop/broken.py": "from sqlalchemy import Column, NoSuchName\n\nid = Column('id')\n",
    "src/shop/program.py": "raise SystemExit('not to be imported')\n",
}
NOTHING = revision("0003", "0002", "pass", "raise NotImplementedError")


def test_a_model_that_env_py_does_not_import_is_named(tmp_path: Path) -> None:
    """Module and table are told; what cannot be imported is a gap, the rest is left alone."""
    write_backend(tmp_path, GOOD, PACKAGE, models="from shop.base import metadata")
    laboratory = open_laboratory(tmp_path, "sqlite", source=("src/shop",))
    with pytest.raises(MigrationFault, match=r"defines the table lost, and env\.py") as caught:
        check_models_imported(laboratory)
    assert [one.file for one in caught.value.findings] == ["src/shop/lost.py"]
    (tmp_path / "src/shop/lost.py").unlink()
    laboratory = open_laboratory(tmp_path, "sqlite", source=("src/shop",))
    (gap,) = check_models_imported(laboratory)
    assert gap.reason.startswith("src/shop/broken.py cannot be imported: ImportError: ")


def test_variables_of_the_table_lead_env_py_to_the_database(tmp_path: Path) -> None:
    """An env.py that reads its address from the environment gets the check's own database."""
    asked = SYNC.replace(
        'context.config.get_main_option("sqlalchemy.url")', 'os.environ["SHOP_DATABASE"]'
    )
    write_backend(tmp_path, GOOD, models="import os\nmetadata = None", connect=asked)
    laboratory = open_laboratory(tmp_path, "sqlite", env={"SHOP_DATABASE": "{url}"})
    assert check_upgrade(laboratory) == ()


@pytest.mark.parametrize("guard", [True, False])
def test_another_database_is_never_touched(tmp_path: Path, guard: bool) -> None:
    """An env.py with an address of its own is stopped before it changes anything."""
    other = SYNC.replace(
        'context.config.get_main_option("sqlalchemy.url")', f'"sqlite:///{tmp_path}/other.db"'
    )
    write_backend(tmp_path, GOOD, connect=other)
    laboratory = open_laboratory(tmp_path, "sqlite", guard=guard)
    with pytest.raises(MigrationFault, match=r"env\.py failed: \w+: .*other\.db"):
        check_upgrade(laboratory)
    other_file = tmp_path / "other.db"
    assert not other_file.exists() or other_file.stat().st_size == 0


def test_an_env_py_that_ends_the_process_is_no_pass(tmp_path: Path) -> None:
    """What it said last is told with its exit code."""
    write_backend(tmp_path, GOOD, connect="import os\nprint('so long', flush=True)\nos._exit(7)\n")
    expected = r"ended with 7 and without an answer:\n    so long"
    with pytest.raises(MigrationFault, match=expected):
        check_upgrade(open_laboratory(tmp_path, "sqlite"))


def test_what_env_py_prints_is_no_answer(tmp_path: Path) -> None:
    """Words without an end of line do not swallow the answer."""
    write_backend(tmp_path, GOOD, connect=f"{SYNC}\nprint('half a line', end='')\n")
    assert check_upgrade(open_laboratory(tmp_path, "sqlite")) == ()


def test_a_known_finding_is_excused_and_others_are_not(tmp_path: Path) -> None:
    """An exception holds for its revision; when the revision is mended it has to go."""
    forgetful = [
        revision(number, before, f"op.execute('CREATE TABLE t{number} (id int)')", "pass")
        for number, before in (("0003", "0002"), ("0004", "0003"))
    ]
    forgetful = [
        {
            path: text.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS")
            for path, text in one.items()
        }
        for one in forgetful
    ]
    write_backend(tmp_path, GOOD, *forgetful)
    known = {"down_and_up:0003": "nobody goes back that far"}
    with pytest.raises(MigrationFault, match="left behind: table t0004") as caught:
        check_down_and_up(open_laboratory(tmp_path, "sqlite", migration_exceptions=known))
    assert [one.revision for one in caught.value.findings] == ["0004"]
    known["down_and_up:..0004"] = known.pop("down_and_up:0003")
    check_down_and_up(open_laboratory(tmp_path, "sqlite", migration_exceptions=known))
    known["down_and_up:0001"] = "no longer needed"
    with pytest.raises(MigrationFault, match='"down_and_up:0001" excuses nothing any more'):
        check_down_and_up(open_laboratory(tmp_path, "sqlite", migration_exceptions=known))


def test_gaps_are_handed_on_and_void_checks_say_so(tmp_path: Path) -> None:
    """A revision without a way back is a gap; locks on SQLite are nothing to look at."""
    write_backend(tmp_path, GOOD, NOTHING)
    laboratory = open_laboratory(tmp_path, "sqlite")
    reason = "no way back from 0003, by their own word: not gone back"
    assert check_down_and_up(laboratory) == (Gap("down_and_up", reason),)
    assert check_data_survives(laboratory) == ()
    with pytest.raises(NotMeasuredHere, match="locks are watched on PostgreSQL"):
        check_locks(laboratory)


def test_checks_that_share_a_walk_share_a_process(tmp_path: Path) -> None:
    """The answer of a group is kept for the other checks in it."""
    count = "import pathlib\nwith open(pathlib.Path(__file__).with_name('runs'), 'a') as f:\n"
    write_backend(tmp_path, GOOD, connect=f"{count}    f.write('x')\n{SYNC}")
    laboratory = open_laboratory(tmp_path, "sqlite")
    check_data_survives(laboratory)
    with pytest.raises(NotMeasuredHere, match="PostgreSQL"):
        check_locks(laboratory)
    assert (tmp_path / "migrations" / "runs").read_text() == "x"


def test_the_working_folder_and_variables_of_the_tests_stay(tmp_path: Path) -> None:
    """What env.py does to its process is not done to this one."""
    rude = "import os\nos.environ['RUDE'] = '1'\nos.chdir('/')\n"
    write_backend(tmp_path, GOOD, connect=rude + SYNC)
    here = Path.cwd()
    assert check_upgrade(open_laboratory(tmp_path, "sqlite")) == ()
    assert ("RUDE" in os.environ, Path.cwd()) == (False, here)


def test_the_environment_is_that_of_files(tmp_path: Path) -> None:
    """A folder that is named as Alembic itself does not stand in its way."""
    write_backend(tmp_path, GOOD)
    write_files(tmp_path, {"alembic/__init__.py": "raise RuntimeError('shadowed')\n"})
    assert check_upgrade(open_laboratory(tmp_path, "sqlite")) == ()
