"""The command lines of the sessions: what follows ``python`` in each of them. Pure.

``nox`` and ``tox`` give the arguments that stood after ``--`` and run what comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from layerproof.sessions.session_table import Kind, SessionPlan

#: Options of ``layerproof run`` that may stand among a suite's arguments, and how many words
#: follow each.
RUN_OPTIONS: Mapping[str, int] = MappingProxyType({"--shard": 1})

#: The same for ``layerproof coverage``.
COVERAGE_OPTIONS: Mapping[str, int] = MappingProxyType(
    {"--partial": 0, "--data": 1, "--ratchet": 0}
)

#: Options of either that a number may follow, or not.
_MAY_HAVE_A_NUMBER = ("--ratchet",)


def build_command(
    plan: SessionPlan, arguments: Sequence[str], *, python: str | None = None, jobs: int = 1
) -> tuple[str, ...]:
    """Return the words after ``python`` that run this session.

    :param arguments: what the caller wrote after ``--``. A suite gives Layerproof's own options
        to Layerproof and all else to pytest; ``coverage`` leaves out what is not its own, since
        ``nox -- -x`` means the suites.
    :param python: the label of this Python in the configuration, if it names several.
    :param jobs: how many sessions run at once; each then starts fewer workers.
    """
    if plan.kind is Kind.COVERAGE:
        return ("-m", "layerproof", "coverage", *split_arguments(arguments, COVERAGE_OPTIONS)[0])
    if plan.kind is Kind.FAST:
        rest = split_arguments(arguments, {**COVERAGE_OPTIONS, **RUN_OPTIONS})[1]
        return ("-m", "layerproof", "fast", *_separate(rest))
    own, rest = split_arguments(arguments, RUN_OPTIONS)
    rest = split_arguments(rest, COVERAGE_OPTIONS)[1]
    label = ("--python", python) if python else ()
    beside = ("--jobs", str(jobs)) if jobs > 1 else ()
    return (
        "-m",
        "layerproof",
        "run",
        "--suite",
        plan.name,
        *label,
        *beside,
        *own,
        *_separate(rest),
    )


def split_arguments(
    arguments: Sequence[str], options: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that belong to ``options``, and the others, both in their order.

    A ``--`` ends the search; it is left out where only own options stand before it.
    """
    own: list[str] = []
    rest: list[str] = []
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word == "--":
            return tuple(own), tuple([*rest, "--", *words] if rest else words)
        name, equals, _ = word.partition("=")
        if name in options:
            count = 0 if equals else options[name]
            if word in _MAY_HAVE_A_NUMBER and words and words[0].isdecimal():
                count = 1
            own += [word, *words[:count]]
            del words[:count]
        else:
            rest.append(word)
    return tuple(own), tuple(rest)


def _separate(rest: Sequence[str]) -> tuple[str, ...]:
    return ("--", *rest) if rest else ()
