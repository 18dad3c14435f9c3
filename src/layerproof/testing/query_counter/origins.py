"""Finding the line of the code under test that is behind the statement being sent.

The stack is walked from the inside out. Asynchronous SQLAlchemy runs in a greenlet of its own,
whose stack ends where it was started; the coroutine that awaits it, with everything that awaits
the coroutine, is the suspended stack of the parent greenlet, and the walk goes on there.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType

import layerproof
from layerproof.testing.query_counter.statements import Origin

#: The rooms that run around a test. The others may well be the code under test: here they are.
_OWN_ROOMS = ("testing", "database", "pytest_plugin")
_COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})
_PACKAGE_FOLDERS = frozenset({"site-packages", "dist-packages"})


def find_origin() -> Origin | None:
    """Return the innermost line outside Python, installed packages and this harness."""
    for frame in _frames():
        code = frame.f_code
        if is_under_test(code.co_filename):
            return Origin(code.co_filename, frame.f_lineno, function_name(code.co_qualname))
    return None


def function_name(qualified: str) -> str:
    """Return the last name of a qualified one, of a comprehension the function that it is in.

    Before Python 3.12 list comprehensions are functions of their own, and generators still are.
    """
    names = qualified.replace(".<locals>", "").split(".")
    while len(names) > 1 and names[-1] in _COMPREHENSIONS:
        names.pop()
    return names[-1]


@cache
def is_under_test(filename: str) -> bool:
    """Return whether a file belongs to the project and not to what it runs on."""
    if filename.startswith("<"):
        return False
    path = Path(filename)
    if not _PACKAGE_FOLDERS.isdisjoint(path.parts):
        return False
    return not any(path.is_relative_to(folder) for folder in _foreign_folders())


@cache
def _foreign_folders() -> tuple[Path, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib", "scripts")
    installed = {Path(sysconfig.get_path(name)) for name in names}
    here = Path(layerproof.__file__).parent
    # A virtual environment has no standard library of its own.
    standard = Path(sys.modules["os"].__file__ or "").parent
    return (*installed, standard, *(here / room for room in _OWN_ROOMS))


def _frames() -> Iterator[FrameType]:
    yield from _outwards(sys._getframe(1))  # noqa: SLF001 - the documented way to the stack
    module = sys.modules.get("greenlet")
    inner = module.getcurrent() if module is not None else None
    while inner is not None and inner.parent is not None:
        inner = inner.parent
        yield from _outwards(inner.gr_frame)


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back
