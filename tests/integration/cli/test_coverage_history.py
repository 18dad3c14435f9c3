"""``layerproof coverage`` records its runs, sends them, and holds them to the best before."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layerproof.adapters.local_records import list_records, records_folder, write_record
from layerproof.cli import floors, remembering
from tests.support.command_line import Command
from tests.support.plain_shop import edit
from tests.support.runs import read_report
from tests.support.scripted_server import ScriptedServer, scripted_server

PLACE = "/api/v1/organizations/acme/projects/shop"
LAYERS = {"repository": (8, 8), "service": (9, 9), "total": (17, 18)}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, command: Command) -> Iterator[ScriptedServer]:
    """Give a server that takes every run, and that the environment names, with a token."""
    with scripted_server() as server:
        monkeypatch.setenv("LAYERPROOF_HISTORY_URL", server.url)
        monkeypatch.setenv("LAYERPROOF_HISTORY_TOKEN", "lpt_secret")
        server.answer(
            "/api/v1/runs", status=201, json={"id": "r"}, headers={"Location": f"{PLACE}/runs/r"}
        )
        where = {"organization": "acme", "project": "shop", "name": "shop"}
        server.answer("/api/v1/token", json=where)
        answer_ratchet(server, service=(9, 9))
        yield server


def answer_ratchet(server: ScriptedServer, **layers: tuple[int, int]) -> None:
    """Let a server know these bests."""
    run = {"id": "run-7", "commit": "0123456789abc", "created_at": "2026-11-20T08:00:00Z"}
    found = [
        {"name": name, "covered": covered, "total": total, "run": run}
        for name, (covered, total) in layers.items()
    ]
    answer = {"branch": "trunk", "branch_coverage": False, "runs": 4, "layers": found}
    server.answer(f"{PLACE}/ratchet", json=answer)


def records_of(root: Path) -> Path:
    """Return where the runs of a project are recorded."""
    return records_folder(root / ".layerproof")


def remember_run(root: Path, number: int = 1, *, branch: str = "main", **layers: Any) -> None:
    """Record an earlier run of a project that had these shares."""
    record = {
        "record_version": 1,
        "id": f"run-{number}",
        "created_at": f"2026-11-20T08:00:{number:02}+00:00",
        "branch": branch,
        "commit": "0123456789abcdef",
        "dirty": False,
        "whole": True,
        "branch_coverage": False,
        "layers": [
            {"name": name, "measured": True, "covered": covered, "total": total}
            for name, (covered, total) in (LAYERS | layers).items()
        ],
    }
    write_record(records_of(root), f"20261120T0800{number:02}Z-run-{number}", record, b"{}")


def last_record(root: Path) -> dict[str, Any]:
    """Return the newest record of a project."""
    record: dict[str, Any] = json.loads(list_records(records_of(root))[0].read_bytes())
    return record


def notes_of(root: Path) -> list[str]:
    """Return the notes of a project's report."""
    notes: list[str] = read_report(root)["verdict"]["notes"]
    return notes


def codes_of(root: Path) -> list[str]:
    """Return the codes of the reasons in a project's report."""
    return [reason["code"] for reason in read_report(root)["verdict"]["reasons"]]


def test_every_run_is_recorded(shop: Path, command: Command) -> None:
    """The record agrees with the report, which lies beside it as it was written."""
    done = command(shop, "coverage")
    assert done.code == 0, done.text
    (path,) = list_records(records_of(shop))
    record, report = last_record(shop), read_report(shop)
    assert (record["id"], record["ruling"], record["whole"]) == (report["run"]["id"], "kept", True)
    shares = {layer["name"]: (layer["covered"], layer["total"]) for layer in record["layers"]}
    assert shares == LAYERS
    packed = path.with_name(path.name.replace(".json", ".report.json.gz")).read_bytes()
    written = (shop / ".layerproof/report/report.json").read_bytes()
    assert gzip.decompress(packed) == written
    assert done.text.endswith("/report/index.html\n")


