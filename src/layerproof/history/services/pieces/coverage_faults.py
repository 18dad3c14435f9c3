"""What is wrong with the coverage of a run of pieces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from layerproof.history.records.runs import ReasonRecord
from layerproof.history.services.pieces.rulings import unmeasured

#: How many sources are named in a reason.
NAMED = 3


@dataclass(frozen=True, slots=True)
class CoverageFindings:
    """What is to be known of a run's coverage to judge it.

    ``has_pieces`` is whether any coverage was sent; ``mixed`` whether some of it was measured with
    branches and some without; ``mixed_sources`` are the paths that may be of several files, with
    the sources of those; ``empty_layers`` are layers of the project without a file, and
    ``overlaps`` the layers of each file that more than one claims.
    """

    has_pieces: bool = False
    statements: int = 0
    mixed: bool = False
    mixed_sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
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
    yield from _find_mixed_sources(coverage.mixed_sources)
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


def _find_mixed_sources(mixed: Mapping[str, Sequence[str]]) -> Iterator[ReasonRecord]:
    """Yield one reason for all paths that may be of several files."""
    if not mixed:
        return
    path, sources = next(iter(mixed.items()))
    others = f" and {len(mixed) - 1} more" if len(mixed) > 1 else ""
    yield unmeasured(
        "sources-mixed",
        f"pieces tell {path[:500]}{others} from different sources, {_list_sources(sources)}: "
        "whether it is one file is not said",
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
    for layers, paths in groups.items():
        others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        yield unmeasured(
            "layer-overlap",
            f"layers {' and '.join(layers)} both claim {paths[0][:500]}{others}",
            "narrow the globs of one in the project's settings, so that each file has one layer",
            layer=layers[0],
        )
