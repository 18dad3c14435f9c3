"""Threads that end with a greenlet in them, under the C tracer of Python 3.11.

The tracer remembers greenlets by weak references, and forgets one by a function written in
Python, which is traced. When a thread ends, greenlet lets its main greenlet go in a pending call
of the interpreter. If another thread ends in that moment, the interpreter of 3.11 has a pending
call to make, may not make it inside the first, and begins the traced function again and again,
for ever (seen with coverage 7.17.3 and greenlet 3.5.6, with the threads of synchronous HTTP
clients). Main greenlets that are kept are never let go. Python 3.12 traces in another way.

Of a main greenlet that somebody keeps greenlet suspects a leak: in that pending call it imports
``gc`` and looks through all objects for who it is. In a frame without builtins, such as that of a
named tuple's ``__new__``, the import fails, which pytest tells as an error of the test that runs;
and with many objects each thread's end takes long. Who keeps it is known, so the search is off.
"""

from __future__ import annotations

import sys
from typing import Any

#: A few hundred bytes for each thread that was traced, until the process ends.
_kept: list[Any] = []


def let_threads_end() -> None:
    """Keep the main greenlet of each thread whose tracing starts from now on.

    Nothing happens where nothing is traced with greenlets, or on a Python that does not need it.
    """
    if sys.version_info >= (3, 12) or "coverage" not in sys.modules:
        return
    import coverage

    collector = getattr(coverage.Coverage.current(), "_collector", None)
    find_greenlet = getattr(collector, "concur_id_func", None)
    core = getattr(collector, "core", None)
    if core is None or find_greenlet is None:
        return
    _search_no_leaks()
    make = core.tracer_class

    def make_tracer(*args: Any, **kwargs: Any) -> Any:
        """Make the tracer of the thread that asks, whose main greenlet is the current one."""
        _kept.append(find_greenlet())
        return make(*args, **kwargs)

    make_tracer.__name__ = make.__name__  # coverage shows it in its warnings
    core.tracer_class = make_tracer


def _search_no_leaks() -> None:
    inner = sys.modules.get("greenlet._greenlet")
    switch = getattr(inner, "enable_optional_cleanup", None)
    if switch is not None:
        switch(False)  # noqa: FBT003  (it takes nothing else)
