"""Words of ``addopts`` that get into the way of suites, workers and the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from layerproof.adoption.doctor.option_words import find_words
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State


class _Rule(NamedTuple):
    """Words that are looked for, and what is wrong with them. ``exact`` means the whole word.

    ``settled`` says that a session overrules them and says so, so that a table is the cure.
    """

    words: tuple[str, ...]
    why: str
    fix: str
    exact: bool = False
    settled: bool = False


_OWN_LINE = "keep it for the command line of whoever wants it"
_CHOOSES = "it chooses tests for everybody; a session empties it, so more tests run there"
_RULES = (
    _Rule(
        ("--cov-fail-under",),
        "two gates judge the same run: this one is switched off in a session, and holds elsewhere",
        "take it out; `fail_under` of [tool.layerproof] is the gate",
        settled=True,
    ),
    _Rule(
        ("--cov",),
        "plain pytest measures with settings of its own, and a session switches it off (--no-cov)",
        "take it out once nobody asks for the old figure; sessions measure by themselves",
        settled=True,
    ),
    _Rule(
        ("-n", "--numprocesses", "--dist", "--tx"),
        "a session sets the number of workers itself, by suite, so this one counts only elsewhere",
        "take it out, and set `workers` of the suites",
        settled=True,
    ),
    _Rule(
        ("-x", "--exitfirst", "--maxfail"),
        "the run ends at the first failure: the tests after it did not run, and the suite counts"
        " as not measured",
        f"take it out; {_OWN_LINE}",
    ),
    _Rule(
        ("--deselect",),
        "those tests run in no suite; every verdict says how many they are",
        "mark them, and write the expression into `deselect` of [tool.layerproof]",
        settled=True,
    ),
    _Rule(
        ("--ignore", "--ignore-glob"),
        "those tests run in no suite, so that no verdict is ever kept (tests-uncollected)",
        "list their files in `ignored_tests` of [tool.layerproof]",
    ),
    _Rule(("-k",), _CHOOSES, "give them a suite, or mark them and set `deselect`"),
    _Rule(
        ("-m",),
        _CHOOSES,
        "give them a suite, or write the expression into `deselect` of [tool.layerproof]",
    ),
    _Rule(
        ("--lf", "--last-failed", "--sw", "--stepwise"),
        "what runs hangs on what failed before, on this machine",
        f"take it out; {_OWN_LINE}",
        exact=True,
    ),
    _Rule(
        ("no:layerproof", "-pno:layerproof"),
        "Layerproof's plugin is switched off: nothing is recorded, and no suite is measured",
        "take it out",
        exact=True,
    ),
    _Rule(
        ("no:xdist", "-pno:xdist"),
        "sessions cannot give a suite workers",
        "take it out, or set `workers = 0` for the suites that need it",
        exact=True,
    ),
)


def examine_addopts(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each kind of word that fights with a session."""
    settings = patient.survey.tests.settings
    place = settings.places.get("addopts")
    for rule in _RULES:
        found = find_words(settings.addopts, rule.words, exact=rule.exact)
        if found and not _is_settled(patient, rule):
            yield Diagnosis(
                "addopts",
                State.FOUND,
                f"addopts has {', '.join(found)}",
                why=rule.why,
                fix=rule.fix,
                places=(place,) if place else (),
            )


def _is_settled(patient: Patient, rule: _Rule) -> bool:
    """Whether the table says already what shall be instead."""
    if patient.config is None:
        return False
    chooses = "-m" in rule.words and bool(patient.config.deselect)
    leaves_out = "--ignore" in rule.words and bool(patient.config.ignored_tests)
    return rule.settled or chooses or leaves_out


CHECKS = (Check("addopts", "nothing in addopts fights with a session", examine_addopts),)
