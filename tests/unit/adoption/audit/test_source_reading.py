"""What the source says: which lines run when they are called, and what runs at once."""

from __future__ import annotations

import ast

from layerproof.adoption.audit.source_reading import body_lines, find_signs
from layerproof.adoption.reading.tree import Module

TEXT = '''\
"""A service."""
import asyncio
from threading import Lock
from queue import Queue

LIMIT = 3
lock = Lock()


class Orders:
    limit = LIMIT

    async def total(self, rows):
        found = await asyncio.gather(*rows)
        if found:
            return sum(found)
        return 0


def place(db, gather):
    gather()
    return db.execute(query.with_for_update())
'''


def a_module() -> Module:
    """Return the service."""
    return Module("shop/orders.py", TEXT, ast.parse(TEXT))


def test_lines_inside_functions() -> None:
    """Only statements inside functions are waited for; a class's own lines run at import."""
    assert body_lines(a_module()) == {14, 15, 16, 17, 21, 22}


def test_signs_of_concurrency() -> None:
    """What lets things run at once is found by where it is from, not by its name alone."""
    found = [(sign.what, sign.place.line) for sign in find_signs(a_module())]
    assert sorted(found) == [
        ("asyncio.gather", 14),
        ("threading.Lock", 7),
        ("with_for_update", 22),
    ]
