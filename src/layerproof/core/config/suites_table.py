"""Reading ``[tool.layerproof.suites]`` on top of the ready suites. Called by ``parse``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from layerproof.core.config.database_table import ISOLATIONS
from layerproof.core.config.gates import read_suite_gates
from layerproof.core.config.globs import normalise_glob
from layerproof.core.config.markers import compile_expression
from layerproof.core.config.names import name_problem
from layerproof.core.config.ready import make_default, order_names
from layerproof.core.config.tables import Table
from layerproof.core.config.values import Gate, Layer, Suite
from layerproof.errors import ConfigError

_T = TypeVar("_T")


def read_suites(table: Table, layers: Sequence[Layer], roots: Sequence[str]) -> tuple[Suite, ...]:
    """Return all suites, ready ones and the project's own, in order of precedence.

    :param roots: the folders that hold tests, normalised.
    """
    inner = table.tables()
    read: dict[str, Suite] = {}
    for name in order_names(tuple(inner)):
        default = make_default(name, roots)
        read[name] = _read_suite(inner[name], default, layers) if name in inner else default
    for name in inner:
        problem = name_problem(name)
        if problem:
            table.add_fault(name, problem)
    _find_alike(table, tuple(read.values()))
    return tuple(read.values())


def _read_suite(table: Table, default: Suite, layers: Sequence[Layer]) -> Suite:
    def given(value: _T | None, otherwise: _T) -> _T:
        return otherwise if value is None else value

    budget = table.whole("budget_ms")
    suite = replace(
        default,
        declared=True,
        select=given(_read_select(table), default.select),
        folders=given(table.mapped("folders", normalise_glob), default.folders),
        files=given(table.mapped("files", _normalise_file), default.files),
        fixtures=given(table.mapped("fixtures", _check_fixture), default.fixtures),
        workers=given(_read_workers(table), default.workers),
        parallel_from=given(table.whole("parallel_from"), default.parallel_from),
        timeout=given(table.seconds("timeout"), default.timeout),
        network=given(table.flag("network"), default.network),
        database=given(table.flag("database"), default.database),
        budget_ms=default.budget_ms if budget is None else budget or None,
        args=given(table.texts("args"), default.args),
        coverage=given(table.flag("coverage"), default.coverage),
        gates=_read_gates(table, layers),
        required=given(table.flag("required"), default.required),
        shards=table.whole("shards", least=1),
        isolation=table.choice("isolation", ISOLATIONS),
    )
    table.finish()
    if suite.gates and not suite.coverage:
        table.add_fault("gates", "this suite is not traced (coverage = false), so none can be kept")
    if table.has("isolation") and not suite.database:
        table.add_fault("isolation", "tests of this suite use no database (database = false)")
    return suite


def _read_gates(table: Table, layers: Sequence[Layer]) -> Mapping[str, Gate]:
    return read_suite_gates(table.table("gates"), layers)


def _read_select(table: Table) -> str | None:
    text = table.text("select")
    if text is None:
        return None
    try:
        compile_expression(text)
    except ConfigError as error:
        table.add_fault("select", error.problem)
        return None
    return text.strip()


def _normalise_file(pattern: str) -> str:
    if "/" in pattern:
        raise ConfigError(f'"{pattern}" has a "/"; it is held to the file\'s name alone')
    normalise_glob(pattern)
    return pattern


def _check_fixture(name: str) -> str:
    if not name.isidentifier():
        raise ConfigError(f'"{name}" is not the name of a fixture')
    return name


def _read_workers(table: Table) -> int | str | None:
    if table.raw.get("workers") == "auto":
        return table.text("workers")
    if isinstance(table.raw.get("workers"), str):
        table.take("workers")
        table.add_fault("workers", 'must be "auto" or a whole number')
        return None
    return table.whole("workers")


def _find_alike(table: Table, suites: Sequence[Suite]) -> None:
    """Call a suite a fault that could never get a test, since an earlier one selects the same.

    Expressions that are true without any marker select by folder and file as well.
    """
    first: dict[object, str] = {}
    for suite in suites:
        expression = compile_expression(suite.select)
        places = (suite.folders, suite.files) if expression.is_open else ()
        owner = first.setdefault((expression, places), suite.name)
        if owner == suite.name:
            continue
        # The fault belongs to what the project wrote, wherever that stands in precedence.
        blamed, other = (suite.name, owner) if suite.declared else (owner, suite.name)
        table.add_fault(blamed, f'selects the same tests as suite "{other}"', "change its select")
