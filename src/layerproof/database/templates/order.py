"""What passes between ``builder`` and the process that it starts: an order, and a result. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias

#: ``build`` makes the schema; ``inputs`` only imports, and tells which files that loads.
Action: TypeAlias = Literal["build", "inputs"]


@dataclass(frozen=True, slots=True)
class Order:
    """One order to the building process; every path is absolute.

    ``url`` and ``async_url`` lead to the building database with the settled drivers. ``path`` is
    its file on SQLite; ``host``, ``port`` and ``name`` tell where it is on a server. ``env`` is set
    before the backend is imported. ``search`` is appended to the module search path.
    """

    action: Action
    url: str
    async_url: str | None
    result: str
    path: str | None = None
    host: str = ""
    port: int = 0
    name: str = ""
    migrations: str | None = None
    metadata: str | None = None
    seed: str | None = None
    pragmas: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    guard: bool = True

    def to_json(self) -> str:
        """Return the order as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Order:
        """Read an order."""
        fields = json.loads(text)
        return cls(**{**fields, "search": tuple(fields["search"])})


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What the building process did.

    ``migrations`` is how many ran, ``files`` the paths of the project's own modules that were
    loaded. ``problem`` is empty unless it failed; ``advice`` says what to do then, and ``trace``
    has the lines that lead to it.
    """

    migrations: int = 0
    files: tuple[str, ...] = ()
    problem: str = ""
    advice: str = ""
    trace: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the result as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> BuildResult:
        """Read a result."""
        fields = json.loads(text)
        lists = {name: tuple(fields[name]) for name in ("files", "trace")}
        return cls(**{**fields, **lists})
