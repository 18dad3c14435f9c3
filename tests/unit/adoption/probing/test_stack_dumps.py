"""What faulthandler wrote, read as frames."""

from __future__ import annotations

from layerproof.adoption.probing.stack_dumps import (
    Frame,
    describe_frames,
    list_own_places,
    read_dumps,
    read_limit,
)

_DUMPS = """Timeout (0:01:02.500000)!
Thread 0x00007f01 (most recent call first):
  File "/usr/lib/python3.11/threading.py", line 320 in wait
  File "/usr/lib/python3.11/threading.py", line 1045 in _bootstrap

Thread 0x00007f02 [MainThread] (most recent call first):
  File "/usr/lib/python3.11/socket.py", line 294 in accept
  File "/home/me/my shop/app/db.py", line 4 in connect
  File "<frozen importlib._bootstrap>", line 241 in _call_with_frames_removed
  File "/home/me/my shop/tests/test_db.py", line 1 in <module>
  File "/home/me/my shop/.venv/lib/site-packages/_pytest/pathlib.py", line 568 in import_path
  ...

Thread 0x00007f03 (most recent call first):
  File "/home/me/my shop/app/background.py", line 9 in poll
Timeout (0:01:02.500000)!
Thread 0x00007f02 (most recent call first):
  File "/home/me/my shop/app/db.py", line 5 in connect
"""
_ROOT = "/home/me/my shop"


def test_each_dump_gives_the_frames_of_the_thread_that_imports() -> None:
    """Of several threads the one in which pytest is at work is taken, and else the last."""
    first, second = read_dumps(_DUMPS)
    assert first[:2] == (
        Frame("/usr/lib/python3.11/socket.py", 294, "accept"),
        Frame("/home/me/my shop/app/db.py", 4, "connect"),
    )
    assert second == (Frame("/home/me/my shop/app/db.py", 5, "connect"),)


def test_the_project_stands_first_and_then_what_it_called() -> None:
    """Frames of libraries behind the project's own, of Python's machinery and of pytest go."""
    frames = read_dumps(_DUMPS)[0]
    assert list_own_places(frames, _ROOT) == (
        "app/db.py:4 in connect",
        "tests/test_db.py:1 in <module>",
    )
    assert describe_frames(frames, _ROOT) == (
        "app/db.py:4 in connect",
        "tests/test_db.py:1 in <module>",
        "socket.py:294 in accept",
    )


def test_frames_without_the_project_are_named_from_their_package_on() -> None:
    """A plugin that hangs is recognised by its package; at most three frames are told."""
    frames = tuple(Frame(f"/env/lib/site-packages/plug/a{n}.py", n, "go") for n in range(1, 6))
    assert describe_frames(frames, _ROOT) == (
        "plug/a1.py:1 in go",
        "plug/a2.py:2 in go",
        "plug/a3.py:3 in go",
    )


def test_our_own_frames_are_not_told() -> None:
    """The sleep that the probe counts is not where the project stands."""
    frames = (
        Frame("/x/planted/layerproof_witness/sleeps.py", 56, "sleep"),
        Frame("/home/me/my shop/app.py", 3, "<module>"),
    )
    assert describe_frames(frames, _ROOT) == ("app.py:3 in <module>",)


def test_a_text_without_dumps_has_none() -> None:
    """A file that was only begun says nothing yet."""
    assert (read_dumps(""), read_dumps("Timeout (0:00:02)!\n")) == ([], [])


def test_the_limit_stands_in_the_head_of_a_dump() -> None:
    """Hours, minutes and seconds are added up."""
    assert (read_limit(_DUMPS), read_limit("Timeout (1:00:05)!\n"), read_limit("")) == (
        62.5,
        3605.0,
        0.0,
    )
