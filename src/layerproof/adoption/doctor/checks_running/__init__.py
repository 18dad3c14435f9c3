"""Checks that run something of the project, in processes of their own. One question a module.

``probes`` makes each run once, for whoever asks first.
"""

from layerproof.adoption.doctor.checks_running import (
    collecting,
    coverage_proof,
    order,
    sleeping,
    source_imports,
    traced_late,
    two_workers,
)
from layerproof.adoption.doctor.values import Check

RUNNING_CHECKS: tuple[Check, ...] = (
    *traced_late.CHECKS,
    *coverage_proof.CHECKS,
    *source_imports.CHECKS,
    *collecting.CHECKS,
    *sleeping.CHECKS,
    *order.CHECKS,
    *two_workers.CHECKS,
)
