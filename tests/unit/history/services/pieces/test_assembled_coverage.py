"""What coverage makes of a run of pieces, and what is said of its layers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from layerproof.history.records.pieces import Branches, Content, CoverageContent, PieceFormat
from layerproof.history.services.pieces.coverage_faults import (
    CoverageFindings,
    find_coverage_faults,
)
from tests.factories.pieces import coverage_of, lines_of, make_piece
from tests.support.assembled_runs import (
    API_LINES,
    LAYERS,
    NO_GATES,
    UNIT,
    UNIT_LINES,
    document_of,
    outcome_of,
    put_together,
    reasons_of,
)


def test_coverage_alone_is_no_pass() -> None:
    """Where no piece tells of tests, nothing says whether they passed."""
    run = put_together(UNIT_LINES)
    assert outcome_of(run) == ("not measured", 3, True)
    said = "no piece tells of tests, so nothing says whether they passed"
    assert reasons_of(run) == [("not measured", "no-tests", said)]


def test_a_suite_with_coverage_alone() -> None:
    """A suite of which only coverage came is not required, and a note says so."""
    run = put_together(UNIT, API_LINES)
    assert outcome_of(run)[0] == "kept"
    note = "suite api sent coverage and no tests: nothing is known of how its tests ended"
    assert run.notes == (NO_GATES, note)
    assert [(s.name, s.ruling, s.required, s.expected, s.arrived) for s in run.suites] == [
        ("api", "not measured", False, 1, 1),
        ("unit", "kept", True, 1, 1),
    ]


def test_branches_and_lines_do_not_mix() -> None:
    """Coverage of which some was measured with branches and some without is no measure."""
    lines = make_piece(coverage_of(lines_of("a.py", [1]), branch=False), suite="api")
    run = put_together(UNIT, UNIT_LINES, lines)
    said = "some pieces measured branches, and some lines alone"
    assert reasons_of(run) == [("not measured", "branch-mixed", said)]
    unsaid = make_piece(coverage_of(lines_of("a.py", [1]), branch=None), suite="api")
    assert reasons_of(put_together(UNIT, UNIT_LINES, unsaid)) == []


@pytest.mark.parametrize(
    ("path", "lines", "reasons"),
    [
        ("a.py", [2], ["branch-mixed"]),
        # The line is none there, or says nothing of branches; nothing is known of the rest.
        ("a.py", [1], []),
        ("a.py", [3], []),
        ("b.py", [2], []),
    ],
)
@pytest.mark.parametrize("ran", [True, False])
def test_lines_of_which_others_know_branches(
    path: str, lines: list[int], reasons: list[str], ran: bool
) -> None:
    """A file that never speaks of branches was measured without, if another one has some there."""
    branches = {2: Branches(2, 1), 3: Branches(0, 0)}
    known = lines_of("a.py", [1, 2], [3], branches)
    unsaid = lines_of(path, lines if ran else [], [] if ran else lines)
    run = put_together(
        UNIT,
        make_piece(coverage_of(known, format_=PieceFormat.COBERTURA, branch=True)),
        make_piece(coverage_of(unsaid, format_=PieceFormat.LCOV, branch=None), suite="api"),
    )
    assert [reason.code for reason in run.reasons] == reasons


def from_sources(*sources: str, path: str = "models.py", lines: Sequence[int] = (1,)) -> Content:
    """Return what a Cobertura file says of one that ran, below sources that it names."""
    return CoverageContent(PieceFormat.COBERTURA, [lines_of(path, lines)], None, sources)


def test_one_path_below_different_sources() -> None:
    """Files of two subprojects that look like one are not read as one, which would hide a gap."""
    shop = CoverageContent(
        PieceFormat.COBERTURA,
        [lines_of("models.py", [1]), lines_of("views.py", [1]), lines_of("shop.py", [1])],
        None,
        ("/w/src/shop",),
    )
    billing = CoverageContent(
        PieceFormat.COBERTURA,
        [lines_of("models.py", [], [1]), lines_of("views.py", [1]), lines_of("/w/a.py", [1])],
        None,
        ("/w/src/billing",),
    )
    run = put_together(UNIT, make_piece(shop), make_piece(billing, suite="api"))
    said = (
        "pieces tell models.py and 1 more from different sources, /w/src/billing and /w/src/shop: "
        "whether it is one file is not said"
    )
    assert reasons_of(run) == [("not measured", "sources-mixed", said)]
    (reason,) = run.reasons
    advice = "push with `root`, the folder of the checkout, and files that name one source each"
    assert (reason.suite, reason.layer, reason.path, reason.advice) == (None, None, None, advice)


@pytest.mark.parametrize(
    "other",
    [
        from_sources("/w/shop"),
        from_sources(),
        from_sources("/w/billing", path="views.py"),
        from_sources("/w/billing", path="/w/a.py"),
        from_sources("/w/billing", lines=()),
    ],
    ids=["same source", "no source", "no common path", "absolute", "empty file"],
)
def test_sources_that_do_not_matter(other: Content) -> None:
    """Sources are no fault as long as no path with statements can be of two of them."""
    shop = from_sources("/w/shop")
    absolute = from_sources("/w/shop", path="/w/a.py")
    pieces = [make_piece(one, suite=name) for name, one in (("b", absolute), ("c", other))]
    assert put_together(UNIT, make_piece(shop), *pieces).reasons == ()


def test_many_sources() -> None:
    """Of many sources the first ones are named."""
    pieces = [make_piece(from_sources(f"/w/{n}"), suite=f"s{n}") for n in range(7)]
    ((_, _, said),) = reasons_of(put_together(UNIT, *pieces))
    assert "models.py from different sources, /w/0 and /w/1 and /w/2 and 4 more: " in said


def test_coverage_of_nothing() -> None:
    """Coverage files without a statement measure nothing, and there is no total."""
    run = put_together(UNIT, make_piece(coverage_of(lines_of("a.py", []))), layers=LAYERS)
    said = "the coverage files have no statement, and nothing of nothing is no pass"
    assert reasons_of(run) == [("not measured", "nothing-to-measure", said)]
    assert run.layers == ()


def test_a_layer_without_files() -> None:
    """A layer that no file is in was not measured; without coverage none is asked for."""
    run = put_together(UNIT, UNIT_LINES, layers=LAYERS)
    said = "no file of the coverage is in layer router"
    assert reasons_of(run) == [("not measured", "layer-empty", said)]
    (reason,) = run.reasons
    advice = "correct the layer's globs in the project's settings, or push with `root`"
    assert (reason.suite, reason.layer, reason.advice) == (None, "router", advice)
    assert [layer.name for layer in run.layers] == ["service", "total"]
    assert outcome_of(put_together(UNIT, layers=LAYERS))[0] == "kept"


def test_files_of_two_layers() -> None:
    """Files that two layers claim count for the first, and so neither was measured."""
    paths = ["src/a.py", "src/b.py", "src/c.py"]
    lines = make_piece(coverage_of(*(lines_of(path, [1]) for path in paths)))
    layers = {"service": ["src/[ab].py"], "router": ["src/b.py", "src/c.py"], "other": ["src/*.py"]}
    run = put_together(UNIT, lines, layers=layers)
    assert reasons_of(run) == [
        ("not measured", "layer-overlap", f"layers {claiming} claim {path}")
        for claiming, path in (
            ("service and other both", "src/a.py"),
            ("service and router and other all", "src/b.py"),
            ("router and other both", "src/c.py"),
        )
    ]
    assert [(layer.name, layer.files) for layer in run.layers] == [
        ("service", 2),
        ("router", 1),
        ("total", 3),
    ]


def test_many_files_of_the_same_two_layers() -> None:
    """They are told as one reason."""
    lines = make_piece(coverage_of(*(lines_of(f"src/{name}.py", [1]) for name in "abc")))
    run = put_together(UNIT, lines, layers={"one": ["src/*.py"], "two": ["src/**"]})
    said = "layers one and two both claim src/a.py and 2 more"
    assert reasons_of(run) == [("not measured", "layer-overlap", said)]
    (reason,) = run.reasons
    advice = "narrow the globs of one in the project's settings, so that each file has one layer"
    assert (reason.layer, reason.path, reason.advice) == ("one", None, advice)


def test_very_many_sets_of_layers() -> None:
    """Fifty are told, lest a run have more reasons than can be stored."""
    overlaps = {f"{number}.py": ("all", str(number)) for number in range(51)}
    found = CoverageFindings(has_pieces=True, statements=1, overlaps=overlaps)
    assert len(list(find_coverage_faults(found))) == 50


def test_absolute_paths_are_noted() -> None:
    """Files that no layer can match, since nobody knows the checkout's folder, are told."""
    lines = make_piece(coverage_of(lines_of("/ci/a.py", [1]), lines_of("b.py", [1])))
    note = (
        "1 source files have absolute paths, such as /ci/a.py: no layer may match them; "
        "push with `root`, the folder of the checkout"
    )
    assert put_together(UNIT, lines).notes == (NO_GATES, note)


