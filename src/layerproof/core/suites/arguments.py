"""The pytest command line of a suite, and which of a user's own arguments leave tests out.

What is not known to be harmless counts as leaving tests out: a run with such arguments is good
for a developer and worth nothing as a measurement.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.core.config.values import Suite
from layerproof.core.suites.sharding import Shard

#: Sets the environment when it is imported.
EARLY_PLUGIN = "layerproof.pytest_plugin.early_environment"

#: Options that change how tests run or are shown, never which; those here stand alone.
_HARMLESS = frozenset(
    {
        *("-v", "-vv", "-vvv", "--verbose", "-q", "-qq", "--quiet", "-s", "-l", "--showlocals"),
        *("--no-showlocals", "--full-trace", "--no-header", "--no-summary", "--no-fold-skipped"),
        *("--pdb", "--trace", "--cache-clear", "--setup-show", "--strict-markers"),
        *("--strict-config", "--strict", "--ff", "--failed-first", "--nf", "--new-first"),
        *("-x", "--exitfirst", "-d", "-f", "--no-cov"),
    }
)

#: The same, followed by a value (or joined to it by ``=``).
_HARMLESS_WITH_VALUE = frozenset(
    {
        *("-r", "-n", "--numprocesses", "--maxprocesses", "--dist", "--max-worker-restart"),
        *("--tb", "--color", "--code-highlight", "--durations", "--durations-min", "--verbosity"),
        *("--capture", "--show-capture", "--assert", "-W", "--pythonwarnings", "--pdbcls"),
        *("--junitxml", "--junit-xml", "--junitprefix", "--junit-prefix", "--basetemp"),
        *("--log-level", "--log-format", "--log-date-format", "--log-cli-level"),
        *("--log-cli-format", "--log-file", "--log-file-level"),
        *("--timeout", "--timeout-method", "--session-timeout", "--randomly-seed", "--maxfail"),
    }
)

#: Short options that carry their value in the same word.
_HARMLESS_PREFIXES = ("-r", "-n", "-W")


@dataclass(frozen=True, slots=True)
class Invocation:
    """How one pytest process is to be called.

    ``suites`` are those to select, ``workers`` the number of xdist workers (0 for none),
    ``installed`` the names of distributions that decide which options exist. ``early`` says that
    the backend reads environment variables which have to be set before anything imports it, and
    ``addopts`` and ``ambient`` are the project's own options and those of ``PYTEST_ADDOPTS``, which
    may name plugins that do.
    """

    suites: tuple[str, ...]
    root: str
    record: str | None
    workers: int
    shard: Shard | None = None
    installed: frozenset[str] = frozenset()
    early: bool = False
    addopts: tuple[str, ...] = ()
    ambient: tuple[str, ...] = ()


def build_arguments(invocation: Invocation, own: Sequence[str], users: Sequence[str]) -> list[str]:
    """Return pytest's arguments: Layerproof's, then the suite's own, then the user's.

    An expression of ``addopts`` (``-m "not slow"``) would hide tests from every suite, so it
    is emptied; a user's own comes last and counts.
    """
    arguments = [
        *_lead_plugins(invocation, [*invocation.ambient, *own, *users]),
        "-p",
        "layerproof",
        f"--rootdir={invocation.root}",
        "-m",
        "",
        "-k",
        "",
    ]
    arguments.append(f"--layerproof-suites={','.join(invocation.suites)}")
    if invocation.record:
        arguments.append(f"--layerproof-record={invocation.record}")
    if invocation.shard:
        shard = invocation.shard
        arguments.append(f"--layerproof-shard={shard.number}/{shard.total}")
    if "pytest-xdist" in invocation.installed:
        arguments += ["-n", str(invocation.workers), "--max-worker-restart=0"]
    if "pytest-cov" in invocation.installed:
        arguments.append("--no-cov")
    return [*arguments, *own, *users]


def _lead_plugins(invocation: Invocation, others: Sequence[str]) -> list[str]:
    """Return what makes the plugin that sets the environment the first of all plugins.

    pytest puts the project's ``addopts`` before all other words, and those of ``PYTEST_ADDOPTS``
    next, so the former are given anew, behind it; unless they stand in a file of the user's choice.
    """
    if not invocation.early:
        return []
    first = ["-p", EARLY_PLUGIN]
    named = any(word.startswith("-p") for word in (*invocation.addopts, *invocation.ambient))
    if not named or any(word.startswith(("-c", "--config-file")) for word in others):
        return first
    return ["-o", f"addopts={shlex.join([*first, *invocation.addopts])}"]


def find_narrowing(users: Sequence[str]) -> tuple[str, ...]:
    """Return those of a user's arguments that may leave tests out, each with its value."""
    return tuple(_walk(users))


def plan_workers(suite: Suite, *, tests: int | None, cores: int, jobs: int) -> int:
    """Return how many xdist workers a suite gets; 0 means none.

    :param tests: how many tests are expected, ``None`` when nobody knows.
    :param jobs: how many suites run at the same time on the same machine.
    """
    if not suite.workers:
        return 0
    wanted = cores if suite.workers == "auto" else int(suite.workers)
    share = max(1, wanted // max(1, jobs)) if jobs > 1 else wanted
    if share < 2 and suite.workers == "auto":
        return 0
    if tests is not None and tests < suite.parallel_from:
        return 0
    return share


def _walk(users: Sequence[str]) -> Iterator[str]:
    words = iter(users)
    for word in words:
        name, joined, _ = word.partition("=")
        if word in _HARMLESS:
            continue
        if name in _HARMLESS_WITH_VALUE:
            if not joined:
                next(words, None)
            continue
        if word.startswith(_HARMLESS_PREFIXES):
            continue
        yield f"{word} {next(words, '')}".rstrip() if word in {"-k", "-m", "-p", "-c"} else word
