"""The quick suites in one pytest process: no tracing, no record, failed tests first."""

from __future__ import annotations

from dataclasses import replace

from layerproof.core.config.values import Config, Suite
from layerproof.core.suites.arguments import Invocation, build_arguments, plan_workers
from layerproof.errors import ExitCode
from layerproof.pipeline.ports import Workplace
from layerproof.pipeline.suite_run import needs_early_environment

#: What pytest's exit codes mean to the caller; the others say that nothing was shown.
_MEANING = {0: ExitCode.KEPT, 1: ExitCode.BROKEN, 4: ExitCode.WRONG_USE}


def run_fast(
    config: Config, place: Workplace, arguments: tuple[str, ...], ambient: tuple[str, ...] = ()
) -> ExitCode:
    """Run the suites that ``config.fast`` names, and say how it ended.

    :param ambient: pytest arguments from the environment, which pytest reads by itself.
    """
    suites = [suite for suite in config.suites if suite.name in config.fast]
    invocation = Invocation(
        suites=tuple(suite.name for suite in suites),
        root=place.root,
        record=None,
        workers=_plan(place, suites),
        installed=place.installed,
        early=needs_early_environment(config),
        addopts=tuple(place.addopts),
        ambient=ambient,
    )
    own = ["--ff"]
    if "pytest-xdist" in place.installed:
        own += _find_spreading(suites)
    ended = place.run_bare(build_arguments(invocation, own, arguments))
    if ended.interrupted:
        return ExitCode.INTERRUPTED
    return _MEANING.get(ended.code, ExitCode.NOT_MEASURED)


def _find_spreading(suites: list[Suite]) -> list[str]:
    """Return the first ``--dist`` of the suites: tests that lean on each other do so here too."""
    for suite in suites:
        for index, word in enumerate(suite.args):
            if word == "--dist":
                return list(suite.args[index : index + 2])
            if word.startswith("--dist="):
                return [word]
    return []


def _plan(place: Workplace, suites: list[Suite]) -> int:
    """Parallel as soon as one of the suites wants it, by the tests of all together.

    A suite whose tests the table keeps in one process keeps those of the others there as well.
    """
    eager = [suite for suite in suites if suite.workers]
    alone = any(suite.declared and not suite.workers for suite in suites)
    if alone or not eager or "pytest-xdist" not in place.installed:
        return 0
    counts = place.count_tests()
    tests = sum(counts.get(suite.name, 0) for suite in suites)
    widest = replace(eager[0], workers="auto")
    return plan_workers(widest, tests=tests, cores=place.cores, jobs=1)
