"""Without accounts a project comes to be with its first run, by the name in the report."""

from __future__ import annotations

import re

from layerproof.history.records.access import ProjectScope
from layerproof.history.services.access import scope_of
from layerproof.history.services.clock import Clock, read_clock
from layerproof.history.services.ports.runs import LocalProjectRepository


class LocalProjectService:
    """The projects of a server without accounts.

    :param projects: where they are stored.
    :param clock: what says when one was made.
    """

    def __init__(self, projects: LocalProjectRepository, clock: Clock = read_clock) -> None:
        self._projects = projects
        self._clock = clock

    async def ensure(self, name: str) -> ProjectScope:
        """Return the project that reports call so; it is made if there is none."""
        number = 1
        while (project := await self._projects.find_by_name(name)) is None:
            # Another name may have the same slug, and somebody else may be quicker.
            await self._projects.add(name, make_slug(name, number), created_at=self._clock())
            number += 1
        return scope_of(project)


def make_slug(name: str, number: int = 1) -> str:
    """Return a name as addresses can have it; the number tells names apart that look the same."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:55].strip("-") or "project"
    return slug if number == 1 else f"{slug}-{number}"
