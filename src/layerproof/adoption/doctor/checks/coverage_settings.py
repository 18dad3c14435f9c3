"""Settings of coverage.py that lose lines or judge a second time, where tests run by themselves.

A session chooses tracing itself, so none of this reaches its verdict; it decides what everybody
reads who runs coverage without Layerproof, and what a comparison of both figures shows.
"""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from pathlib import PurePosixPath

from layerproof.adoption.doctor.coverage_choices import place_of, python_of, uses_async_sqlalchemy
from layerproof.adoption.doctor.option_words import find_words
from layerproof.adoption.doctor.settings_edits import set_coverage
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place

#: Files that coverage.py may take settings from, in its order.
_FILES = (".coveragerc", ".coveragerc.toml", "setup.cfg", "tox.ini", "pyproject.toml")


def examine_concurrency(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where coverage.py does not follow greenlets and the source needs them."""
    settings = patient.survey.tests.coverage
    if not _measures_itself(patient) or not uses_async_sqlalchemy(patient):
        return
    if settings.core == "sysmon" or "greenlet" in settings.concurrency:
        return
    wanted = ["greenlet", *(each for each in settings.concurrency if each != "greenlet")]
    wanted += [] if "thread" in wanted else ["thread"]
    edits = set_coverage(
        patient, "run", "concurrency", "let coverage follow greenlets", value=wanted
    )
    yield Diagnosis(
        "coverage-concurrency",
        State.FOUND,
        "coverage is not told of greenlets, and the source uses asynchronous SQLAlchemy",
        why="lines after an `await` into the database are not seen: a repository that is wholly"
        " covered reads about half",
        fix='set concurrency = ["greenlet", "thread"] under [run] of the coverage settings',
        places=place_of(patient, "run.concurrency"),
        edits=() if settings.concurrency else edits,
    )


def examine_core(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on ``core = sysmon`` where it refuses or loses what is asked for."""
    settings = patient.survey.tests.coverage
    if settings.core != "sysmon":
        return
    branches = bool(settings.branch) or bool(_find_option(patient, "--cov-branch"))
    reasons = {
        "it measures branches only from Python 3.14 on": branches and python_of(patient) < (3, 14),
        "it needs Python 3.12": python_of(patient) < (3, 12),
        "it sees through greenlets by itself, and cannot be told of them": "greenlet"
        in settings.concurrency,
    }
    for why in (why for why, holds in reasons.items() if holds):
        yield Diagnosis(
            "coverage-core",
            State.FOUND,
            "the coverage settings choose core = sysmon, which does not fit what they ask for",
            why=f"{why}; coverage.py stops, or takes another core and only warns",
            fix="take `core` out: the default fits",
            places=place_of(patient, "run.core"),
        )


def examine_gates(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where several thresholds judge one run."""
    settings = patient.survey.tests.coverage
    option = _find_option(patient, "--cov-fail-under")
    gates = [f"fail_under = {settings.fail_under} of coverage.py"] if settings.fail_under else []
    gates += [f"{option} of addopts"] if option else []
    if patient.config is not None and gates:
        gates.append(f"fail_under of {patient.config.origin} [tool.layerproof]")
    if len(gates) < 2:
        return
    yield Diagnosis(
        "coverage-gates",
        State.FOUND,
        f"{len(gates)} thresholds judge the same coverage: {', '.join(gates)}",
        why="they count different files in different ways, so one is red where another is green",
        fix="keep one; in a session only Layerproof's counts",
        places=place_of(patient, "report.fail_under"),
    )


def examine_branches(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where files or options disagree on measuring branches."""
    said = dict(_list_branch_flags(patient))
    option = _find_option(patient, "--cov-branch")
    if option:
        said["addopts"] = True
    if len(set(said.values())) < 2:
        return
    told = ", ".join(f"{name} says {'yes' if flag else 'no'}" for name, flag in said.items())
    yield Diagnosis(
        "coverage-branches",
        State.FOUND,
        f"whether branches are measured is said twice, and differently: {told}",
        why="data with branches and data without cannot be combined, and the figures differ",
        fix="say it in one file",
        places=tuple(Place(name) for name in said if name != "addopts"),
    )


def examine_relative(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where a CI combines data of several jobs and paths are absolute."""
    settings = patient.survey.tests.coverage
    merging = [each for each in patient.survey.project.ci if _merges(each.value.path, patient)]
    if not merging or "run.relative_files" in settings.places or _has_paths(patient):
        return
    edits = set_coverage(patient, "run", "relative_files", "keep paths relative", value=True)
    yield Diagnosis(
        "coverage-paths",
        State.FOUND,
        "CI combines coverage of several jobs, and paths are kept absolute",
        why="data of another checkout does not match the files here: the figures of both are wrong",
        fix="set relative_files = true under [run] of the coverage settings",
        places=tuple(place for each in merging for place in each.places),
        edits=edits,
    )


def _measures_itself(patient: Patient) -> bool:
    """Whether somebody measures coverage without a session."""
    survey = patient.survey
    commands = [each.value for each in survey.project.commands]
    commands += [command for each in survey.project.ci for command in each.value.commands]
    return bool(
        survey.tests.coverage.origin
        or _find_option(patient, "--cov")
        or any("coverage run" in each or "--cov" in each for each in commands)
    )


def _find_option(patient: Patient, option: str) -> str:
    words = find_words(patient.survey.tests.settings.addopts, (option,))
    return words[0] if words else ""


def _merges(path: str, patient: Patient) -> bool:
    return "coverage combine" in (patient.tree.read(path) or "")


def _has_paths(patient: Patient) -> bool:
    """Whether the settings say which paths are the same, which serves as well."""
    return any(key.startswith("paths.") for key in patient.survey.tests.coverage.places)


def _list_branch_flags(patient: Patient) -> Iterator[tuple[str, bool]]:
    for name in _FILES:
        if not patient.tree.has(name):
            continue
        flag = _read_flag(patient, name)
        if flag is not None:
            yield name, flag


def _read_flag(patient: Patient, name: str) -> bool | None:
    if PurePosixPath(name).suffix == ".toml":
        toml = patient.tree.toml(name)
        value = toml.get("tool", "coverage", "run", "branch") if toml else None
        return value if isinstance(value, bool) else None
    ini = patient.tree.ini(name)
    section = "run" if name == ".coveragerc" else "coverage:run"
    text = ini.section(section).get("branch") if ini else None
    states = configparser.ConfigParser.BOOLEAN_STATES
    return None if text is None else states.get(text.strip().lower())


CHECKS = (
    Check("coverage-concurrency", "coverage follows greenlets if needed", examine_concurrency),
    Check("coverage-core", "the core of coverage fits what is asked for", examine_core),
    Check("coverage-gates", "one threshold judges coverage", examine_gates),
    Check("coverage-branches", "all say the same on branches", examine_branches),
    Check("coverage-paths", "data of several jobs can be combined", examine_relative),
)
