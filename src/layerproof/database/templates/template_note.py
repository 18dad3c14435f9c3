"""What is noted about a database: as a comment on a server, as a file beside SQLite's. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: How long a template stays that nobody uses, and a database that was kept.
LIFETIME = timedelta(days=7)

#: How many of a project's templates stay, the last used first.
NEWEST = 5

#: Last use is noted only this often: each note is a write that many workers would make.
_GRAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TemplateNote:
    """A template's papers: what it is made of, how it is copied best, when it was used last.

    ``probe`` holds the milliseconds of each strategy that was tried. ``used`` is in UTC.
    """

    strategy: str
    used: datetime
    migrations: int = 0
    parts: Mapping[str, str] = field(default_factory=dict)
    probe: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the note as one line."""
        return json.dumps({**asdict(self), "used": self.used.isoformat()})

    @classmethod
    def from_json(cls, text: str | None) -> TemplateNote:
        """Read a note; what cannot be read was last used at the beginning of time."""
        try:
            fields = json.loads(text or "")
            return cls(**{**fields, "used": datetime.fromisoformat(fields["used"])})
        except (ValueError, KeyError, TypeError):
            return cls("", datetime.fromtimestamp(0, UTC))

    def touched(self, now: datetime) -> TemplateNote | None:
        """Return the note with that time of use, or ``None`` where the old one will do."""
        return replace(self, used=now) if now - self.used > _GRAIN else None


def choose_stale(used: Mapping[str, datetime], now: datetime) -> list[str]:
    """Return the names of the templates to be dropped, of one project's with their last use."""
    ordered = sorted(used, key=lambda name: used[name], reverse=True)
    return [
        name for place, name in enumerate(ordered) if place >= NEWEST or now - used[name] > LIFETIME
    ]


def write_kept(now: datetime, home: Path) -> str:
    """Return the note of a database that was kept for somebody to look into, and of which home."""
    return json.dumps({"kept": now.isoformat(), "home": str(home)})


def read_kept(text: str | None) -> datetime | None:
    """Return when a database was kept, or ``None`` if it was not."""
    try:
        return datetime.fromisoformat(json.loads(text or "")["kept"])
    except (ValueError, KeyError, TypeError):
        return None


def is_kept_of(text: str | None, home: Path) -> bool:
    """Whether a database was kept by a process of that home."""
    return read_kept(text) is not None and json.loads(text or "").get("home") == str(home)
