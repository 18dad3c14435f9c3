"""From the raw ``[tool.layerproof]`` table to one valid ``Config``, or every fault at once.

``adapters.config_file`` brings the table; everybody else takes the ``Config``. The tables
below the top are read by ``layers_table``, ``suites_table`` and ``gates``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from layerproof.core.config.auth_table import read_auth
from layerproof.core.config.database_table import read_database, read_env
from layerproof.core.config.env_fields import PROCESS_FIELDS, find_fields
from layerproof.core.config.faults import Faults, hint_nearest, join_key
from layerproof.core.config.gates import TOTAL_FLOOR, read_gate
from layerproof.core.config.globs import normalise_glob, normalise_path
from layerproof.core.config.layers_table import read_layers
from layerproof.core.config.markers import compile_expression
from layerproof.core.config.suites_table import read_suites
from layerproof.core.config.tables import Table
from layerproof.core.config.values import (
    MOST_RUNS,
    Config,
    CoverageChoices,
    Install,
    Suite,
)
from layerproof.errors import ConfigError

TABLE = "tool.layerproof"

#: The oldest Python (3.x) that Layerproof runs on; the same as ``requires-python``.
OLDEST_MINOR = 11

_FAST = ("unit", "integration", "api")


def parse_config(
    table: Mapping[str, object], *, project: str, coverage: CoverageChoices, origin: str
) -> Config:
    """Return the configuration that the table stands for.

    :param table: ``[tool.layerproof]`` as ``tomllib`` gives it.
    :param project: the project's name.
    :param coverage: what the project's own coverage.py settings say; ``branch`` of the table
        overrides theirs.
    :param origin: the file that the table is from, for messages.

    Raises ``ConfigError`` with every fault in it.
    """
    faults = Faults(origin)
    top = Table(table, TABLE, faults)
    config = _read_top(top, Config(project, (), (), (), coverage=coverage, origin=origin))
    top.finish()
    faults.raise_any()
    return config


def _read_top(top: Table, empty: Config) -> Config:
    source = _read_source(top)
    tests = top.mapped("tests", _normalise_folder) or empty.tests
    layers = read_layers(top.table("layers"))
    suites = read_suites(top.table("suites"), layers, tests)
    _check_isolation(top, suites)
    return replace(
        empty,
        source=source,
        layers=layers,
        suites=suites,
        gate=read_gate(top, floor=TOTAL_FLOOR),
        app=top.target("app"),
        tests=tests,
        ignored_tests=top.mapped("ignored_tests", normalise_glob) or (),
        deselect=_read_deselect(top),
        default_suite=_read_default_suite(top, suites),
        env=_read_env(top),
        pythons=_read_pythons(top),
        fast=_read_fast(top, suites),
        coverage=_settle_coverage(empty.coverage, branch=top.flag("branch"), source=source),
        database=read_database(top.table("database")),
        auth=read_auth(top.table("auth")),
        install=_read_install(top.table("install")),
        ratchet=_read_ratchet(top),
        main_branch=top.filled("main_branch"),
    )


def _check_isolation(top: Table, suites: Sequence[Suite]) -> None:
    """Call it a fault where a suite says how databases are kept apart and there are none."""
    for suite in suites:
        if suite.isolation and not top.has("database"):
            key = join_key(f"{top.key}.suites", suite.name)
            problem = f"there is no database: [{top.key}.database] is missing"
            top.faults.add(f"{key}.isolation", problem)


def _settle_coverage(
    choices: CoverageChoices, *, branch: bool | None, source: Sequence[str]
) -> CoverageChoices:
    """Return coverage.py's settings as they count here: ours override, and a note says so."""
    notes = choices.notes
    foreign = [name for name in choices.source if not _is_among(name, source)]
    if foreign:
        note = (
            f"{choices.origin}: source = {', '.join(foreign)} of coverage.py is not used; "
            f"source of [{TABLE}] is: {', '.join(source)}"
        )
        notes = (*notes, note)
    return replace(choices, branch=choices.branch if branch is None else branch, notes=notes)


def _is_among(name: str, source: Sequence[str]) -> bool:
    """Return whether a folder or package of coverage.py's ``source`` is one of ours."""
    path = name.removeprefix("./").rstrip("/")
    if "/" not in path:
        path = path.replace(".", "/")
    return name == "." or any(f"/{folder}".endswith(f"/{path}") for folder in source)


def _normalise_folder(path: str) -> str:
    if any(char in path for char in "*?["):
        raise ConfigError(f'"{path}" is a glob, but folders are wanted')
    return normalise_path(path)


def _read_source(top: Table) -> tuple[str, ...]:
    source = top.mapped("source", _normalise_folder)
    if not top.has("source"):
        top.add_fault("source", "is needed: the folders that are measured", 'e.g. ["src/shop"]')
    elif top.raw["source"] == []:
        top.add_fault("source", "is empty, so nothing would be measured", 'e.g. ["src/shop"]')
    return source or ()


def _read_default_suite(top: Table, suites: Sequence[Suite]) -> str | None:
    return top.choice("default_suite", [suite.name for suite in suites])


def _read_env(top: Table) -> Mapping[str, str]:
    table = top.table("env")
    variables = read_env(table)
    for name, text in variables.items():
        for field in find_fields(text):
            if field not in PROCESS_FIELDS:
                problem = f'there is no field "{{{field}}}" without a database'
                table.add_fault(name, problem, hint_nearest(field, PROCESS_FIELDS))
    return variables


def _read_deselect(top: Table) -> str:
    text = top.filled("deselect")
    if text is None:
        return ""
    try:
        compile_expression(text)
    except ConfigError as error:
        top.add_fault("deselect", error.problem)
        return ""
    return text.strip()


def _read_fast(top: Table, suites: Sequence[Suite]) -> tuple[str, ...]:
    names = [suite.name for suite in suites]
    chosen = top.texts("fast")
    for name in chosen or ():
        if name not in names:
            top.add_fault("fast", f'there is no suite "{name}"', hint_nearest(name, names))
    return _FAST if chosen is None else tuple(dict.fromkeys(chosen))


def _read_pythons(top: Table) -> tuple[str, ...]:
    value = top.raw.get("pythons")
    if isinstance(value, list) and any(type(item) in (int, float) for item in value):
        top.take("pythons")
        top.add_fault("pythons", "must hold strings: as a number, 3.10 is 3.1", 'write "3.12"')
        return ()
    return top.mapped("pythons", _check_version) or ()


def _check_version(version: str) -> str:
    minor = version.removeprefix("3.")
    if minor == version or len(minor) > 2 or not (minor.isascii() and minor.isdigit()):
        raise ConfigError(f'"{version}" is not a Python version such as "3.12"')
    if int(minor) < OLDEST_MINOR:
        raise ConfigError(f'"{version}" is older than 3.{OLDEST_MINOR}, the oldest that works')
    return version


def _read_ratchet(top: Table) -> int:
    runs = top.whole("ratchet") or 0
    if runs > MOST_RUNS:
        top.add_fault("ratchet", f"is {runs}, but no more than {MOST_RUNS} runs are kept")
        return 0
    return runs


def _read_install(table: Table) -> Install:
    default = Install()
    install = Install(
        project=table.flag("project") is not False,
        extras=table.texts("extras"),
        groups=table.texts("groups"),
        requirements=table.mapped("requirements", normalise_path) or default.requirements,
        packages=table.texts("packages") or default.packages,
    )
    table.finish()
    return install
