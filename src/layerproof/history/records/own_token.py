"""What somebody with a project's token is told about it."""

from __future__ import annotations

from dataclasses import dataclass

from layerproof.history.records.access import ProjectScope, Scope


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """The project that a token is of, and what it opens there."""

    project: ProjectScope
    scopes: frozenset[Scope]
