"""The Nox door: one session for each row of ``session_table``.

Nox loads the noxfile for each command, and once more in each child of ``nox -j``: this module
reads the configuration and nothing that is slow to import.

Nothing is done with ``requires=``: Nox would skip ``coverage`` after a suite that failed, and
``nox -s coverage`` would run all suites. ``coverage`` is registered last and runs alone, and so
begins, with ``-j`` too, when every suite of the same call has ended.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import nox
from nox.virtualenv import VirtualEnv

from layerproof.adapters.config_file import read_config
from layerproof.adapters.processes import WATCH_PARENT
from layerproof.core.config.values import Config
from layerproof.errors import LayerproofError, UsageError
from layerproof.sessions.commands import build_command
from layerproof.sessions.environment_stamp import (
    STAMP,
    compute_stamp,
    is_installed,
    read_python,
    remove_stamp,
)
from layerproof.sessions.evident_suites import find_evident_suites
from layerproof.sessions.install_plan import InstallPlan, plan_session
from layerproof.sessions.running_copy import find_running_copy
from layerproof.sessions.session_table import Kind, SessionPlan, plan_sessions
from layerproof.sessions.stale_record import drop_record

#: Tells the children of ``nox -j N`` what N is: Nox hands ``--parallel 1`` to them.
JOBS_VARIABLE = "LAYERPROOF_NOX_JOBS"

#: Seconds from Ctrl-C until SIGTERM, and from there until SIGKILL: time to stop what was started.
INTERRUPT_TIMEOUT = 15.0
TERMINATE_TIMEOUT = 5.0

_BACKENDS = "uv|virtualenv"
_WRITE_STAMP = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"


def define_sessions(root: str | os.PathLike[str] | None = None) -> None:
    """Register the sessions of the project's ``[tool.layerproof]`` table with Nox.

    :param root: the folder of ``pyproject.toml``; the noxfile's own when left out.

    Exits with code 2 and an explanation where the table is wrong or a name is taken.
    """
    folder = Path.cwd() if root is None else Path(root).resolve()
    try:
        config = read_config(folder)
        plans = plan_sessions(config, evident=find_evident_suites(config, folder))
        _refuse_taken(plans)
    except LayerproofError as error:
        sys.stderr.write(f"{error.explain()}\n")
        raise SystemExit(int(error.exit_code)) from None
    _announce_jobs(sys.argv[1:])
    if config.pythons:
        # A Python that is missing would be skipped, and a skipped session counts as passed.
        nox.options.error_on_missing_interpreters = True
    for plan in plans:
        _register(plan, config, folder)
    _join_chosen(plans)


def _join_chosen(plans: Sequence[SessionPlan]) -> None:
    """Let plain ``nox`` run the suites too where the noxfile chose what it runs before.

    Otherwise it would be green without a single test. A choice that names one of them is kept.
    """
    chosen = nox.options.sessions
    if chosen and not {plan.name for plan in plans} & {name.partition("-")[0] for name in chosen}:
        nox.options.sessions = [*chosen, *(plan.name for plan in plans if plan.default)]


def _refuse_taken(plans: Sequence[SessionPlan]) -> None:
    taken = sorted({plan.name for plan in plans} & set(nox.registry.get()))
    if taken:
        raise UsageError(
            f"this noxfile already has sessions named {', '.join(taken)}, "
            "which Layerproof defines too",
            advice="rename yours, or call define_sessions() only once",
        )


def _register(plan: SessionPlan, config: Config, root: Path) -> None:
    def run(session: nox.Session) -> None:
        _run_session(session, plan, config, root)

    run.__doc__ = plan.description
    several: str | tuple[str, ...] | None = plan.pythons or None
    if plan.kind is not Kind.SUITE and plan.pythons:
        several = plan.pythons[0]
    nox.session(
        name=plan.name,
        python=several,
        reuse_venv=True,
        venv_backend=_choose_backend(),
        tags=plan.tags,
        default=plan.default,
        allow_parallel=not plan.exclusive,
    )(run)


def _choose_backend() -> str | None:
    """Return uv where it is there, unless the user or the noxfile chose a default."""
    chosen = nox.options.default_venv_backend != "virtualenv"
    return None if chosen or "NOX_DEFAULT_VENV_BACKEND" in os.environ else _BACKENDS


def _run_session(session: nox.Session, plan: SessionPlan, config: Config, root: Path) -> None:
    own_environment = session.venv_backend != "none"
    label = _label(session, config)
    if own_environment:
        _renew_unfit(session)
        try:
            _install(session, plan, config, root)
        except nox.command.CommandFailed:
            drop_record(plan, root, python=label)
            raise
    words = build_command(plan, session.posargs, python=label, jobs=_count_jobs(session, plan))
    with contextlib.chdir(root):
        session.run(
            # Without an environment, "python" might be another one than Nox's.
            "python" if own_environment else sys.executable,
            *words,
            env={WATCH_PARENT: "1"},
            interrupt_timeout=INTERRUPT_TIMEOUT,
            terminate_timeout=TERMINATE_TIMEOUT,
        )


def _label(session: nox.Session, config: Config) -> str | None:
    if not config.pythons:
        return None
    if session.venv_backend == "none" or not isinstance(session.python, str):
        return f"{sys.version_info.major}.{sys.version_info.minor}"
    return session.python


def _renew_unfit(session: nox.Session) -> None:
    """Make a reused environment anew that is not whole, or has another Python than is meant.

    Nox takes whatever lies in the folder, also what a kill or a newer ``.python-version`` left.
    """
    environment = session.virtualenv
    if not isinstance(environment, VirtualEnv) or not environment.reuse_existing:
        return
    wanted = session.python or f"{sys.version_info.major}.{sys.version_info.minor}"
    found = read_python(session.env_dir)
    if found is None or (_is_version(wanted) and found != wanted):
        session.log(f"{session.env_dir} has Python {found}, not {wanted}: making it anew")
        environment.reuse_existing = False
        # uv refuses to clear a folder that does not look like an environment.
        shutil.rmtree(session.env_dir, ignore_errors=True)
        environment.create()


def _is_version(python: object) -> bool:
    return isinstance(python, str) and re.fullmatch(r"3\.\d+", python) is not None


def _install(session: nox.Session, plan: SessionPlan, config: Config, root: Path) -> None:
    uv = session.venv_backend == "uv"
    copy = find_running_copy()
    steps = plan_session(plan.kind, config, root, copy, uv=uv)
    environment = session.env_dir.resolve()
    stamp = compute_stamp(steps, copy, environment)
    if is_installed(environment, stamp):
        return
    for warning in steps.warnings:
        session.warn(warning)
    remove_stamp(environment)
    with contextlib.chdir(root):
        _carry_out(session, steps)
    # As an install step, so that ``--no-install`` leaves the stamp out too.
    session.run_install(
        "python", "-c", _WRITE_STAMP, str(environment / STAMP), stamp, silent=True, log=False
    )


def _carry_out(session: nox.Session, plan: InstallPlan) -> None:
    if plan.sync:
        session.run_install("uv", "sync", *plan.sync, silent=True)
    if plan.install:
        session.install(*plan.install)


def _announce_jobs(arguments: Sequence[str]) -> None:
    """Put N of ``nox -j N`` into the environment, for the children that Nox starts."""
    jobs = read_jobs(arguments)
    if jobs > 1:
        os.environ[JOBS_VARIABLE] = str(jobs)


def read_jobs(arguments: Sequence[str]) -> int:
    """Return N of ``-j N`` among Nox's own arguments or in ``NOX_PARALLEL``; 1 if neither says."""
    own = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("-j", "--parallel", default=os.environ.get("NOX_PARALLEL", "1"))
    try:
        value = str(parser.parse_known_args(own)[0].parallel)
    except argparse.ArgumentError:
        return 1
    if value == "auto":
        return os.cpu_count() or 1
    return int(value) if value.isdecimal() else 1


def _count_jobs(session: nox.Session, plan: SessionPlan) -> int:
    if not session.parallel or plan.exclusive:
        return 1
    jobs = os.environ.get(JOBS_VARIABLE) or str(nox.options.parallel or "")
    return int(jobs) if jobs.isdecimal() else os.cpu_count() or 1
