"""Whether everything that should have been measured was: suite by suite, then the whole run.

Calls on ``roll_call``, ``runs``, ``freshness`` and ``tracing``; ``verdict`` reads the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layerproof.core.config.source_set import find_empty_entries
from layerproof.core.config.values import Config, Suite
from layerproof.core.judge.evidence import DataFault, Evidence, LayerFault, LayerFaultKind
from layerproof.core.judge.freshness import find_changes, is_fresh
from layerproof.core.judge.reasons import unmeasured
from layerproof.core.judge.roll_call import Roll, call_roll, find_absences, find_disagreements
from layerproof.core.judge.runs import find_run_faults
from layerproof.core.judge.tracing import find_tracing_faults
from layerproof.core.judge.values import Reason
from layerproof.core.outcome.values import PartOutcome, Result, Status
from layerproof.core.wording import count_noun, name_some

#: What is no more than a note where a suite is not required.
_ABSENCE = {"suite-did-not-run", "census-suite-not-run", "python-missing", "shard-missing"}

#: The exit codes of a pytest that did not break: all passed, and no tests.
_ENDED = (0, 5)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one suite stands before its gates: what came of it, and why it is not measured."""

    suite: Suite
    expected: int
    arrived: int
    parts: tuple[PartOutcome, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all its parts arrived and nothing is wrong with them."""
        return self.arrived == self.expected and not self.reasons


def suites_in_force(config: Config, outcomes: Sequence[PartOutcome]) -> tuple[Suite, ...]:
    """Return the suites that count: declared, gated, found in a census, or run.

    A ready suite that nobody declared and that found no test is absent, silently, even when
    its session was run.
    """
    counted = {name for outcome in outcomes for name, tests in outcome.census.items() if tests}
    ran = {outcome.part.suite for outcome in outcomes if not _found_nothing(outcome)}
    return tuple(
        suite
        for suite in config.suites
        if suite.declared or suite.gates or suite.name in counted | ran
    )


def check_suite(suite: Suite, config: Config, evidence: Evidence) -> Standing:
    """Return how the suite stands."""
    parts = tuple(one for one in evidence.outcomes if one.part.suite == suite.name)
    if not suite.required and not suite.coverage:
        # Its data takes part in no count, so an old run of it is as good as none.
        parts = tuple(one for one in parts if is_fresh(one, evidence.now))
    rolls = call_roll(suite, parts, config.pythons)
    found = dict.fromkeys(_find_faults(suite, parts, rolls, config, evidence))
    reasons = tuple(one for one in found if suite.required or one.code not in _ABSENCE)
    missing = sum(len(roll.missing) for roll in rolls)
    expected = sum(roll.shards for roll in rolls)
    return Standing(
        suite=suite,
        expected=expected,
        arrived=expected - missing,
        parts=parts,
        reasons=reasons,
        notes=tuple(f"{one.message} (it is not required)" for one in found if one not in reasons),
    )


def find_run_wide_faults(
    config: Config, evidence: Evidence, standings: Sequence[Standing]
) -> Iterator[Reason]:
    """Yield what is wrong with the run as a whole, and belongs to no single suite."""
    yield from _find_nothing_in_force(standings)
    yield from _find_strangers(config, evidence)
    yield from find_orphans(evidence.outcomes)
    for fault in evidence.data_faults:
        if not any(_concerns(fault, standing.suite) for standing in standings):
            yield unmeasured(fault.kind.value, f"{fault.label}: {fault.message}", _DATA_ADVICE)
    yield from find_layer_faults([*evidence.layer_faults, *_find_empty_layers(evidence)])
    yield from find_empty_sources(config, evidence)
    if evidence.measurement is not None and evidence.measurement.total.counts.total == 0:
        yield unmeasured(
            "nothing-to-measure",
            f"there is no statement in the whole source ({name_some(config.source)}), and "
            "nothing of nothing is no pass",
            "correct `source` in [tool.layerproof]",
        )


def find_source_faults(config: Config, evidence: Evidence) -> Iterator[Reason]:
    """Yield the data faults that are of no suite, such as a source file that is not Python."""
    for fault in evidence.data_faults:
        if not any(_concerns(fault, suite) for suite in config.suites):
            yield unmeasured(fault.kind.value, f"{fault.label}: {fault.message}", _DATA_ADVICE)


def find_empty_sources(config: Config, evidence: Evidence) -> Iterator[Reason]:
    """Yield one reason for all entries of ``source`` without a file.

    The other entries may well be covered, so that a mistyped one would go unnoticed.
    """
    empty = find_empty_entries(config, evidence.now.source)
    if empty:
        yield unmeasured(
            "source-empty",
            f"`source` names {name_some(empty)}, where there is no Python file to measure",
            "correct `source` in [tool.layerproof]",
        )


def find_orphans(outcomes: Sequence[PartOutcome]) -> Iterator[Reason]:
    """Yield one reason for all tests that no suite selects."""
    orphans = dict.fromkeys(name for outcome in outcomes for name in outcome.orphans)
    if orphans:
        yield unmeasured(
            "orphan-tests",
            f"no suite selects {count_noun(len(orphans), 'test')}: {name_some(orphans)}",
            "mark it with a suite's marker, move it to a suite's folder, or set `default_suite`",
        )


def find_layer_faults(faults: Sequence[LayerFault]) -> Iterator[Reason]:
    """Yield one reason for all faults of one kind and the same layers."""
    groups: dict[tuple[LayerFaultKind, tuple[str, ...], str], list[str]] = {}
    for fault in faults:
        paths = groups.setdefault((fault.kind, fault.layers, fault.detail), [])
        paths += [fault.path] if fault.path else []
    for (kind, layers, detail), paths in groups.items():
        message, advice = _LAYER_TEXTS[kind]
        yield unmeasured(
            kind.value,
            message.format(layers=" and ".join(layers), paths=name_some(paths), detail=detail),
            advice,
            layer=layers[0],
            path=paths[0] if len(paths) == 1 else None,
        )


_DATA_ADVICE = "run the suite again; if the data came from another machine, fetch it again"

_LAYER_TEXTS = {
    LayerFaultKind.EMPTY: (
        "layer {layers}: no source file matches {detail}",
        "correct its `paths`, or remove the layer",
    ),
    LayerFaultKind.OVERLAP: (
        "layers {layers} both claim {paths}",
        "narrow the `paths` of one, so that each file has one layer",
    ),
    LayerFaultKind.HIDDEN: (
        "layer {layers}: coverage's `omit` pattern {detail} hides {paths}",
        "narrow the pattern in the coverage settings, or set `measured = false` for the layer",
    ),
}


def _find_empty_layers(evidence: Evidence) -> Iterator[LayerFault]:
    """Yield the layers that got no file, where nobody said so yet."""
    said = {layer for fault in evidence.layer_faults for layer in fault.layers}
    for layer in evidence.measurement.layers if evidence.measurement else ():
        if layer.files == 0 and layer.name not in said:
            yield LayerFault(LayerFaultKind.EMPTY, (layer.name,), detail="its `paths`")


def _found_nothing(outcome: PartOutcome) -> bool:
    """Return whether the part ran to its end and there truly was nothing for it."""
    return outcome.exit_code in _ENDED and not (outcome.selected or outcome.faults)


def _find_faults(
    suite: Suite,
    parts: Sequence[PartOutcome],
    rolls: Sequence[Roll],
    config: Config,
    evidence: Evidence,
) -> Iterator[Reason]:
    if parts:
        yield from find_absences(suite, rolls)
    else:
        yield _absent(suite, evidence)
    yield from find_disagreements(rolls)
    for part in parts:
        yield from find_run_faults(part, suite)
        if part.status is Status.FINISHED:
            yield from find_changes(part, evidence.now)
            yield from find_tracing_faults(part, suite, config)
    yield from _find_all_skipped(suite, rolls)
    yield from _find_data_faults(suite, parts, evidence)


def _absent(suite: Suite, evidence: Evidence) -> Reason:
    known = max((one.census.get(suite.name, 0) for one in evidence.outcomes), default=0)
    tests = f", though {count_noun(known, 'test')} of it exist" if known else ""
    return unmeasured(
        "census-suite-not-run" if known and not suite.declared else "suite-did-not-run",
        f"suite {suite.name} did not run{tests}",
        f"run `nox -s {suite.name}`",
        suite=suite.name,
    )


def _find_all_skipped(suite: Suite, rolls: Sequence[Roll]) -> Iterator[Reason]:
    for roll in rolls:
        tests = [test for outcome in roll.parts for test in outcome.tests]
        if tests and all(test.result is Result.SKIPPED for test in tests):
            python = f" on Python {roll.python}" if roll.python else ""
            why = name_some(dict.fromkeys(test.message for test in tests if test.message), 3)
            yield unmeasured(
                "all-skipped",
                f"every test of suite {suite.name} was skipped{python}"
                + (f": {why}" if why else ""),
                "provide what the tests need, or set `required = false` and do not run it",
                suite=suite.name,
            )


def _find_data_faults(
    suite: Suite, parts: Sequence[PartOutcome], evidence: Evidence
) -> Iterator[Reason]:
    known = [fault for fault in evidence.data_faults if _concerns(fault, suite)]
    for fault in known:
        message = f"{fault.label}: {fault.message}"
        yield unmeasured(fault.kind.value, message, _DATA_ADVICE, suite=suite.name)
    measurement = evidence.measurement
    claims = any(_claims_data(part) for part in parts)
    if (
        suite.coverage
        and claims
        and not known
        and measurement
        and suite.name not in measurement.suites
    ):
        yield unmeasured(
            "data-missing",
            f"suite {suite.name} ran tests, but its data was not counted",
            _DATA_ADVICE,
            suite=suite.name,
        )


def _claims_data(outcome: PartOutcome) -> bool:
    """Return whether the part ran tests to their end and says that it left data."""
    ran = any(test.result is not Result.SKIPPED for test in outcome.tests)
    sealed = outcome.coverage is not None and bool(outcome.coverage.data)
    return ran and sealed and outcome.status is Status.FINISHED


def _concerns(fault: DataFault, suite: Suite) -> bool:
    """Return whether the label is the suite's name or that of one of its parts."""
    return fault.label == suite.name or fault.label.startswith((f"{suite.name}-", f"{suite.name}."))


def _find_nothing_in_force(standings: Sequence[Standing]) -> Iterator[Reason]:
    if not standings:
        yield unmeasured(
            "no-suite",
            "no suite ran, and none is declared",
            "run `nox`; if that finds no suite with tests, set `default_suite` or mark the tests",
        )
    elif not any(standing.suite.coverage for standing in standings):
        yield unmeasured(
            "no-traced-suite",
            "no suite that ran is traced, so nothing was measured",
            "run a suite with `coverage = true`",
        )


def _find_strangers(config: Config, evidence: Evidence) -> Iterator[Reason]:
    """Yield what belongs to suites that the config does not have, or that left no outcome."""
    ran = {outcome.part.suite for outcome in evidence.outcomes}
    counted = {name for one in evidence.outcomes for name, tests in one.census.items() if tests}
    unknown = (ran | counted) - {suite.name for suite in config.suites}
    for name in sorted(unknown):
        yield unmeasured(
            "suite-unknown",
            f"there are records of a suite {name}, which the config does not have",
            "remove what it left in .layerproof, or put it back into the config",
        )
    measured = evidence.measurement.suites if evidence.measurement else ()
    for name in measured:
        if name not in ran:
            yield unmeasured(
                "data-stray",
                f"data of suite {name} was counted, but nothing says how its run ended",
                f"run `nox -s {name}`",
            )
