"""YAML with the line of each key and element. Needs ruamel.yaml, which comes with ``adopt``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layerproof.adoption.findings import Place


class YamlUnreadableError(ValueError):
    """The text is no YAML, or there is nothing to read it with; ``line`` is 0 for nowhere."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed file: its documents, whose mappings and sequences know their lines."""

    path: str
    documents: tuple[Any, ...]

    @property
    def data(self) -> Mapping[str, Any]:
        """The last document, if it is a mapping; else an empty one.

        The last, since GitLab allows a header document before the one that counts.
        """
        last = self.documents[-1] if self.documents else None
        return last if isinstance(last, Mapping) else {}

    def place(self, around: object, key: object = None) -> Place:
        """Return where a key of a mapping, or an element of a sequence, stands."""
        return Place(self.path, find_line(around, key))


def parse_yaml(path: str, text: str) -> YamlFile:
    """Return the parsed file; raises ``YamlUnreadableError``."""
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError
    except ModuleNotFoundError:
        advice = 'cannot be read without ruamel.yaml: pip install "layerproof[adopt]"'
        raise YamlUnreadableError(advice) from None
    reader = YAML(typ="rt")
    reader.allow_duplicate_keys = True
    try:
        return YamlFile(path, tuple(reader.load_all(text)))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or "it ends too early").splitlines()[0]
        raise YamlUnreadableError(
            f"is not YAML: {problem}", mark.line + 1 if mark else 0
        ) from error
    except (YAMLError, ValueError, RecursionError) as error:
        first = str(error).partition("\n")[0]
        raise YamlUnreadableError(f"is not YAML: {first}") from error


def find_line(around: object, key: object = None) -> int:
    """Return the line, from 1, of a key or element, or of the whole; 0 where it is not known."""
    where = getattr(around, "lc", None)
    if where is None:
        return 0
    if key is not None:
        try:
            return int(where.data[key][0]) + 1
        except (KeyError, TypeError, IndexError):
            return 0
    return int(where.line or 0) + 1


def walk_mappings(node: object) -> Iterator[Mapping[str, Any]]:
    """Yield every mapping below a node, itself first, each once though an alias repeats it."""
    waiting, seen = [node], set[int]()
    while waiting:
        here = waiting.pop(0)
        if id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, Mapping):
            yield here
            waiting.extend(here.values())
        elif isinstance(here, Sequence) and not isinstance(here, str | bytes):
            waiting.extend(here)
