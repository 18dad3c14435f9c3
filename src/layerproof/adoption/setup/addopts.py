"""The words of ``addopts`` that change what a project's own ``pytest`` runs, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.adoption.survey import PytestSettings

#: Options with a value, by every spelling, and what they are here.
_NAMES = {
    "-m": "marker",
    "-k": "keyword",
    "-n": "workers",
    "--numprocesses": "workers",
    "--ignore": "ignore",
    "--ignore-glob": "ignore_glob",
    "--deselect": "deselect",
    "--timeout": "timeout",
}
#: Short options may carry their value in the same word.
_SHORT = ("-m", "-k", "-n")


@dataclass(frozen=True, slots=True)
class Addopts:
    """``marker`` is the value of ``-m``, ``workers`` of ``-n``; the last one counts, as in pytest.

    ``timeout`` is in seconds, from ``addopts`` or from the setting of pytest-timeout.
    """

    marker: str = ""
    keyword: str = ""
    workers: int | str | None = None
    ignore: tuple[str, ...] = ()
    ignore_glob: tuple[str, ...] = ()
    deselect: tuple[str, ...] = ()
    timeout: float | None = None


def read_addopts(settings: PytestSettings) -> Addopts:
    """Return what the words say."""
    found: dict[str, list[str]] = {name: [] for name in _NAMES.values()}
    for name, value in _walk(settings.addopts):
        found[name].append(value)
    configured = settings.values.get("timeout")
    timeouts = [configured] if isinstance(configured, str) else []
    return Addopts(
        marker=_last(found["marker"]),
        keyword=_last(found["keyword"]),
        workers=_read_workers(_last(found["workers"])),
        ignore=tuple(found["ignore"]),
        ignore_glob=tuple(found["ignore_glob"]),
        deselect=tuple(found["deselect"]),
        timeout=_read_seconds(_last([*timeouts, *found["timeout"]])),
    )


def _walk(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    rest = iter(words)
    for word in rest:
        name, joined, value = word.partition("=")
        if name in _NAMES:
            yield _NAMES[name], value if joined else next(rest, "")
        elif word[:2] in _SHORT and len(word) > 2:
            yield _NAMES[word[:2]], word[2:]


def _last(values: Sequence[str]) -> str:
    return values[-1].strip() if values else ""


def _read_workers(text: str) -> int | str | None:
    if text in {"auto", "logical"}:
        return "auto"
    return int(text) if text.isascii() and text.isdigit() else None


def _read_seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1_000_000 else None
