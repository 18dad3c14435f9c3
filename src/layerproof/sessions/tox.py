"""The tox door, as a tox plugin: the same environments as in Nox, from the same table.

tox loads this module wherever Layerproof is installed beside it, so a project without a
``[tool.layerproof]`` table must not notice. An environment that the project describes itself
(``[testenv:unit]``) stays its own.
"""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tox.config.loader.memory import MemoryLoader
from tox.config.set_env import SetEnv
from tox.config.types import Command, EnvList
from tox.execute.api import StdinSource
from tox.plugin import impl

from layerproof.adapters.config_file import has_table, read_config
from layerproof.adapters.processes import WATCH_PARENT
from layerproof.core.config.values import Config
from layerproof.errors import LayerproofError
from layerproof.sessions.commands import build_command
from layerproof.sessions.environment_stamp import (
    compute_stamp,
    is_installed,
    remove_stamp,
    write_stamp,
)
from layerproof.sessions.evident_suites import find_evident_suites
from layerproof.sessions.install_plan import InstallPlan, plan_session
from layerproof.sessions.running_copy import find_running_copy
from layerproof.sessions.session_table import Kind, SessionPlan, plan_sessions
from layerproof.sessions.stale_record import drop_record
from layerproof.sessions.tox_names import ToxRow, find_row, list_dependencies, list_rows

if TYPE_CHECKING:
    from tox.config.sets import ConfigSet, EnvConfigSet
    from tox.session.state import State
    from tox.tox_env.api import ToxEnv
    from tox.tox_env.python.pip.req_file import PythonDeps

#: Seconds from Ctrl-C until SIGTERM, and from there until SIGKILL; as in ``sessions.nox``.
INTERRUPT_TIMEOUT = 15.0
TERMINATE_TIMEOUT = 5.0

#: tox hides the caller's environment. Tests need what tells them where they run, where their
#: databases are, and how to reach what they start; installers need their indexes.
PASSED = (
    *("LAYERPROOF_*", "CI", "CI_*", "GITHUB_*", "RUNNER_*", "GITLAB_*", "BUILDKITE*", "TF_BUILD"),
    *("DATABASE_*", "*_DATABASE_URL", "*_DSN", "DB_*", "PG*", "POSTGRES*", "SQLALCHEMY_*"),
    *("DOCKER_*", "TESTCONTAINERS_*", "PYTEST_*", "HYPOTHESIS_*", "TZ", "USER", "UV_*", "XDG_*"),
    *("PYTHONWARNINGS", "PYTHONDEVMODE", "PYTHONASYNCIODEBUG", "PYTHONUNBUFFERED"),
)


@dataclass(slots=True)
class _Project:
    """The project of this tox run; one for a process, as tox's own plugin manager is."""

    root: Path = field(default_factory=Path)
    config: Config | None = None
    plans: tuple[SessionPlan, ...] = ()
    rows: tuple[ToxRow, ...] = ()
    theirs: frozenset[str] = frozenset()
    #: Handed to tox before the project's folder is known, filled before tox looks into it.
    names: list[str] = field(default_factory=list)


_project = _Project()


@impl
def tox_extend_envs() -> Iterable[str]:
    """Promise tox the names that ``tox_add_core_config`` finds."""
    global _project  # noqa: PLW0603 - the hooks share nothing else
    _project = _Project()
    return _project.names


@impl
def tox_add_core_config(core_conf: ConfigSet, state: State) -> None:
    """Read the table, name its environments, and make them the default where there is none."""
    root = Path(core_conf["tox_root"])
    if not has_table(root):
        return
    try:
        config = read_config(root)
    except LayerproofError as error:
        sys.stderr.write(f"{error.explain()}\n")
        raise SystemExit(int(error.exit_code)) from None
    _project.root, _project.config = root, config
    _project.plans = plan_sessions(config, evident=find_evident_suites(config, root))
    _project.rows = list_rows(_project.plans)
    _project.theirs = _find_theirs(state)
    ours = [row for row in _project.rows if row.name not in _project.theirs]
    _project.names += [row.name for row in ours]
    if not _project.theirs:
        default = [row.name for row in ours if row.plan.default]
        core_conf.loaders.append(MemoryLoader(env_list=EnvList(default)))


def _find_theirs(state: State) -> frozenset[str]:
    """Return the environments that have a section of their own in tox's configuration."""
    names: set[str] = set()
    for section in state.conf.sections():
        if getattr(section, "is_test_env", True):
            names.update(getattr(section, "names", [section.name]))
    return frozenset(names)


