"""What travels between the checks and the process that runs the project's ``env.py``.

``laboratory`` writes an :class:`Order` and reads an :class:`Answer`; ``inside`` does the opposite.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SINGLE_HEAD = "single_head"
UPGRADE = "upgrade"
MODELS_MATCH = "models_match"
MODELS_IMPORTED = "models_imported"
DOWN_AND_UP = "down_and_up"
DATA_SURVIVES = "data_survives"
LOCKS = "locks"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and what to do about it.

    ``revision`` and ``file`` (from the project's root) say where, if it is in one revision.
    """

    check: str
    problem: str
    advice: str = ""
    revision: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What a check could not look at, and why. ``whole`` says that it could look at nothing."""

    check: str
    reason: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is to look at: which checks, on which database of whose backend.

    ``url`` and ``async_url`` are the same database, and ``host``, ``port``, ``name`` and ``path``
    say where it is; ``guard`` refuses all others. ``search`` are folders to import from,
    ``source`` those that may hold models; ``lock_threshold`` is in seconds.
    """

    checks: tuple[str, ...]
    root: str
    ini: str
    url: str
    async_url: str
    host: str = ""
    port: int = 0
    name: str = ""
    path: str | None = None
    guard: bool = True
    search: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    lock_threshold: float = 1.0

    def encode(self) -> str:
        """Return the order as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, line: str) -> Order:
        """Return the order that was encoded."""
        fields: dict[str, Any] = json.loads(line)
        for name in ("checks", "search", "source"):
            fields[name] = tuple(fields[name])
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. ``order`` gives the place of each revision in the chain, from 0."""

    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    order: Mapping[str, int] = field(default_factory=dict)

    def encode(self) -> str:
        """Return the answer as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, line: str) -> Answer:
        """Return the answer that was encoded."""
        fields: dict[str, Any] = json.loads(line)
        return cls(
            findings=tuple(Finding(**one) for one in fields["findings"]),
            gaps=tuple(Gap(**one) for one in fields["gaps"]),
            order=fields["order"],
        )
