"""What is printed of one suite's verdict, and with what the process exits."""

from __future__ import annotations

import pytest

from layerproof.cli.gate import print_suite_verdict
from layerproof.core.judge.values import Reason, Ruling
from layerproof.errors import ExitCode
from tests.support.configs import MINIMAL, config_of
from tests.support.verdicts import a_part, a_suite, a_verdict

CONFIG = config_of(MINIMAL)


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (Ruling.KEPT, ExitCode.KEPT),
        (Ruling.BROKEN, ExitCode.BROKEN),
        (Ruling.NOT_MEASURED, ExitCode.NOT_MEASURED),
    ],
)
@pytest.mark.parametrize("asked", [(), ("-k tax",)], ids=["whole", "narrowed"])
def test_only_what_passed_is_called_passed(
    capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], ruling: Ruling, code: ExitCode
) -> None:
    """A run that the user narrowed and that passed has no ruling; any other ends with its own."""
    reasons = () if ruling is Ruling.KEPT else (Reason(ruling, "test-failed", "a test failed"),)
    verdict = a_verdict(ruling, reasons=reasons, suites=(a_suite("unit", ruling, a_part()),))
    assert print_suite_verdict(CONFIG, "unit", verdict, asked=asked) is code
    narrowed = "narrowed by -k tax: the tests that ran have passed, nothing was judged"
    passed = asked and ruling is Ruling.KEPT
    last = narrowed if passed else f"suite unit: {ruling}"
    assert capsys.readouterr().out.splitlines()[-1] == last
