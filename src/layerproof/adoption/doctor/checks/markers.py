"""Markers that nobody registered, and markers that are misspelt."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Mapping

from layerproof.adoption.doctor.environments import look_at_environment
from layerproof.adoption.doctor.memory import remember
from layerproof.adoption.doctor.settings_edits import add_to_pytest
from layerproof.adoption.doctor.source_files import list_tests
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.findings import Place
from layerproof.core.config.ready import FIRST, LAST
from layerproof.core.wording import count_noun
from layerproof.errors import LayerproofError

#: pytest's own, of pytest 9.
_PYTEST = frozenset(
    {"parametrize", "skip", "skipif", "xfail", "usefixtures", "filterwarnings", "tryfirst"}
    | {"trylast", "no_cover"}
)
#: What plugins register, by distribution.
_PLUGINS: Mapping[str, tuple[str, ...]] = {
    "pytest-asyncio": ("asyncio",),
    "anyio": ("anyio",),
    "pytest-trio": ("trio",),
    "pytest-timeout": ("timeout",),
    "pytest-xdist": ("xdist_group",),
    "pytest-django": ("django_db", "urls", "ignore_template_errors"),
    "pytest-benchmark": ("benchmark",),
    "pytest-cov": ("no_cover",),
    "pytest-rerunfailures": ("flaky",),
    "flaky": ("flaky",),
    "pytest-randomly": ("random_order",),
    "pytest-random-order": ("random_order",),
    "pytest-order": ("order",),
    "pytest-ordering": ("run", "first", "second", "last", "second_to_last"),
    "pytest-dependency": ("dependency",),
    "pytest-httpx": ("httpx_mock",),
    "pytest-recording": ("vcr", "block_network", "default_cassette"),
    "pytest-vcr": ("vcr",),
    "pytest-socket": ("disable_socket", "enable_socket", "allow_hosts"),
    "pytest-freezer": ("freeze_time",),
    "pytest-freezegun": ("freeze_time",),
    "respx": ("respx",),
    "pytest-memray": ("limit_memory", "limit_leaks"),
    "pytest-env": ("env",),
    "pytest-repeat": ("repeat",),
    "pytest-bdd": ("scenario",),
    "pytest-alembic": ("alembic",),
    "pytest-docker-tools": (),
    "allure-pytest": ("allure_label", "allure_link"),
    "hypothesis": ("hypothesis",),
    "syrupy": ("syrupy",),
    "pytest-aiohttp": ("aiohttp",),
    "pytest-retry": ("flaky",),
    "pytest-split": (),
    "pytest-mock": (),
}
#: How alike two names are that may be meant as one.
_ALIKE = 0.8


def examine_registered(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for all markers that are used, spelt right, and not registered."""
    unknown = _find_unknown(patient)
    suspects = {name for name in unknown if _find_meant(name, patient)}
    names = [name for name in unknown if name not in suspects]
    if not names:
        return
    strict = _is_strict(patient)
    yield Diagnosis(
        "markers",
        State.FOUND,
        f"{count_noun(len(names), 'marker')} used and not registered: {', '.join(names)}",
        why="with --strict-markers no test of those files is collected"
        if strict
        else "pytest only warns, so a misspelt marker is never noticed",
        fix="register them under `markers` in pytest's settings",
        places=tuple(unknown[name] for name in names),
        edits=add_to_pytest(
            patient,
            "markers",
            [f"{name}: tests marked {name}" for name in names],
            f"register {', '.join(names)}",
        ),
    )


def examine_spelling(patient: Patient) -> Iterator[Diagnosis]:
    """Yield one finding for each marker that is much like one that is registered."""
    for name, place in _find_unknown(patient).items():
        meant = _find_meant(name, patient)
        if meant:
            yield Diagnosis(
                "markers-spelling",
                State.FOUND,
                f'the marker "{name}" is not registered; is "{meant}" meant?',
                why=f"what selects `-m {meant}` passes these tests over",
                fix=f"write {meant}, or register {name} too",
                places=(place,),
            )


def list_known(patient: Patient) -> frozenset[str]:
    """Return the markers that are registered: by settings, plugins, Layerproof and pytest."""
    known = {each.value for each in patient.survey.tests.markers} | _PYTEST
    for name in _list_plugins(patient):
        known |= set(_PLUGINS.get(name, ()))
    if patient.config is not None:
        known |= {suite.name for suite in patient.config.suites}
        known |= {"committed_db", "rollback", "reset", "clone", "isolation"}
    return frozenset(known)


def _list_plugins(patient: Patient) -> set[str]:
    declared = {each.value for each in patient.survey.tests.plugins}
    try:
        return declared | set(look_at_environment(patient).packages)
    except LayerproofError:
        return declared


def _find_unknown(patient: Patient) -> dict[str, Place]:
    return remember(patient, _gather_unknown)


def _gather_unknown(patient: Patient) -> dict[str, Place]:
    """Return where each unregistered marker is used first."""
    unknown = set(patient.survey.tests.used) - list_known(patient)
    found: dict[str, Place] = {}
    for path in list_tests(patient):
        waiting = unknown - found.keys()
        if not waiting:
            break
        module = patient.tree.parse(path)
        if module is None or "mark." not in module.text:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in waiting and _is_mark(node.value):
                found.setdefault(node.attr, Place(path, node.lineno))
    return dict(sorted(found.items()))


def _is_mark(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == "mark"


def _find_meant(name: str, patient: Patient) -> str:
    """Return the known marker that an unknown one is much like, if any."""
    known = list_known(patient) | {*FIRST, *LAST}
    near = difflib.get_close_matches(name, sorted(known - {name}), n=1, cutoff=_ALIKE)
    return near[0] if near and name not in (*FIRST, *LAST) else ""


def _is_strict(patient: Patient) -> bool:
    settings = patient.survey.tests.settings
    words = {"--strict-markers", "--strict"} & set(settings.addopts)
    values = (settings.values.get("strict_markers"), settings.values.get("strict"))
    return bool(words) or "true" in values


CHECKS = (
    Check("markers", "every marker is registered", examine_registered),
    Check("markers-spelling", "no marker is misspelt", examine_spelling),
)