@impl
def tox_add_env_config(env_conf: EnvConfigSet, state: State) -> None:
    """Describe an environment that stands for a session of ours."""
    row = _find_ours(env_conf.name)
    if row is None or _project.config is None:
        return
    env_conf.loaders.insert(0, _make_loader(row, state))
    env_conf.get("pass_env", list).extend((*PASSED, *_database_variables(_project.config)))
    env_conf.get("set_env", SetEnv).update({WATCH_PARENT: "1"})
    env_conf.get("allowlist_externals", list).extend(("uv", "*/uv"))


def _find_ours(name: str | None) -> ToxRow | None:
    if name is None or name in _project.theirs:
        return None
    known = next((row for row in _project.rows if row.name == name), None)
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    return known or find_row(name, _project.plans, running=running)


def _database_variables(config: Config) -> tuple[str, ...]:
    return tuple(config.database.env) if config.database else ()


def _make_loader(row: ToxRow, state: State) -> MemoryLoader:
    python = {"base_python": [row.python]} if row.python else {}
    words = build_command(
        row.plan,
        state.conf.pos_args(_project.root) or (),
        python=_label(row),
        jobs=_count_jobs(row, state),
    )
    return MemoryLoader(
        description=row.plan.description,
        labels={*row.plan.tags, *(["layerproof"] if row.plan.default else [])},
        depends=EnvList(list(list_dependencies(row, _project.rows))),
        change_dir=_project.root,
        # tox would build and install the package on each run; ``tox_before_run_commands`` does it.
        skip_install=True,
        commands=[Command(["python", *words])],
        interrupt_timeout=INTERRUPT_TIMEOUT,
        terminate_timeout=TERMINATE_TIMEOUT,
        # What it says is what it is for; tox shows only failures of parallel runs.
        parallel_show_output=row.plan.kind is Kind.COVERAGE,
        **python,
    )


def _label(row: ToxRow) -> str | None:
    return row.python if _project.config and _project.config.pythons else None


def _count_jobs(row: ToxRow, state: State) -> int:
    shared = [each for each in _project.rows if each.plan.default and not each.plan.exclusive]
    if row.plan.exclusive:
        return 1
    asked = getattr(state.conf.options, "parallel", 0)
    return min(len(shared) if asked is None else int(asked), len(shared))


@impl
def tox_before_run_commands(tox_env: ToxEnv) -> None:
    """Install what the environment needs, unless it holds that already."""
    config = _project.config
    row = _find_ours(tox_env.conf.name)
    if config is None or row is None or _skips_install(tox_env):
        return
    uv = _find_uv()
    copy = find_running_copy()
    plan = plan_session(row.plan.kind, config, _project.root, copy, uv=uv is not None)
    stamp = compute_stamp(plan, copy, tox_env.env_dir)
    if is_installed(tox_env.env_dir, stamp):
        return
    for warning in plan.warnings:
        logging.warning(warning)
    remove_stamp(tox_env.env_dir)
    try:
        for words in _list_installs(plan, uv, exact=not _has_deps(tox_env)):
            _execute(tox_env, words)
    except SystemExit:
        drop_record(row.plan, _project.root, python=_label(row))
        raise
    write_stamp(tox_env.env_dir, stamp)


def _find_uv() -> str | None:
    """Return uv's program: the one installed beside tox, else the one on the path."""
    try:
        from uv import find_uv_bin

        return find_uv_bin()
    except (ImportError, FileNotFoundError):
        return shutil.which("uv")


def _execute(tox_env: ToxEnv, words: Sequence[str]) -> None:
    """Run one step of an install; tox's way to say that it failed is ``SystemExit``."""
    outcome = tox_env.execute(
        words, StdinSource.OFF, cwd=_project.root, run_id="install", show=False
    )
    outcome.assert_success()


def _skips_install(tox_env: ToxEnv) -> bool:
    options = tox_env.options
    return bool(
        getattr(options, "skip_env_install", False) or getattr(options, "skip_pkg_install", False)
    )


def _has_deps(tox_env: ToxEnv) -> bool:
    """Whether tox has put something in already, from ``deps`` of ``[testenv]``."""
    deps: PythonDeps = tox_env.conf["deps"]
    return bool(deps.lines())


def _list_installs(plan: InstallPlan, uv: str | None, *, exact: bool) -> Sequence[list[str]]:
    """Return whole command lines; uv finds the environment by ``VIRTUAL_ENV``, which tox sets."""
    if uv is None:
        return [["python", "-m", "pip", "install", *plan.install]]
    keep = [] if exact else ["--inexact"]
    words = [word for word in plan.install if exact or word != "--exact"]
    sync = [[uv, "sync", "--active", *keep, *plan.sync]] if plan.sync else []
    install = [[uv, "pip", "install", *words]] if words else []
    return [*sync, *install]
