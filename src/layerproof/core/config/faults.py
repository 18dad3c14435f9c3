"""What is wrong with a configuration: collected while it is parsed, reported all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layerproof.errors import ConfigError


@dataclass(frozen=True, slots=True)
class ConfigFault:
    """One fault: the file, the whole key in it, what is wrong, and what may be meant."""

    origin: str
    key: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        """Return the fault as one line."""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.origin}: {self.key}: {self.problem}{hint}"


class Faults:
    """The faults of one file, in the order in which they were found."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.found: list[ConfigFault] = []

    def add(self, key: str, problem: str, hint: str = "") -> None:
        """Remember one fault."""
        self.found.append(ConfigFault(self.origin, key, problem, hint))

    def raise_any(self) -> None:
        """Raise one ``ConfigError`` with every fault, if there is one."""
        if self.found:
            raise ConfigError(render_faults(self.found), advice="see docs/configuration.md")


def render_faults(faults: Iterable[ConfigFault]) -> str:
    """Return all faults as one message, a line each under a line that counts them."""
    lines = [f"  {fault}" for fault in faults]
    count = "one fault" if len(lines) == 1 else f"{len(lines)} faults"
    return "\n".join([f"the configuration has {count}", *lines])


def join_key(table: str, name: str) -> str:
    """Return the key of ``name`` in ``table`` as TOML writes it, quoted where it must be."""
    bare = name.isascii() and name.replace("_", "a").replace("-", "a").isalnum()
    return f"{table}.{name}" if bare else f'{table}."{name}"'


def hint_nearest(name: str, valid: Iterable[str]) -> str:
    """Return a hint at the valid name that is nearest, or at all of them when none is near."""
    # difflib is wanted only where something is wrong: pytest's start pays for every import.
    from difflib import get_close_matches

    names = list(valid)
    near = get_close_matches(name.lower(), names, n=1)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"there are: {', '.join(names)}" if names else ""
