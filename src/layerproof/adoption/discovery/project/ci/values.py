"""What a CI file says, before anybody judges it: jobs of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """A script that a job runs; ``line`` is where its text begins, ``variables`` are its own."""

    script: str
    line: int
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """Steps in their order, and the variables that all of them see.

    ``uploads_hidden`` is ``None`` where nothing is uploaded that a hidden file could be part of.
    """

    steps: tuple[Step, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    uploads_hidden: bool | None = None