def test_a_broken_run_is_recorded_too(shop: Path, command: Command) -> None:
    """What was missed does not matter to the record."""
    edit(shop / "pyproject.toml", "fail_under = 70", "fail_under = 100")
    assert command(shop, "coverage").code == 1
    assert (last_record(shop)["ruling"], last_record(shop)["whole"]) == ("broken", True)


def test_numbers_without_a_verdict_are_not_recorded(
    shop: Path, command: Command, server: ScriptedServer
) -> None:
    """``--partial`` leaves nothing behind, sends nothing and asks nothing."""
    done = command(shop, "coverage", "--partial", "--ratchet")
    assert (done.code, list_records(records_of(shop)), server.asked) == (3, [], [])


def test_a_folder_in_the_way_is_one_note(shop: Path, command: Command) -> None:
    """A run that cannot be recorded keeps its verdict and its exit code."""
    records_of(shop).write_text("in the way")
    done = command(shop, "coverage")
    assert done.code == 0
    last = done.text.splitlines()[-1]
    assert last == "note: this run is not recorded in .layerproof/history: File exists"
    assert notes_of(shop) == []


def test_broken_old_records_change_nothing(shop: Path, command: Command) -> None:
    """A run beside records that are none is recorded as any other, and says nothing of them."""
    remember_run(shop)
    list_records(records_of(shop))[0].write_text("{")
    done = command(shop, "coverage")
    assert (done.code, "note:" in done.text) == (0, False)
    assert len(list_records(records_of(shop))) == 2


def test_without_the_variable_nothing_is_sent(
    shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A developer's run opens no connection, even where a token is set."""
    monkeypatch.setenv("LAYERPROOF_HISTORY_TOKEN", "lpt_secret")

    def connect(*_: object, **__: object) -> None:
        pytest.fail("it opened a connection")

    monkeypatch.setattr(socket, "create_connection", connect)
    assert command(shop, "coverage", "--ratchet").code == 0


def test_a_run_is_sent_where_the_environment_says(
    shop: Path, command: Command, server: ScriptedServer
) -> None:
    """The report goes to the server with the token, and the last line says where it is."""
    done = command(shop, "coverage")
    assert (done.code, done.text.splitlines()[-1]) == (0, f"sent: {server.url}{PLACE}/runs/r")
    (asked,) = server.asked
    assert asked.headers["authorization"] == "Bearer lpt_secret"
    assert asked.body == (shop / ".layerproof/report/report.json").read_bytes()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            {"status": 401, "json": {"detail": "no token", "advice": "show one"}},
            "{url} refused the report: no token; show one, then `layerproof push`",
        ),
        (
            {"status": 409, "json": {"detail": "conflict"}},
            "{url} refused the report: conflict; `layerproof push`",
        ),
        (
            {"status": 502, "body": b"<html>"},
            "{url} answered 502, not as a history server does; see that the URL is that",
        ),
    ],
)
def test_a_run_that_is_not_taken_is_one_note(
    shop: Path, command: Command, server: ScriptedServer, answer: dict[str, Any], told: str
) -> None:
    """The reason and what to do are told, without the token; verdict and exit code stay."""
    server.answer("/api/v1/runs", **answer)
    done = command(shop, "coverage")
    told = told.format(url=server.url)
    note = f"note: this run was not sent to $LAYERPROOF_HISTORY_URL: {told}"
    assert (done.code, done.text.splitlines()[-1][: len(note)]) == (0, note)
    assert done.text.endswith("`layerproof push`\n")
    assert "lpt_secret" not in done.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nowhere", "http://user:p@127.0.0.1:1"])
