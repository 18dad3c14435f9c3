"""Options among the words of ``addopts``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

#: Short options whose value may be joined to them.
_JOINED = ("-n", "-k", "-m")
#: Options whose value may be the next word.
_VALUED = frozenset({*_JOINED, "--deselect", "--ignore", "--maxfail", "--numprocesses", "--dist"})


def read_option(words: Sequence[str], option: str) -> str | None:
    """Return the last value of a long option, joined by ``=`` or as the next word."""
    value = None
    for word, following in _pair(words):
        name, joined, rest = word.partition("=")
        if name == option:
            value = rest if joined else following
    return value


def find_words(
    words: Sequence[str], wanted: Sequence[str], *, exact: bool = False
) -> tuple[str, ...]:
    """Return the words that are one of the options, with the values that they carry."""
    found = []
    for word, following in _pair(words):
        if word in wanted:
            carries = word in _VALUED and following
            found.append(f"{word} {following}" if carries else word)
        elif not exact and (word.partition("=")[0] in wanted or _is_joined(word, wanted)):
            found.append(word)
    return tuple(found)


def _is_joined(word: str, wanted: Sequence[str]) -> bool:
    return any(word.startswith(each) for each in _JOINED if each in wanted)


def _pair(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each word with the next one, which is empty after the last."""
    yield from zip(words, (*words[1:], ""), strict=False)
