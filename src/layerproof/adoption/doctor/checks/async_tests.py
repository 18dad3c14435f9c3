"""Whether somebody runs the asynchronous tests, and on which event loop they and fixtures meet."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from layerproof.adoption.doctor.environments import look_at_environment
from layerproof.adoption.doctor.option_words import read_option
from layerproof.adoption.doctor.settings_edits import set_pytest
from layerproof.adoption.doctor.short_lists import name_some
from layerproof.adoption.doctor.values import Check, Diagnosis, Patient, State
from layerproof.adoption.doctor.written_tests import Written, is_unittest, list_written
from layerproof.adoption.findings import Found
from layerproof.adoption.survey import Fixture
from layerproof.core.wording import count_noun
from layerproof.errors import LayerproofError

_SCOPE = "asyncio_default_fixture_loop_scope"
_MARKS = ("asyncio", "anyio", "trio", "tornado")


def examine_runners(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on asynchronous tests that no plugin runs, and on two plugins at once."""
    tests = [each for each in list_written(patient) if _is_asynchronous(each)]
    if not tests:
        return
    plugins = _list_plugins(patient)
    mode = _read_mode(patient)
    if mode == "auto" and "pytest-asyncio" in plugins:
        both = [each for each in tests if "anyio" in _list_marks(each, patient)]
        if both:
            yield _tell_both(both)
        return
    lost = [each for each in tests if not (_list_marks(each, patient) & set(_MARKS))]
    if lost and not plugins & {"pytest-trio", "pytest-tornasync", "pytest-aiohttp"}:
        yield _tell_lost(lost, plugins)


def examine_scopes(patient: Patient) -> Iterator[Diagnosis]:
    """Yield findings on fixtures and tests whose event loops differ."""
    if "pytest-asyncio" not in _list_plugins(patient):
        return
    wide = _list_wide(patient)
    values = patient.survey.tests.settings.values
    fixtures_on, tests_on = values.get(_SCOPE), values.get("asyncio_default_test_loop_scope")
    asynchronous = any(map(_is_asynchronous, list_written(patient)))
    if wide and tests_on in (None, "function") and not _has_loop_scopes(patient):
        yield Diagnosis(
            "loop-scopes",
            State.FOUND,
            "asynchronous fixtures live longer than the loops of the tests that use them:"
            f" {name_some(each.value.name for each in wide)}",
            why="what such a fixture opens belongs to a loop that the test does not run on:"
            " `attached to a different loop`",
            fix=f'set {_SCOPE} = "session" and asyncio_default_test_loop_scope = "session"',
            places=tuple(place for each in wide for place in each.places),
        )
    elif fixtures_on is None and asynchronous:
        yield Diagnosis(
            "loop-scopes",
            State.FOUND,
            f"{_SCOPE} is not set",
            why="pytest-asyncio warns at every start, and an error is made of the warning where"
            " warnings are errors; its default is about to change",
            fix=f'set {_SCOPE} = "function"',
            edits=() if wide else set_pytest(patient, _SCOPE, "function", f"set {_SCOPE}"),
        )


def examine_event_loop(patient: Patient) -> Iterator[Diagnosis]:
    """Yield a finding where a fixture overrides the plugin's event loop."""
    own = [each for each in patient.survey.tests.fixtures if each.value.name == "event_loop"]
    if not own:
        return
    try:
        release = look_at_environment(patient).release("pytest-asyncio")
    except LayerproofError:
        release = ()
    gone = release >= (1,)
    yield Diagnosis(
        "event-loop",
        State.FOUND,
        "the suite overrides the fixture event_loop"
        + (", which pytest-asyncio no longer knows" if gone else ""),
        why="pytest-asyncio 1.0 took the fixture away: tests and fixtures no longer share this loop"
        if gone
        else "pytest-asyncio 1.0 takes the fixture away, and then tests and fixtures meet on"
        " different loops",
        fix=f'delete it, and set {_SCOPE} = "session" and'
        ' asyncio_default_test_loop_scope = "session"',
        places=tuple(place for each in own for place in each.places),
    )


def _is_asynchronous(test: Written) -> bool:
    inside = test.around is not None and is_unittest(test.around)
    return isinstance(test.node, ast.AsyncFunctionDef) and not inside


def _read_mode(patient: Patient) -> str:
    settings = patient.survey.tests.settings
    option = read_option(settings.addopts, "--asyncio-mode")
    return option or settings.asyncio_mode or "strict"


def _list_plugins(patient: Patient) -> set[str]:
    declared = {each.value for each in patient.survey.tests.plugins}
    try:
        return declared | set(look_at_environment(patient).packages)
    except LayerproofError:
        return declared


def _list_marks(test: Written, patient: Patient) -> set[str]:
    """Return the markers of a test, of its class and of its module, by name."""
    module = patient.tree.parse(test.path)
    expressions: list[ast.expr] = list(test.node.decorator_list)
    if test.around is not None:
        expressions += test.around.decorator_list
        expressions += _find_pytestmark(test.around.body)
    expressions += _find_pytestmark(module.tree.body) if module else []
    return {
        node.attr
        for each in expressions
        for node in ast.walk(each)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("mark")
    }


def _find_pytestmark(body: list[ast.stmt]) -> list[ast.expr]:
    found = []
    for node in body:
        if isinstance(node, ast.Assign):
            names = [ast.unparse(target) for target in node.targets]
            found += [node.value] if "pytestmark" in names else []
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            found += [node.value] if ast.unparse(node.target) == "pytestmark" else []
    return found


def _list_wide(patient: Patient) -> list[Found[Fixture]]:
    """Return the asynchronous fixtures that outlive a test."""
    return [
        each
        for each in patient.survey.tests.fixtures
        if each.value.asynchronous and each.value.scope != "function"
    ]


def _has_loop_scopes(patient: Patient) -> bool:
    """Whether some test or fixture says itself on which loop it runs."""
    loops = [each.value for each in patient.survey.tests.loops]
    return any(each.startswith(("loop_scope", "event_loop", "anyio_backend")) for each in loops)


def _tell_both(both: list[Written]) -> Diagnosis:
    return Diagnosis(
        "async-plugins",
        State.FOUND,
        f"{count_noun(len(both), 'test')} marked anyio while asyncio_mode is auto",
        why="pytest-asyncio takes every asynchronous test, and anyio's fixtures then run elsewhere",
        fix="keep one: take asyncio_mode = auto away, or the marker anyio",
        places=tuple(each.place for each in both),
    )


def _tell_lost(lost: list[Written], plugins: set[str]) -> Diagnosis:
    ready = "pytest-asyncio" in plugins
    advice = 'set asyncio_mode = "auto", or mark them @pytest.mark.asyncio'
    return Diagnosis(
        "async-plugins",
        State.FOUND,
        f"{count_noun(len(lost), 'asynchronous test')} that no plugin runs",
        why="pytest fails them, or passes them over with a warning where it is an old one",
        fix=advice if ready else f"install pytest-asyncio, and {advice}",
        places=tuple(each.place for each in lost),
    )


CHECKS = (
    Check("async-plugins", "one plugin runs the asynchronous tests", examine_runners),
    Check("loop-scopes", "fixtures and tests share an event loop", examine_scopes),
    Check("event-loop", "nothing overrides the plugin's event loop", examine_event_loop),
)