def test_a_server_that_is_not_there_is_one_note(
    shop: Path, command: Command, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Neither a closed port nor a URL that is none fails a run."""
    monkeypatch.setenv("LAYERPROOF_HISTORY_URL", url)
    done = command(shop, "coverage")
    assert done.code == 0
    note = done.text.splitlines()[-1]
    assert note.startswith("note: this run was not sent to $LAYERPROOF_HISTORY_URL: the ") or (
        "'nowhere' is not the URL" in note
    )
    assert len(list_records(records_of(shop))) == 1


def test_a_server_that_does_not_answer_is_not_waited_for(
    shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sending takes ten seconds at most, however slowly a server takes a report."""
    assert (remembering.PATIENCE, floors.PATIENCE) == (10.0, 10.0)
    monkeypatch.setattr(remembering, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("LAYERPROOF_HISTORY_URL", url)
        started = time.monotonic()
        done = command(shop, "coverage")
        assert time.monotonic() - started < 8
    assert done.code == 0
    assert "was not reached: it did not answer within 0.2 seconds" in done.text.splitlines()[-1]


def test_the_first_run_is_held_to_nothing(shop: Path, command: Command) -> None:
    """Where no run of the main branch is known the verdict is kept, and a note says so."""
    remember_run(shop, branch="topic", service=(99, 99))
    done = command(shop, "coverage", "--ratchet")
    assert done.code == 0
    assert notes_of(shop) == [
        "the ratchet held nothing: no whole run of main is known (the records of this checkout)"
    ]
    ratchet = read_report(shop)["ratchet"]
    assert (ratchet["runs"], ratchet["known"], ratchet["layers"]) == (20, 0, [])


def test_a_run_at_its_best_is_kept(shop: Path, command: Command) -> None:
    """Each layer is shown with its best, and what stands there now."""
    remember_run(shop)
    done = command(shop, "coverage", "--ratchet")
    assert (done.code, codes_of(shop), notes_of(shop)) == (0, [], [])
    lines = [line.split() for line in done.text.splitlines()]
    assert [
        "service",
        "100.0",
        "(9/9)",
        "100.0",
        "(9/9)",
        "0123456789",
        "2026-11-20",
        "kept",
    ] in lines
    assert "none below its best" in done.text


def test_a_run_below_its_best_is_broken(shop: Path, command: Command) -> None:
    """A layer that fell is a reason, with the run that was better and what is missing."""
    remember_run(shop, 1, total=(18, 18))
    remember_run(shop, 2)
    done = command(shop, "coverage", "--ratchet", "2")
    assert (done.code, codes_of(shop)) == (1, ["ratchet-missed"])
    assert (
        "ratchet-missed: whole source: 94.4 % (17 of 18 statements), it had 100.0 % (18 of 18) at "
        "its best (run run-1, commit 0123456789, 2026-11-20T08:00:01+00:00) in the last 2 runs "
        "of main; 1 more must run" in done.text
    )
    assert command(shop, "coverage", "--ratchet", "1").code == 0
    assert command(shop, "coverage").code == 0


def test_the_table_asks_for_the_ratchet(shop: Path, command: Command) -> None:
    """The table says how many runs, and which branch is the main one; the option wins."""
    edit(shop / "pyproject.toml", "fail_under = 70", 'ratchet = 2\nmain_branch = "trunk"')
    remember_run(shop, 1, branch="trunk", total=(18, 18))
    remember_run(shop, 2, branch="trunk")
    remember_run(shop, 3, total=(19, 19))
    assert [command(shop, "coverage", *words).code for words in ((), ("--ratchet",))] == [1, 1]
    assert read_report(shop)["ratchet"]["branch"] == "trunk"
    assert [command(shop, "coverage", "--ratchet", n).code for n in ("1", "0")] == [0, 0]
    assert "ratchet" not in read_report(shop)


def test_broken_records_are_noted_by_the_ratchet(shop: Path, command: Command) -> None:
    """What can be read is held to; what cannot is named."""
    remember_run(shop, 1)
    remember_run(shop, 2)
    list_records(records_of(shop))[0].write_text("{}")
    assert command(shop, "coverage", "--ratchet").code == 0
    assert notes_of(shop) == [
        "1 record of earlier runs cannot be read: 20261120T080002Z-run-2.json"
    ]


def test_where_no_record_can_be_read_nothing_passes(shop: Path, command: Command) -> None:
    """Records that are all broken are no missing ones: what they held to is not known."""
    remember_run(shop, 1)
    list_records(records_of(shop))[0].write_text("{}")
    done = command(shop, "coverage", "--ratchet")
    assert (done.code, codes_of(shop)) == (3, ["ratchet-unmeasured"])
    broken = "1 record of earlier runs cannot be read: 20261120T080001Z-run-1.json"
    assert read_report(shop)["ratchet"]["fault"] == broken


def test_records_that_cannot_be_read_at_all_are_no_pass(shop: Path, command: Command) -> None:
    """Where nothing can be known the verdict is not measured."""
    records_of(shop).write_text("in the way")
    done = command(shop, "coverage", "--ratchet")
    assert (done.code, codes_of(shop)) == (3, ["ratchet-unmeasured"])
    assert "cannot be read: Not a directory" in done.text


@pytest.mark.parametrize(
    "words", ["-1", "201", "x", "1.5", "\u0663", "00000000009999", "9" * 5_000]
)
def test_a_number_of_runs_that_is_none(shop: Path, command: Command, words: str) -> None:
    """More runs than are kept, and what is no number, are wrong use."""
    done = command(shop, "coverage", f"--ratchet={words}")
    assert (done.code, "is not a whole number from 0 to 200" in done.text) == (2, True)


def test_the_server_says_what_the_best_is(
    shop: Path, command: Command, server: ScriptedServer
) -> None:
    """Where a server is named its runs count, and not those of this checkout."""
    remember_run(shop, total=(18, 18))
    assert command(shop, "coverage", "--ratchet").code == 0
    ratchet = read_report(shop)["ratchet"]
    facts = [ratchet[key] for key in ("origin", "known", "branch", "fault")]
    assert facts == [server.url, 4, "trunk", ""]
    answer_ratchet(server, total=(18, 18))
    done = command(shop, "coverage", "--ratchet")
    assert (done.code, codes_of(shop)) == (1, ["ratchet-missed"])
    assert "in the last 20 runs of trunk; 1 more must run" in done.text


def test_the_run_is_not_compared_with_itself(
    shop: Path, command: Command, server: ScriptedServer
) -> None:
    """The server is asked before it gets the run."""
    command(shop, "coverage", "--ratchet")
    paths = [asked.path.partition("?")[0] for asked in server.asked]
    assert paths == ["/api/v1/token", f"{PLACE}/ratchet", "/api/v1/runs"]


def test_a_server_that_is_away_is_no_pass(
    shop: Path, command: Command, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was asked for and not measured is not measured, whatever this checkout knows."""
    remember_run(shop)
    monkeypatch.setenv("LAYERPROOF_HISTORY_URL", "http://127.0.0.1:1")
    done = command(shop, "coverage", "--ratchet")
    assert (done.code, codes_of(shop)) == (3, ["ratchet-unmeasured"])
    assert "was not reached: Connection refused (see that it runs" in done.text
    assert read_report(shop)["ratchet"]["fault"].startswith("the history server at http://127.0")


def test_a_token_that_may_not_read_is_no_pass(
    shop: Path, command: Command, server: ScriptedServer
) -> None:
    """A refusal is the reason, and the token is not told."""
    server.answer(f"{PLACE}/ratchet", status=403, json={"detail": "the token is not for this"})
    done = command(shop, "coverage", "--ratchet")
    assert (done.code, codes_of(shop)) == (3, ["ratchet-unmeasured"])
    assert "refused the question: the token is not for this" in done.text
    assert "lpt_secret" not in done.text
