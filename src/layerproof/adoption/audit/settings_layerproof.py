"""The project's own table, judged: does what it names exist, and does it change anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from layerproof.adoption.audit.inputs import AuditInput
from layerproof.adoption.audit.rulings import KEPT, NOT_JUDGED, REDUNDANT, WRONG, Judged, rule_on
from layerproof.adoption.audit.suites import suites_of
from layerproof.adoption.audit.values import Setting
from layerproof.adoption.findings import Place
from layerproof.core.config.layering import assign_layers, hidden_layer_files
from layerproof.core.config.paths import is_under
from layerproof.core.config.ready import make_default
from layerproof.core.config.source_set import choose_measured, find_empty_entries
from layerproof.core.config.values import Config, Gate, Suite
from layerproof.core.measure.percent import format_threshold
from layerproof.core.wording import name_some

_PLACE = Place("pyproject.toml")


def judge_layerproof(given: AuditInput) -> Iterator[Setting]:
    """Yield what the table says, key by key; a wrong table as a whole."""
    if given.config_problem:
        text = (WRONG, given.config_problem)
        yield rule_on("layerproof", "[tool.layerproof]", "", text, _PLACE)
    if given.config is None:
        return
    config = given.config
    yield from _judge_source(given, config)
    yield from _judge_tests(given, config)
    yield from _judge_layers(given, config)
    yield from _judge_suites(given, config)
    yield from _judge_gates(config)
    yield from _judge_database(given, config)


def _python(given: AuditInput, folders: tuple[str, ...]) -> list[str]:
    return [
        fact.path
        for fact in given.files
        if fact.path.endswith(".py") and any(is_under(fact.path, each) for each in folders)
    ]


def _judge_source(given: AuditInput, config: Config) -> Iterator[Setting]:
    empty = find_empty_entries(config, _python(given, config.source))
    for entry in config.source:
        wrong = (WRONG, "holds no Python file, so nothing of it is measured")
        judged = wrong if entry in empty else (KEPT, "holds Python files")
        yield rule_on("layerproof", "source", entry, judged, _PLACE)


def _judge_tests(given: AuditInput, config: Config) -> Iterator[Setting]:
    tested = {test.path for test in given.tests}
    for entry in config.tests:
        found = any(is_under(path, entry) for path in tested)
        judged = (KEPT, "holds tests") if found else (WRONG, "holds no test")
        yield rule_on("layerproof", "tests", entry, judged, _PLACE)
    outside = sorted(
        path for path in tested if not any(is_under(path, each) for each in config.tests)
    )
    if outside:
        judged = (WRONG, f"tests lie elsewhere too: {name_some(outside, 5)}")
        yield rule_on("layerproof", "tests", config.tests, judged, _PLACE)
    if config.deselect:
        judged = (KEPT, "left out on purpose, and told in every verdict")
        yield rule_on("layerproof", "deselect", config.deselect, judged, _PLACE)


def _judge_layers(given: AuditInput, config: Config) -> Iterator[Setting]:
    source = _python(given, config.source)
    layering = assign_layers(config, choose_measured(config, source))
    idle = dict(layering.idle)
    hidden = {one.layer: one.path for one in hidden_layer_files(config, source)}
    claimed = {name: path for path, names in layering.overlaps.items() for name in names[1:]}
    files = Counter(layering.layer_of.values())
    for layer in config.layers:
        judged = KEPT, f"{files[layer.name]} files"
        if layer.name in claimed:
            judged = WRONG, f"{claimed[layer.name]} is in another layer as well"
        if layer.name in idle:
            judged = WRONG, f"no file matches {idle[layer.name]}"
        if layer.name in hidden:
            judged = WRONG, f"an omit of coverage.py hides {hidden[layer.name]}"
        if layer.name in layering.empty:
            judged = WRONG, "no file matches its globs"
        yield rule_on("layerproof", f"layers.{layer.name}", layer.paths, judged, _PLACE)


def _judge_suites(given: AuditInput, config: Config) -> Iterator[Setting]:
    counts = Counter(suites_of(given).values())
    for suite in config.suites:
        if suite.declared:
            judged = _judge_suite(suite, counts[suite.name], config)
            yield rule_on("layerproof", f"suites.{suite.name}", suite.select, judged, _PLACE)


def _judge_suite(suite: Suite, tests: int, config: Config) -> Judged:
    if not tests and suite.required:
        if suite.name == "migrations" and config.database and config.database.migrations:
            return KEPT, "the ready-made checks of migrations"
        return WRONG, "has no test by marker, folder or file name, so no verdict is ever kept"
    if not tests:
        return REDUNDANT, "has no test"
    default = make_default(suite.name, config.tests)
    return KEPT, f"{tests} tests" + ("" if suite != default else ", all as it comes ready")


def _judge_gates(config: Config) -> Iterator[Setting]:
    yield _gate("fail_under", config.gate)
    for layer in config.layers:
        if layer.measured:
            yield _gate(f"layers.{layer.name}.fail_under", layer.gate)
    for suite in config.suites:
        for name, gate in suite.gates.items():
            yield _gate(f"suites.{suite.name}.gates.{name}", gate)


def _gate(key: str, gate: Gate) -> Setting:
    if gate.asks_nothing:
        judged = (WRONG, "a measured layer without a gate: whatever it has is good enough")
        return rule_on("layerproof", key, "", judged, _PLACE)
    asked = [
        format_threshold(threshold)
        for threshold in (gate.fail_under, gate.each_file)
        if threshold is not None
    ]
    if gate.max_missing is not None:
        asked.append(f"at most {gate.max_missing} missing")
    return rule_on("layerproof", key, ", ".join(asked), (KEPT, "compared as integers"), _PLACE)


def _judge_database(given: AuditInput, config: Config) -> Iterator[Setting]:
    engine = given.survey.backend.engine
    if config.database is None:
        if engine is not None:
            why = "the backend has a database and the table none: workers would share it"
            judged = (NOT_JUDGED, why)
            yield rule_on("layerproof", "database", "(not set)", judged, _PLACE)
        return
    if engine is not None and engine.value != config.database.engine:
        judged = (WRONG, f"the backend itself speaks {engine.value}, so tests prove another engine")
    else:
        judged = (KEPT, "the engine that the backend speaks")
    yield rule_on("layerproof", "database.engine", config.database.engine, judged, _PLACE)
