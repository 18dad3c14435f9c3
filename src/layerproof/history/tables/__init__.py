"""The tables, as SQLAlchemy classes. Only ``repositories`` and ``migrations`` look here.

Importing this package is enough for ``metadata`` to know every table.
"""

from layerproof.history.tables.metadata import Row
from layerproof.history.tables.organizations import (
    InvitationRow,
    MembershipRow,
    OrganizationRow,
    ProjectRow,
    ProjectTokenRow,
)
from layerproof.history.tables.people import (
    LoginFailureRow,
    LoginRow,
    RefreshTokenRow,
    ServerSecretRow,
    UserRow,
)
from layerproof.history.tables.pieces import PieceRow
from layerproof.history.tables.runs import (
    GateRow,
    LayerRow,
    LayerSuiteRow,
    ReasonRow,
    RunDocumentRow,
    RunRow,
    SuiteRow,
)
from layerproof.history.tables.tests import TestResultRow, TestRow

metadata = Row.metadata

__all__ = [
    "GateRow",
    "InvitationRow",
    "LayerRow",
    "LayerSuiteRow",
    "LoginFailureRow",
    "LoginRow",
    "MembershipRow",
    "OrganizationRow",
    "PieceRow",
    "ProjectRow",
    "ProjectTokenRow",
    "ReasonRow",
    "RefreshTokenRow",
    "Row",
    "RunDocumentRow",
    "RunRow",
    "ServerSecretRow",
    "SuiteRow",
    "TestResultRow",
    "TestRow",
    "UserRow",
    "metadata",
]
