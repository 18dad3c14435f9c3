"""pytest's settings, judged one by one: what each does to a verdict, or that it does nothing."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping

from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.rulings import (
    KEPT,
    NOT_JUDGED,
    REDUNDANT,
    WRONG,
    Judged,
    rule_on,
)
from layerproof.adoption.audit.values import Setting
from layerproof.adoption.findings import Place
from layerproof.adoption.survey import PytestSettings

Value = str | tuple[str, ...]

#: What pytest takes where nothing is said ("Configuration Options" of its reference).
_DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "python_files": ("test_*.py", "*_test.py"),
    "python_classes": ("Test",),
    "python_functions": ("test",),
    "console_output_style": ("progress",),
    "cache_dir": (".pytest_cache",),
    "xfail_strict": ("false",),
    "log_cli": ("false",),
    "junit_family": ("xunit2",),
    "asyncio_mode": ("strict",),
}

#: Words of ``addopts`` by how they begin: the ruling, and why.
_WORDS: tuple[tuple[str, Judged], ...] = (
    ("--strict-config", (KEPT, "a misspelt setting is an error")),
    ("--strict-markers", (KEPT, "a misspelt marker is an error instead of a test left out")),
    ("--strict", (KEPT, "misspelt markers and settings are errors")),
    ("--import-mode=importlib", (KEPT, "test files of one name do not get in each other's way")),
    (
        "--cov-fail-under",
        (REDUNDANT, "a threshold on one suite alone; the gates of layers hold all suites merged"),
    ),
    ("--cov-branch", (REDUNDANT, "`branch` of the table decides for all suites alike")),
    ("--cov", (REDUNDANT, "Layerproof traces each suite once; two tracers slow each other down")),
    ("--no-cov-on-fail", (REDUNDANT, "coverage is Layerproof's, and a failed run is no pass")),
    ("-n", (REDUNDANT, "`workers` of the suite decides, and a suite of few tests runs without")),
    ("--numprocesses", (REDUNDANT, "`workers` of the suite decides")),
    ("-x", (WRONG, "after the first failure nothing is measured any more")),
    ("--exitfirst", (WRONG, "after the first failure nothing is measured any more")),
    ("--maxfail", (WRONG, "after so many failures nothing is measured any more")),
    ("--lf", (WRONG, "leaves out every test that did not fail before")),
    ("--last-failed", (WRONG, "leaves out every test that did not fail before")),
    ("--sw", (WRONG, "stops at the first failure")),
    ("--stepwise", (WRONG, "stops at the first failure")),
    ("--deselect", (WRONG, "leaves tests out of every run in silence; `deselect` tells them")),
    ("--ignore", (WRONG, "leaves files out of every run in silence; `ignored_tests` tells them")),
    ("-k", (WRONG, "leaves tests out of every run in silence; `deselect` tells them")),
    ("-m", (WRONG, "leaves tests out of every run in silence; `deselect` tells them")),
    ("--continue-on-collection-errors", (WRONG, "a file that cannot be imported is passed over")),
    ("--disable-warnings", (WRONG, "warnings of deprecation and of leaks are not seen")),
    ("--disable-pytest-warnings", (WRONG, "warnings of deprecation and of leaks are not seen")),
    ("--reuse-db", (NOT_JUDGED, "a database of an earlier run; see docs/templates.md")),
    ("--randomly-seed", (WRONG, "always the same order, so tests that lean on it are not found")),
    ("-v", (KEPT, "how much is shown changes no result")),
    ("-q", (KEPT, "how much is shown changes no result")),
    ("-r", (KEPT, "how much is shown changes no result")),
    ("-s", (KEPT, "how much is shown changes no result")),
    ("--tb", (KEPT, "how much is shown changes no result")),
    ("--durations", (KEPT, "how much is shown changes no result")),
    ("--color", (KEPT, "how much is shown changes no result")),
    ("--verbose", (KEPT, "how much is shown changes no result")),
    ("--quiet", (KEPT, "how much is shown changes no result")),
    ("--showlocals", (KEPT, "how much is shown changes no result")),
    ("--no-header", (KEPT, "how much is shown changes no result")),
    ("--no-summary", (KEPT, "how much is shown changes no result")),
    ("--junit", (KEPT, "a report more")),
)
#: Options whose value is the next word.
_WITH_VALUE = frozenset({"-n", "-k", "-m", "-p", "-c", "-o", "-W", "--deselect", "--ignore"})


def judge_pytest(given: AuditInput) -> Iterator[Setting]:
    """Yield every setting of pytest, words of ``addopts`` one by one."""
    settings = given.survey.tests.settings
    whole = Place(settings.origin)
    for word in join_options(settings.addopts):
        place = settings.places.get("addopts", whole)
        yield rule_on("pytest", "addopts", word, _judge_word(word), place)
    for key, value in settings.values.items():
        if key in ("addopts", "markers"):
            continue  # the markers have a section of their own
        judged = _judge_value(key, value, given)
        shown = _names_alone(value) if key == "env" else value
        yield rule_on("pytest", key, shown, judged, settings.places.get(key, whole))


def _names_alone(value: Value) -> Value:
    """Return the names of variables without their values, which may be secrets."""
    lines = value.splitlines() if isinstance(value, str) else value
    return tuple(line.partition("=")[0].strip() for line in lines if line.strip())


def join_options(words: tuple[str, ...]) -> list[str]:
    """Return the words of ``addopts`` with the value of an option beside it."""
    joined: list[str] = []
    waits = False
    for word in words:
        if waits:
            joined[-1] += f" {shlex.quote(word)}"
        else:
            joined.append(word)
        waits = not waits and word in _WITH_VALUE
    return joined


def _judge_word(word: str) -> Judged:
    if word.startswith("-p no:") and "warnings" in word:
        return WRONG, "warnings of deprecation and of leaks are not seen"
    for start, judged in _WORDS:
        if word == start or _goes_on(word, start):
            return judged
    return NOT_JUDGED, "nothing is known of this option"


def _goes_on(word: str, start: str) -> bool:
    """Whether the word is the option with a value, or a longer form of it."""
    if start.startswith("--"):
        return word.startswith((f"{start}=", f"{start} ", f"{start}-", f"{start}xml", f"{start}s"))
    return word.startswith(start) and not word.startswith("--")


def _judge_value(key: str, value: Value, given: AuditInput) -> Judged:
    judge = _JUDGES.get(key)
    judged = judge(value, given) if judge else None
    if judged is None and _texts(value) == _DEFAULTS.get(key):
        return REDUNDANT, "pytest does the same without it"
    return judged or (NOT_JUDGED, "nothing is known of this setting")


def _texts(value: Value) -> tuple[str, ...]:
    texts = value.split() if isinstance(value, str) else value
    return tuple(text.strip() for text in texts)


def _judge_folders(value: Value, given: AuditInput) -> Judged | None:
    known = [fact.path for fact in given.files]
    absent = [each for each in _texts(value) if not _is_there(each, known)]
    if absent:
        return WRONG, f"there is no file below {', '.join(absent)}"
    return KEPT, "every folder is there"


def _is_there(entry: str, known: list[str]) -> bool:
    folder = entry.removeprefix("./").rstrip("/")
    if folder in ("", ".") or folder.startswith("/") or any(char in folder for char in "*?[$"):
        return True  # the project itself, and what only pytest or the machine can tell
    return any(path == folder or path.startswith(f"{folder}/") for path in known)


def _judge_strictness(value: Value, _given: AuditInput) -> Judged | None:
    if _texts(value) and _texts(value)[0].lower() in ("true", "1", "yes", "on"):
        return KEPT, "a test that is expected to fail and passes is told"
    return None


def _judge_loop(value: Value, given: AuditInput) -> Judged | None:
    names = {found.value for found in given.survey.tests.plugins}
    if not names & {"pytest-asyncio", "pytest_asyncio", "asyncio"}:
        return WRONG, "pytest-asyncio is not among the plugins, so nobody reads it"
    mode = (_texts(value) or ("",))[0]
    if mode == "auto":
        return KEPT, "async tests run without a marker each"
    return None


def _judge_warnings(value: Value, _given: AuditInput) -> Judged | None:
    rules = (value,) if isinstance(value, str) else value
    if any(rule.strip() == "ignore" for rule in rules):
        return WRONG, "`ignore` without a class hides every warning"
    if any(rule.strip() == "error" for rule in rules):
        return KEPT, "a warning fails the test that raises it"
    return KEPT, "single warnings are treated by name"


def _judge_version(_value: Value, _given: AuditInput) -> Judged | None:
    return KEPT, "an older pytest says so at once"


def _judge_timeout(value: Value, given: AuditInput) -> Judged | None:
    if given.config is not None:
        return REDUNDANT, "`timeout` of each suite decides under Layerproof"
    return KEPT, f"a test that hangs ends after {' '.join(_texts(value))} s"


_JUDGES: Mapping[str, Callable[[Value, AuditInput], Judged | None]] = {
    "testpaths": _judge_folders,
    "pythonpath": _judge_folders,
    "xfail_strict": _judge_strictness,
    "strict_markers": lambda value, _: (
        (KEPT, "a misspelt marker is an error") if _texts(value)[:1] == ("true",) else None
    ),
    "strict_config": lambda value, _: (
        (KEPT, "a misspelt setting is an error") if _texts(value)[:1] == ("true",) else None
    ),
    "asyncio_mode": _judge_loop,
    "filterwarnings": _judge_warnings,
    "minversion": _judge_version,
    "required_plugins": lambda _value, _: (KEPT, "a missing plugin is told at once"),
    "timeout": _judge_timeout,
    "env": lambda _value, _: (NOT_JUDGED, "what the variables do is the project's own affair"),
}


def holds_strict_markers(settings: PytestSettings) -> bool:
    """Whether a misspelt marker is an error in every run of the project."""
    words = {"--strict-markers", "--strict"} & set(settings.addopts)
    value = settings.values.get("strict_markers", settings.values.get("strict", ""))
    return bool(words) or (isinstance(value, str) and value.strip().lower() in ("true", "1"))
