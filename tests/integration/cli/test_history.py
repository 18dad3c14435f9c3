"""``layerproof history``: what its actions do, print and end with."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path

import pytest

from layerproof.cli import main
from layerproof.history.migrate import newest_revision
from layerproof.history.settings import HistorySettings
from tests.support.filled_history import ROWS, fill_every_table, read_everything, upgrade_to
from tests.support.history import execute, make_settings
from tests.support.history_servers import address_of

HEAD = newest_revision()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE", "URL", "SECRET"):
        monkeypatch.delenv(f"LAYERPROOF_HISTORY_{name}", raising=False)


@pytest.fixture
def filled(tmp_path: Path) -> HistorySettings:
    """Give a history with rows in every table."""
    settings = make_settings(tmp_path)
    upgrade_to(settings, "head")
    fill_every_table(settings)
    return settings


def test_back_up_and_restore(filled: HistorySettings, capsys: pytest.CaptureFixture[str]) -> None:
    """A backup says what is in it, and restoring it says the same and where it went."""
    assert main(["history", "backup", "all.zip", "--database", address_of(filled)]) == 0
    backed_up = capsys.readouterr()
    assert main(["history", "restore", "all.zip", "--database", "new/history.db"]) == 0
    restored = capsys.readouterr()

    tables = len(read_everything(filled))
    rows = f"{ROWS * tables} rows of {tables} tables"
    size = Path("all.zip").stat().st_size
    assert backed_up == (f"all.zip: {rows}, revision {HEAD}, {size} bytes\n", "")
    assert re.fullmatch(
        rf"sqlite\S+/new/history\.db: {rows}, from a backup of \S+ at revision {HEAD}\n",
        restored.out,
    )
    assert read_everything(make_settings(Path("new").resolve())) == read_everything(filled)
    with zipfile.ZipFile("all.zip") as opened:
        assert json.loads(opened.read("manifest.json"))["revision"] == HEAD


def test_a_database_with_rows_is_not_lost(
    filled: HistorySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Restoring over a history wants `--replace`, and ends with 3 without it."""
    before = read_everything(filled)
    address = address_of(filled)
    assert main(["history", "backup", "all.zip", "--database", address]) == 0
    execute(filled, "DELETE FROM users")
    assert main(["history", "restore", "all.zip", "--database", address]) == 3
    told = capsys.readouterr().err
    assert re.match(r"error\[history-archive\]: the database sqlite.* is not empty: ", told)
    assert "give --replace to lose what is in this one" in told
    assert main(["history", "restore", "all.zip", "--database", address, "--replace"]) == 0
    assert read_everything(filled) == before


