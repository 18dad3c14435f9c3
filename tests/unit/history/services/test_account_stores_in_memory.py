"""The fakes of accounts that the services' tests use keep the same contract as the real ones."""

from __future__ import annotations

import pytest

from tests.support.account_contract import (
    AccountContract,
    FailureContract,
    LoginContract,
    TransactionContract,
    UserContract,
)
from tests.support.history_fakes.accounts import FakeAccountStores


class OnMemory(AccountContract):
    """Stores in memory."""

    @pytest.fixture
    def stores(self) -> FakeAccountStores:
        """Give stores on nothing."""
        return FakeAccountStores()


class TestUsers(OnMemory, UserContract):
    """People."""


class TestLogins(OnMemory, LoginContract):
    """Log-ins."""


class TestFailures(OnMemory, FailureContract):
    """Failed attempts."""


class TestTransactions(OnMemory, TransactionContract):
    """Transactions."""
