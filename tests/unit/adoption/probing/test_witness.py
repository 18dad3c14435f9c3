"""What the planted plugin notes, without a run of pytest."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from layerproof.adoption.probing.planted.layerproof_witness.fixtures import Definitions
from layerproof.adoption.probing.planted.layerproof_witness.log import Log
from layerproof.adoption.probing.planted.layerproof_witness.order import Order
from layerproof.adoption.probing.planted.layerproof_witness.sleeps import Sleeps
from layerproof.adoption.probing.planted.layerproof_witness.touches import Listener


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """An order for a project, with a folder for temporary files far from any of pytest's."""
    for name in ("private", "project"):
        (tmp_path / name).mkdir()
    return Order(
        folder=str(tmp_path / "private"),
        root=str(tmp_path / "project"),
        temporary=["/nowhere"],
        reversed=False,
        workers=0,
        watch=True,
        skip=frozenset(),
        only=[],
        interval=1.0,
    )


def test_paths_are_told_from_the_root(order: Order, tmp_path: Path) -> None:
    """A link into the project counts as what it leads to; what lies elsewhere stays as it is."""
    (tmp_path / "link").symlink_to(tmp_path / "project")
    given = [f"{order.root}/a b/é.py", tmp_path / "link/x.py", order.root, "/usr/x.py"]
    assert [order.from_root(path) for path in given] == ["a b/é.py", "x.py", ".", "/usr/x.py"]


class Touching:
    """A listener, and what it noted."""

    def __init__(self, order: Order) -> None:
        self.noted: list[tuple[str, str, str]] = []
        self.test = "t"
        self.listener = Listener(
            order,
            lambda kind, detail: self.noted.append((kind, detail, self.test)),
            lambda: self.test,
        )

    def hear(self, event: str, *args: Any) -> None:
        """Tell of one audit event."""
        self.listener.hear(event, args)


def test_what_is_written_removed_bound_and_opened_is_noted(order: Order) -> None:
    """Events that change something that others can meet in are noted with their test."""
    touching = Touching(order)
    touching.hear("open", f"{order.root}/out.txt", "w", os.O_WRONLY | os.O_CREAT)
    touching.hear("os.remove", f"{order.root}/old.txt", -1)
    touching.hear("os.rename", "x", f"{order.root}/new.txt", -1, -1)
    touching.hear("shutil.rmtree", "/nowhere/work", None)
    touching.hear("socket.bind", None, ("127.0.0.1", 8000))
    touching.hear("socket.bind", None, "/nowhere/s")
    touching.hear("sqlite3.connect", f"file:{order.root}/shop.db?mode=rwc")
    assert touching.noted == [
        ("write", "out.txt", "t"),
        ("remove", "old.txt", "t"),
        ("write", "new.txt", "t"),
        ("remove", "/nowhere/work", "t"),
        ("bind", "127.0.0.1:8000", "t"),
        ("bind", "/nowhere/s", "t"),
        ("sqlite", "shop.db", "t"),
    ]


