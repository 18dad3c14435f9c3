"""The whole judged run: from what the suites left behind to the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from layerproof.core.config.globs import compile_glob, compile_globs
from layerproof.core.config.layering import (
    HiddenFile,
    Layering,
    assign_layers,
    hidden_layer_files,
)
from layerproof.core.config.source_set import choose_measured, is_test_file
from layerproof.core.config.values import Config
from layerproof.core.judge.completeness import suites_in_force
from layerproof.core.judge.evidence import Evidence, LayerFault, LayerFaultKind
from layerproof.core.judge.floor import Floor
from layerproof.core.judge.part import judge_part
from layerproof.core.judge.roll_call import is_wanted
from layerproof.core.judge.values import Verdict
from layerproof.core.judge.verdict import judge, judge_suite
from layerproof.core.linedata.folding import fold_suites
from layerproof.core.measure.count import measure
from layerproof.core.outcome.values import Part, PartOutcome, Status
from layerproof.core.wording import count_noun, name_some
from layerproof.pipeline.ports import Project, RecordedPart, Recordings


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, and the source files that it speaks of."""

    verdict: Verdict
    files: tuple[str, ...]


def judge_run(
    project: Project,
    recordings: Recordings,
    *,
    floor: Floor | None = None,
    partial: bool = False,
) -> Judged:
    """Return the verdict on all suites.

    :param floor: what earlier runs hold this one to; ``None`` where nobody asked.
    """
    evidence, files = gather_evidence(project, recordings)
    evidence = replace(evidence, floor=floor)
    verdict = judge(project.config, evidence, project.describe(), partial=partial)
    return Judged(verdict, files)


def judge_one(project: Project, recordings: Recordings, suite: str) -> Judged:
    """Return the verdict on one suite alone: its completeness, its tests, its own gates."""
    evidence, files = gather_evidence(project, recordings, suite=suite)
    return Judged(judge_suite(project.config, suite, evidence, project.describe()), files)


def judge_outcome(
    project: Project, recordings: Recordings, outcome: PartOutcome, *, asked: Sequence[str] = ()
) -> Verdict:
    """Return the verdict on a part that has just run, for itself.

    :param asked: the arguments by which the user left tests out on purpose.
    """
    evidence, _ = gather_evidence(project, recordings, suite=outcome.part.suite, only=outcome.part)
    return judge_part(project.config, outcome, evidence, project.describe(), asked=asked)


def gather_evidence(
    project: Project,
    recordings: Recordings,
    *,
    suite: str | None = None,
    only: Part | None = None,
) -> tuple[Evidence, tuple[str, ...]]:
    """Return everything that a verdict is judged from, and the files that are measured.

    A part of a Python that the table does not name is left out, its lines too: nobody asks
    for it, and what ran there alone must not count.

    :param suite: look at the parts of this suite alone; lines are then read only where the
        suite has gates of its own.
    :param only: look at no other part of the suite than this one.
    """
    config = project.config
    recorded, faults = recordings.read_parts()
    if suite is not None:
        recorded = [part for part in recorded if part.outcome.part.suite == suite]
    parts = [
        part
        for part in recorded
        if (part.outcome.part == only if only else is_wanted(part.outcome, config.pythons))
    ]
    source = [path for path in project.list_source() if not is_test_file(config, path)]
    files = choose_measured(config, source)
    layering = assign_layers(config, files)
    hidden = hidden_layer_files(config, source)
    measurement = None
    if suite is None or _has_gates(config, suite):
        lines = recordings.read_lines(files, _usable(config, parts))
        faults = [*faults, *lines.faults]
        suites = fold_suites(lines.sources, lines.raw, branch=config.coverage.branch)
        sources = [source.lines for source in lines.sources]
        measurement = measure(sources, layering.layer_of, suites, config)
    evidence = Evidence(
        outcomes=tuple(part.outcome for part in parts),
        now=project.take_fingerprint(),
        measurement=measurement,
        layer_faults=(
            *_name_layer_faults(config, layering, hidden),
            *_name_hidden(config, hidden),
        ),
        data_faults=tuple(faults),
        notes=(
            *config.coverage.notes,
            *_note_hidden(config, hidden),
            *_note_omitted(config, source, files),
            *_note_unwanted(recorded, parts, only),
        ),
    )
    return evidence, tuple(files)


