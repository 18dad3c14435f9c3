"""Installed versions with faults that are known, where the project meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from layerproof.adoption.doctor.coverage_choices import uses_async_sqlalchemy
from layerproof.adoption.doctor.environments import Environment, look_at_environment
from layerproof.adoption.doctor.source_files import list_tests
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.core.suites.tracing import COVERAGE_FLOOR


def examine_versions(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each known fault that this project meets."""
    environment = look_at_environment(patient)
    for rule in _RULES:
        yield from rule(patient, environment)


def _find_coverage(_patient: Patient, environment: Environment) -> Iterator[Diagnosis]:
    release = environment.release("coverage")
    if release and release < COVERAGE_FLOOR:
        yield _tell(
            f"coverage {environment.packages['coverage']} is installed",
            "7.13.1 to 7.16 may delete a data file as a false duplicate, 7.17.1 breaks combining",
            "install coverage 7.17.3 or newer",
        )


def _find_subprocesses(patient: Patient, environment: Environment) -> Iterator[Diagnosis]:
    if environment.release("pytest-cov") < (7,) or not _starts_processes(patient):
        return
    settings = patient.survey.tests.coverage
    if "run.patch" not in settings.places:
        yield _tell(
            f"pytest-cov {environment.packages['pytest-cov']} measures no subprocesses,"
            " and tests start some",
            "what runs in a child process counts as not covered, outside of a session",
            'set patch = ["subprocess"] under [run] of the coverage settings',
        )


def _find_greenlet(patient: Patient, environment: Environment) -> Iterator[Diagnosis]:
    if environment.release("sqlalchemy") < (2, 1) or environment.has("greenlet"):
        return
    if uses_async_sqlalchemy(patient):
        yield _tell(
            "SQLAlchemy 2.1 is installed without greenlet, and the source is asynchronous",
            "every asynchronous statement fails; 2.1 no longer installs greenlet by itself",
            'declare "sqlalchemy[asyncio]"',
        )


def _find_test_client(patient: Patient, environment: Environment) -> Iterator[Diagnosis]:
    old = environment.release("starlette") < (1, 2) or environment.has("httpx2")
    if old or not environment.has("httpx") or not _makes_errors_of_warnings(patient):
        return
    paths = (*list_tests(patient), *patient.survey.tests.conftests)
    if any("TestClient" in (patient.tree.read(path) or "") for path in paths):
        yield _tell(
            f"starlette {environment.packages['starlette']} warns of httpx in its TestClient,"
            " and warnings are errors here",
            "tests with a TestClient fail at its import",
            "install httpx2 with the test dependencies",
        )


def _starts_processes(patient: Patient) -> bool:
    words = ("subprocess.", "create_subprocess_exec", "multiprocessing.")
    texts = (patient.tree.read(path) or "" for path in list_tests(patient))
    return any(word in text for text in texts for word in words)


def _makes_errors_of_warnings(patient: Patient) -> bool:
    settings = patient.survey.tests.settings
    filters = settings.values.get("filterwarnings", ())
    lines = (filters,) if isinstance(filters, str) else filters
    return "error" in lines or "-Werror" in settings.addopts


def _tell(what: str, why: str, fix: str) -> Diagnosis:
    return Diagnosis("known-faults", State.FOUND, what, why, fix)


_Rule = Callable[[Patient, Environment], Iterator[Diagnosis]]
_RULES: tuple[_Rule, ...] = (
    _find_coverage,
    _find_subprocesses,
    _find_greenlet,
    _find_test_client,
)

CHECKS = (Check("known-faults", "no installed version has a known fault", examine_versions),)
