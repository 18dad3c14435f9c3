"""The verdict: what was found, held against what the config asks for."""

from __future__ import annotations

from layerproof.core.config.values import Config
from layerproof.core.judge.evidence import Evidence
from layerproof.core.judge.values import Provenance, Verdict
from layerproof.errors import ExitCode


def judge(
    config: Config, evidence: Evidence, provenance: Provenance, *, partial: bool = False
) -> Verdict:
    """Return the verdict on the whole run."""
    raise NotImplementedError


def judge_suite(config: Config, name: str, evidence: Evidence, provenance: Provenance) -> Verdict:
    """Return the verdict on one suite alone."""
    raise NotImplementedError


def exit_code(verdict: Verdict) -> ExitCode:
    """Return what the process tells its caller."""
    raise NotImplementedError
