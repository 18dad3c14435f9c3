"""Tests of the scripts that any CI calls: their exit codes, and what travels between machines."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from tests.support.ci_checkout import Checkout, make_checkout, prepared

#: Leaves a record as a session does, says how it was called, and ends as it is told.
NOX = """
echo "nox $*"
if [ -n "$RECORD" ]; then
    mkdir -p ".layerproof/suites/$RECORD"
    echo fresh >".layerproof/suites/$RECORD/outcome.json"
fi
exit "${NOX_EXIT:-0}"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout with an environment of stand-ins."""
    return prepared(make_checkout(tmp_path), nox=NOX, coverage='echo "$*"; exit "${VERDICT:-0}"')


@pytest.mark.parametrize(
    "script",
    ["check-source", "demo", "judge", "pipeline", "prepare", "run-suite", "test-wheel"],
)
def test_every_script_explains_itself(tmp_path: Path, script: str) -> None:
    """``--help`` names the script and its exit codes, and does nothing else."""
    checkout = make_checkout(tmp_path)
    before = sorted(checkout.root.rglob("*"))
    ended = checkout.run(script, "--help")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"usage: ci/{script}")
    assert "exit codes: " in ended.stdout
    assert sorted(checkout.root.rglob("*")) == before


def test_a_suite_is_run_and_packed(checkout: Checkout, tmp_path: Path) -> None:
    """The session's record ends up in a pack that bears the part's name."""
    ended = checkout.run("run-suite", "unit", "--out", str(tmp_path / "packs"), RECORD="unit")

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"nox --session unit --\n{tmp_path}/packs/unit.tar\n"
    with tarfile.open(tmp_path / "packs/unit.tar") as pack:
        assert pack.getnames() == ["unit/outcome.json"]


def test_python_and_shard_make_the_part(checkout: Checkout) -> None:
    """Session, arguments and pack agree on which part of the suite it is."""
    ended = checkout.run(
        "run-suite", "unit", "--python", "3.12", "--shard", "2/3", "--", "-k", "log in",
        RECORD="unit-3.12.2of3",
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == (
        "nox --session unit-3.12 -- --shard 2/3 -k log in\n"
        f"{checkout.root}/.layerproof/packs/unit-3.12.2of3.tar\n"
    )


def test_one_shard_of_one_is_no_shard(checkout: Checkout) -> None:
    """A suite that is not split keeps its plain name."""
    ended = checkout.run("run-suite", "unit", "--shard", "1/1", RECORD="unit")

    assert ended.returncode == 0, ended.stderr
    assert (checkout.root / ".layerproof/packs/unit.tar").is_file()


def test_a_failing_suite_is_packed_and_keeps_its_exit_code(checkout: Checkout) -> None:
    """The judging machine sees failed tests, and the job is red already."""
    ended = checkout.run("run-suite", "unit", RECORD="unit", NOX_EXIT="1")

    assert ended.returncode == 1
    assert (checkout.root / ".layerproof/packs/unit.tar").is_file()


def test_yesterdays_record_does_not_travel_as_todays(checkout: Checkout) -> None:
    """A session that broke before it recorded anything leaves nothing to pack."""
    old = checkout.root / ".layerproof/suites/unit/outcome.json"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    pack = checkout.root / ".layerproof/packs/unit.tar"
    pack.parent.mkdir(parents=True)
    pack.write_text("old")

    ended = checkout.run("run-suite", "unit", NOX_EXIT="1")

    assert ended.returncode == 1
    assert "unit holds nothing: the suite left no record" in ended.stderr
    assert not pack.exists()


def test_a_session_that_recorded_nothing_is_not_measured(checkout: Checkout) -> None:
    """Success without a record is no success."""
    assert checkout.run("run-suite", "unit").returncode == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a suite, not ''"),
        (["unit", "api"], "one suite at a time: 'unit' or 'api'"),
        (["../unit"], "name a suite, not '../unit'"),
        (["unit", "--python", "three"], "a Python is written like 3.12, not 'three'"),
        (["unit", "--shard", "2"], "a shard is written like 1/3, not '2'"),
        (["unit", "--shard", "0/3"], "a shard is written like 1/3, not '0/3'"),
        (["unit", "--shard"], "--shard needs a value"),
        (["unit", "--quick"], "ci/run-suite does not know '--quick'"),
    ],
)
def test_wrong_use_is_two_and_runs_nothing(
    checkout: Checkout, arguments: list[str], message: str
) -> None:
    """A mistyped call is refused before anything is touched."""
    ended = checkout.run("run-suite", *arguments)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[0] == f"error: {message}"


def _packs(checkout: Checkout, *parts: str) -> Path:
    for part in parts:
        assert checkout.run("run-suite", part, "--out", "packs", RECORD=part).returncode == 0
    return checkout.root / "packs"


def test_packs_are_merged_and_judged(checkout: Checkout) -> None:
    """Every pack is unpacked beside the others, and the arguments reach the verdict."""
    packs = _packs(checkout, "api", "unit")
    ended = checkout.run("judge", str(packs), "--partial")

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == (
        "unpacked 2 parts: api unit\n-m layerproof coverage --data .layerproof/arrived --partial\n"
    )
    arrived = checkout.root / ".layerproof/arrived/suites"
    assert sorted(path.name for path in arrived.iterdir()) == ["api", "unit"]


@pytest.mark.parametrize("verdict", ["1", "2", "3"])
def test_the_exit_code_is_the_verdicts(checkout: Checkout, verdict: str) -> None:
    """Broken, wrong use and not measured pass through."""
    ended = checkout.run("judge", str(_packs(checkout, "unit")), VERDICT=verdict)

    assert ended.returncode == int(verdict)


@pytest.mark.parametrize(("verdict", "code"), [("0", 3), ("1", 1)])
def test_a_refused_pack_costs_a_kept_verdict(checkout: Checkout, verdict: str, code: int) -> None:
    """What is left of the packs cannot be green; broken stays broken."""
    packs = _packs(checkout, "unit")
    (packs / "api.tar").write_text("damaged")
    ended = checkout.run("judge", str(packs), VERDICT=verdict)

    assert ended.returncode == code
    assert f"error: refused {packs}/api.tar: not readable" in ended.stderr


def test_what_arrived_before_is_not_judged_again(checkout: Checkout) -> None:
    """Only the packs of this call count."""
    assert checkout.run("judge", str(_packs(checkout, "api", "unit"))).returncode == 0
    (checkout.root / "packs/api.tar").unlink()

    assert checkout.run("judge", "packs").stdout.startswith("unpacked 1 parts: unit\n")


def test_a_folder_that_is_not_there_is_not_measured(checkout: Checkout) -> None:
    """No artifact at all means that no suite arrived."""
    ended = checkout.run("judge", "packs")

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr == (
        f"error: there is no folder {checkout.root}/packs, so no suite has arrived\n"
    )


def test_judging_without_a_folder_is_wrong_use(checkout: Checkout) -> None:
    """The call is explained."""
    ended = checkout.run("judge")

    assert ended.returncode == 2
    assert ended.stdout.startswith("usage: ci/judge DIR")
