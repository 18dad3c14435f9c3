"""Looking for what keeps a verdict from being true, and what would cure it.

``examine`` is the door; ``rendering`` and ``document`` show what it finds, ``mending`` carries out
the safe changes. Checks lie in ``checks`` (files and environment) and ``checks_running`` (which run
tests); ``catalogue`` has them in order.
"""

from layerproof.adoption.doctor.examination import examine, examine_each
from layerproof.adoption.doctor.patients import Limits, make_patient
from layerproof.adoption.doctor.values import Check, Diagnosis, Edit, Patient, State

__all__ = [
    "Check",
    "Diagnosis",
    "Edit",
    "Limits",
    "Patient",
    "State",
    "examine",
    "examine_each",
    "make_patient",
]