def _note_unwanted(
    recorded: Sequence[RecordedPart], parts: Sequence[RecordedPart], only: Part | None
) -> list[str]:
    kept = {part.key for part in parts}
    return [
        f"{part.outcome.part.label} ran on Python {part.outcome.python_version}, for which the "
        "table does not ask, and was left out"
        for part in recorded
        if only is None and part.key not in kept
    ]


def _has_gates(config: Config, name: str) -> bool:
    suite = config.suite(name)
    return suite is not None and bool(suite.gates)


def _usable(config: Config, parts: Sequence[RecordedPart]) -> list[RecordedPart]:
    """Return the parts whose data counts: finished, and of a traced suite that is in force.

    Of the others nobody asks whether they ran on this source.
    """
    force = suites_in_force(config, [part.outcome for part in parts])
    traced = {suite.name for suite in force if suite.coverage}
    return [
        part
        for part in parts
        if part.outcome.status is Status.FINISHED and part.outcome.part.suite in traced
    ]


def _name_layer_faults(
    config: Config, layering: Layering, hidden: Sequence[HiddenFile]
) -> list[LayerFault]:
    """Return what is wrong with layers; one whose files are there and hidden is not empty."""
    globs = {layer.name: layer.paths for layer in config.layers}
    faults = [
        LayerFault(LayerFaultKind.EMPTY, (name,), detail=", ".join(globs[name]))
        for name in layering.empty
        if not any(file.layer == name for file in hidden)
    ]
    faults += [
        LayerFault(LayerFaultKind.EMPTY, (name,), detail=glob)
        for name, glob in layering.idle
        if not any(map(compile_glob(glob), (file.path for file in hidden)))
    ]
    faults += [
        LayerFault(LayerFaultKind.OVERLAP, names, path=path)
        for path, names in layering.overlaps.items()
    ]
    return faults


def _name_hidden(config: Config, hidden: Sequence[HiddenFile]) -> list[LayerFault]:
    """Return a fault for each hidden file of a layer that a gate speaks of.

    Where nothing is asked of the layer, nothing can pass without having been measured.
    """
    return [
        LayerFault(LayerFaultKind.HIDDEN, (file.layer,), path=file.path, detail=file.pattern)
        for file in hidden
        if _is_asked_for(config, file.layer)
    ]


def _note_hidden(config: Config, hidden: Sequence[HiddenFile]) -> list[str]:
    """Return a note for each layer of which files are hidden, and nothing is asked."""
    counts = Counter((file.layer, file.pattern) for file in hidden)
    return [
        f"layer {layer}: coverage's `omit` pattern {pattern} hides {number} of its files"
        for (layer, pattern), number in counts.items()
        if not _is_asked_for(config, layer)
    ]


def _note_omitted(config: Config, source: Sequence[str], files: Sequence[str]) -> list[str]:
    """Return a note where coverage.py's ``omit`` takes files out that no layer holds."""
    layered = compile_globs([glob for layer in config.layers for glob in layer.paths])
    omitted = sorted(set(source) - set(files))
    outside = [path for path in omitted if not layered(path)]
    if not outside:
        return []
    number = count_noun(len(outside), "file")
    return [f"coverage's `omit` hides {number} of no layer: {name_some(outside)}"]


def _is_asked_for(config: Config, name: str) -> bool:
    layer = config.layer(name)
    gates = [suite.gates[name] for suite in config.suites if name in suite.gates]
    return any(not gate.asks_nothing for gate in (*gates, *([layer.gate] if layer else [])))