def test_branches_without_lines_to_lead_to() -> None:
    """Only branches that are named by lines are told as such; all are counted."""
    branches = {1: Branches(2, 1, ("exit",)), 2: Branches(2, 1), 3: Branches(2, 1, ("-4",), None)}
    lines = coverage_of(
        lines_of("a.py", [1, 2, 3], [], branches), format_=PieceFormat.COBERTURA, branch=True
    )
    (file,) = document_of(put_together(UNIT, make_piece(lines)))["files"]
    assert (file["partial"], file["counts"]["missing_branches"]) == ({"3": [-4]}, 3)


@pytest.mark.parametrize(("variant", "missing"), [("3.13", 1), ("3.12", 0)])
def test_branches_of_variants(variant: str, missing: int) -> None:
    """Two variants may call one branch differently: no more is claimed than one of them saw."""
    first, second = (
        coverage_of(
            lines_of("a.py", [1], [], {1: Branches(2, 1, (name,))}),
            format_=PieceFormat.COBERTURA,
            branch=True,
        )
        for name in ("exit", "1")
    )
    run = put_together(
        UNIT,
        make_piece(first, variant="3.12", shards=2),
        make_piece(second, variant=variant, shard=2, shards=2),
        expected=3,
    )
    (file,) = document_of(run)["files"]
    assert file["counts"]["missing_branches"] == missing
