"""Fixtures of all suites: a user who is logged in, and a mailbox in the place of a mail server."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.mailbox import Mailbox

from organizations.dependencies import get_sender
from organizations.models import User
from tests.factories import UserFactory


@pytest.fixture
def ann() -> User:
    """The user that ``auth_sync_client`` is, by ``[tool.layerproof.auth]``."""
    return UserFactory.create(verified=True, email="ann@example.org", name="Ann")


@pytest.fixture
def mailbox(app: FastAPI) -> Mailbox:
    """What the application sends during the test."""
    mailbox = Mailbox()
    app.dependency_overrides[get_sender] = lambda: mailbox
    return mailbox


@pytest.fixture
def bob() -> User:
    """Somebody else, verified as well."""
    return UserFactory.create(verified=True, email="bob@example.org", name="Bob")
