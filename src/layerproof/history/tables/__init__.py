"""The tables, as SQLAlchemy classes. Only ``repositories`` and ``migrations`` look here.

Importing this package is enough for ``metadata`` to know every table.
"""

from layerproof.history.tables.metadata import Row
from layerproof.history.tables.runs import (
    GateRow,
    LayerRow,
    LayerSuiteRow,
    ProjectRow,
    ReasonRow,
    RunDocumentRow,
    RunRow,
    SuiteRow,
)
from layerproof.history.tables.tests import TestResultRow, TestRow

metadata = Row.metadata

__all__ = [
    "GateRow",
    "LayerRow",
    "LayerSuiteRow",
    "ProjectRow",
    "ReasonRow",
    "Row",
    "RunDocumentRow",
    "RunRow",
    "SuiteRow",
    "TestResultRow",
    "TestRow",
    "metadata",
]