def test_what_nobody_can_meet_in_is_not_noted(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading, bytecode, other folders, any free port, memory and pytest's own folders are left."""
    monkeypatch.chdir(order.root)
    touching = Touching(order)
    touching.hear("open", f"{order.root}/in.txt", "r", os.O_RDONLY)
    touching.hear("open", f"{order.root}/__pycache__/a.cpython-311.pyc.123", "w", os.O_WRONLY)
    touching.hear("open", "/elsewhere/x", "w", os.O_WRONLY)
    touching.hear("open", 3, "w", os.O_WRONLY)
    touching.hear("open", "/nowhere/pytest-of-me/pytest-1/x", "w", os.O_WRONLY)
    touching.hear("open", f"{order.folder}/events-1.jsonl", "w", os.O_WRONLY)
    touching.hear("os.remove", "inner.txt", 7)
    touching.hear("socket.bind", None, ("127.0.0.1", 0))
    touching.hear("sqlite3.connect", ":memory:")
    touching.hear("sqlite3.connect", "file:shared?mode=memory&cache=shared")
    touching.hear("import", "os", None, None, None, None)
    assert touching.noted == []


def test_a_thing_is_noted_once_for_each_test(order: Order) -> None:
    """A loop that writes a file a thousand times makes one line."""
    touching = Touching(order)
    for test in ("a", "a", "b"):
        touching.test = test
        touching.hear("open", f"{order.root}/out.txt", "w", os.O_WRONLY)
    assert touching.noted == [("write", "out.txt", "a"), ("write", "out.txt", "b")]


def test_an_event_that_cannot_be_read_forbids_nothing(order: Order) -> None:
    """An audit hook that raised would make the test's own call fail."""
    touching = Touching(order)
    touching.hear("open")
    touching.hear("socket.bind", None, (1,))
    assert touching.noted == []


def test_sleeps_within_sleeps_count_once() -> None:
    """Tasks that sleep at the same time are waited for once."""
    sleeps = Sleeps()
    with sleeps.noting(), sleeps.noting():
        time.sleep(0.02)
    outer = sleeps.seconds
    assert 0.02 <= outer < 1.0
    sleeps.begin()
    assert sleeps.seconds == 0.0


def test_sleeps_of_other_threads_are_not_the_tests() -> None:
    """A thread in the background that polls does not make a test a sleeping one."""
    sleeps = Sleeps()

    def poll() -> None:
        with sleeps.noting():
            time.sleep(0.01)

    thread = threading.Thread(target=poll)
    thread.start()
    thread.join()
    assert sleeps.seconds == 0.0


def _define(baseid: str, *, autouse: bool | None = None) -> Any:
    def give() -> None: ...

    return SimpleNamespace(func=give, baseid=baseid, argnames=(), scope="module", _autouse=autouse)


def _definitions(order: Order, **tables: Any) -> Definitions:
    found = Definitions(order, Log(order.folder))
    found.begin(SimpleNamespace(_fixturemanager=SimpleNamespace(**tables)))
    return found


def _read_lines(order: Order) -> str:
    return next(Path(order.folder).glob("events-*.jsonl")).read_text(encoding="utf-8")


def test_definitions_of_any_pytest_are_found(order: Order) -> None:
    """Since 9.2 pytest keeps them by node, those before in one list; each is written down once."""
    tables = {
        "_arg2fixturedefs": {"db": [_define("")]},
        "_arg2node2fixturedefs": {"client": {"node": [_define("api")]}},
    }
    definitions = _definitions(order, **tables)
    definitions.note_new()
    definitions.note_all()
    assert [line.count('"name": "db"') for line in _read_lines(order).splitlines()] == [1, 0]


@pytest.mark.parametrize(
    ("chain", "overriding"),
    [
        (["", "tests/api"], [False, True]),
        (["", ""], [False, True]),
        (["tests/api", "tests/web"], [False, False]),
        (["tests/api", ""], [True, False]),
    ],
)
def test_an_override_is_seen_by_its_place(
    order: Order, chain: list[str], overriding: list[bool]
) -> None:
    """The one further in overrides, and of two in one place the later one."""
    definitions = _definitions(order, _arg2fixturedefs={"db": list(map(_define, chain))})
    definitions.note_all()
    lines = _read_lines(order).splitlines()
    assert ['"overrides": true' in line for line in lines] == overriding


def test_autouse_is_found_where_older_pytests_keep_it(order: Order) -> None:
    """A definition that does not say so itself is looked up by its place."""
    tables = {
        "_arg2fixturedefs": {"db": [_define("x"), _define("y"), _define("z", autouse=True)]},
        "_nodeid_autousenames": {"x": ["db"]},
    }
    definitions = _definitions(order, **tables)
    definitions.note_all()
    lines = _read_lines(order).splitlines()
    assert ['"autouse": true' in line for line in lines] == [True, False, True]
