"""What is wrong with the coverage of a run of pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from layerproof.history.records.runs import ReasonRecord
from layerproof.history.services.pieces.mixing import MixedSources
from layerproof.history.services.pieces.rulings import unmeasured

#: How many sources are named in a reason, and how many sets of layers that claim one file.
NAMED = 3
OVERLAPS = 50


@dataclass(frozen=True, slots=True)
class CoverageFindings:
    """What is to be known of a run's coverage to judge it.

    ``has_pieces`` is whether any coverage was sent; ``mixed`` whether some of it was measured with
    branches and some without; ``mixed_sources`` tells of paths that may be of several files;
    ``empty_layers`` are layers of the project without a file, and
    ``overlaps`` the layers of each file that more than one claims.
    """

    has_pieces: bool = False
    statements: int = 0
    mixed: bool = False
    mixed_sources: MixedSources | None = None
    empty_layers: Sequence[str] = ()
    overlaps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    paths: Sequence[str] = ()


def find_coverage_faults(coverage: CoverageFindings) -> Iterator[ReasonRecord]:
    """Yield why the coverage is no measure."""
    if not coverage.has_pieces:
        return
    if coverage.mixed:
        yield unmeasured(
            "branch-mixed",
            "some pieces measured branches, and some lines alone",
            "run every suite with one setting of `branch`",
        )
    if coverage.mixed_sources is not None:
        yield _tell_mixed_sources(coverage.mixed_sources)
    if not coverage.statements:
        yield unmeasured(
            "nothing-to-measure",
            "the coverage files have no statement, and nothing of nothing is no pass",
            "see which source the tools measure",
        )
        return
    for layer in coverage.empty_layers:
        yield unmeasured(
            "layer-empty",
            f"no file of the coverage is in layer {layer}",
            "correct the layer's globs in the project's settings, or push with `root`",
            layer=layer,
        )
    yield from _find_overlaps(coverage.overlaps)


def _tell_mixed_sources(mixed: MixedSources) -> ReasonRecord:
    others = f" and {mixed.paths - 1} more" if mixed.paths > 1 else ""
    return unmeasured(
        "sources-mixed",
        f"pieces tell {mixed.path[:500]}{others} from different sources, "
        f"{_list_sources(mixed.sources)}: whether it is one file is not said",
        "push with `root`, the folder of the checkout, and files that name one source each",
    )


def _list_sources(sources: Sequence[str]) -> str:
    rest = [f"{len(sources) - NAMED} more"] if len(sources) > NAMED else []
    return " and ".join([*(source[:500] for source in sources[:NAMED]), *rest])


def _find_overlaps(overlaps: Mapping[str, Sequence[str]]) -> Iterator[ReasonRecord]:
    """Yield one reason for all files that the same layers claim."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for path, layers in overlaps.items():
        groups.setdefault(tuple(layers), []).append(path)
    for layers, paths in list(groups.items())[:OVERLAPS]:
        others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        yield unmeasured(
            "layer-overlap",
            f"layers {' and '.join(layers)} {'both' if len(layers) == 2 else 'all'} claim "
            f"{paths[0][:500]}{others}",
            "narrow the globs of one in the project's settings, so that each file has one layer",
            layer=layers[0],
        )