def test_nothing_to_back_up(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no history is, that is an error and nothing is made."""
    assert main(["history", "backup", "all.zip"]) == 3
    assert "error[history-archive]: there is no history in sqlite" in capsys.readouterr().err
    assert list(Path().iterdir()) == []


def test_upgrading(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`--check` ends with 1 until the upgrade was done, and changes nothing."""
    settings = make_settings(tmp_path)
    database = ["--database", address_of(settings)]
    told = []
    for arguments, code in ((["--check"], 1), ([], 0), (["--check"], 0), ([], 0)):
        if arguments and code:
            assert not (tmp_path / "history.db").exists()
        assert main(["history", "upgrade", *arguments, *database]) == code
        told.append(capsys.readouterr().out)
    assert told == [
        f"the tables are not there yet; this Layerproof works on {HEAD}\n",
        f"upgraded from nothing to {HEAD}\n",
        f"the tables are at revision {HEAD}; this Layerproof works on {HEAD}\n",
        f"nothing to do: the tables are at revision {HEAD}\n",
    ]


def test_upgrading_older_tables(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Older tables are named, left alone by `--check`, and then brought up to date."""
    settings = make_settings(tmp_path)
    upgrade_to(settings, "0001")
    database = ["--database", address_of(settings)]
    assert main(["history", "upgrade", "--check", *database]) == 1
    assert main(["history", "upgrade", *database]) == 0
    assert capsys.readouterr().out == (
        f"the tables are at revision 0001; this Layerproof works on {HEAD}\n"
        f"upgraded from revision 0001 to {HEAD}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "environment", "base"),
    [
        ([], None, "http://127.0.0.1:8765"),
        ([], "https://env.example.org", "https://env.example.org"),
        (
            ["--url", "https://opt.example.org/"],
            "https://env.example.org",
            "https://opt.example.org",
        ),
    ],
)
def test_inviting(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: str | None,
    base: str,
) -> None:
    """The page is printed where the invitation is taken; organization and database are made."""
    if environment:
        monkeypatch.setenv("LAYERPROOF_HISTORY_URL", environment)
    command = ["history", "invite", "ada@example.org", "--organization", "acme", *arguments]
    assert main([*command, "--name", "Acme, Inc."]) == 0
    told = capsys.readouterr()
    assert re.fullmatch(rf"{re.escape(base)}/invitation\?token=[\w-]{{43,}}\n", told.out)
    settings = HistorySettings(make_settings(Path(".layerproof").resolve()).database)
    assert told.err == f"note: {settings.file} is a new history: the server has to use it\n"
    assert execute(settings, "SELECT slug, name FROM organizations WHERE slug <> 'local'") == [
        ("acme", "Acme, Inc.")
    ]
    assert execute(settings, "SELECT address, role FROM invitations") == [
        ("ada@example.org", "owner")
    ]
    secret = told.out.strip().partition("token=")[2]
    assert execute(settings, f"SELECT 1 FROM invitations WHERE token_hash = '{secret}'") == []


def test_inviting_into_a_history_that_is_there(
    filled: HistorySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a history that is there nothing more is said."""
    command = ["history", "invite", "ada@example.org", "--organization", "acme"]
    assert main([*command, "--database", address_of(filled)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["no address", "--organization", "acme"], "cannot be a mail address"),
        (["ada@example.org", "--organization", "Not A Slug"], "cannot be an organization's name"),
    ],
)
def test_inviting_nobody(
    capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    """What cannot be an address or a name is wrong use."""
    assert main(["history", "invite", *arguments]) == 2
    assert why in capsys.readouterr().err


def test_pruning(filled: HistorySettings, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run says how many runs would go and leaves them; pruning removes and says so."""
    execute(filled, "UPDATE projects SET keep_runs = NULL, keep_days = 1, main_branch = 'none'")
    database = ["--database", address_of(filled)]
    assert main(["history", "prune", "--dry-run", *database]) == 0
    assert len(read_everything(filled)["runs"]) == ROWS
    assert main(["history", "prune", *database]) == 0
    assert main(["history", "prune", *database]) == 0
    assert capsys.readouterr().out == (
        "would remove 3 runs\n"
        "removed 3 runs, and 3 tests that no run has any more\n"
        "removed 0 runs, and 0 tests that no run has any more\n"
    )
    assert read_everything(filled)["runs"] == []


@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_nothing_is_pruned_where_no_history_is(
    capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    """A database's name that was mistyped is refused, and no database is made there."""
    assert main(["history", "prune", *option, "--database", "typo.db"]) == 3
    assert re.fullmatch(
        r"error\[history-database\]: there is no history in sqlite\S+/typo\.db\n"
        r"  do: name its database with --database, or with \$LAYERPROOF_HISTORY_DATABASE\n",
        capsys.readouterr().err,
    )
    assert not Path("typo.db").exists()


def test_long_work_says_how_far_it_is(
    filled: HistorySettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it takes long, a backup tells beside its output how far it is."""
    monkeypatch.setattr(
        "layerproof.history.archive.progress.Progress.tell", lambda self, line: self._say(line)
    )
    assert main(["history", "backup", "all.zip", "--database", address_of(filled)]) == 0
    assert main(["history", "restore", "all.zip", "--database", "new.db"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert "users: 3 rows written" in told
    assert "users: 3 of 3 rows checked" in told
    assert "users: 3 of 3 rows restored" in told


@pytest.mark.parametrize("action", ["backup", "restore", "prune", "upgrade", "invite"])
def test_help_teaches(capsys: pytest.CaptureFixture[str], action: str) -> None:
    """Each action's help has examples that begin as one would type them."""
    with pytest.raises(SystemExit, match="0"):
        main(["history", action, "--help"])
    assert f"  layerproof history {action}" in capsys.readouterr().out


def test_without_the_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the extra is not installed, it is named."""
    monkeypatch.setitem(sys.modules, "layerproof.history.archive.backup", None)
    monkeypatch.delitem(sys.modules, "layerproof.history.keeping", raising=False)
    package = sys.modules.get("layerproof.history")
    monkeypatch.delattr(package, "keeping", raising=False)
    assert main(["history", "upgrade"]) == 3
    assert 'pip install "layerproof[history]"' in capsys.readouterr().err
