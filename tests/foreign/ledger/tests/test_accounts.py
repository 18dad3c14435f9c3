import pytest
from sqlalchemy.exc import IntegrityError

from ledger.models import Account
from ledger.repositories.accounts import AccountRepository


def test_first_account_has_id_one(session):
    account = AccountRepository(session).add("1000-01", "Anna")
    session.commit()
    assert account.id == 1


def test_number_is_unique(session):
    accounts = AccountRepository(session)
    accounts.add("1000-01", "Anna")
    session.commit()
    with pytest.raises(IntegrityError):
        accounts.add("1000-01", "Ben")


def test_commit_is_seen_by_other_session(session):
    from ledger.db import SessionLocal

    AccountRepository(session).add("1000-01", "Anna")
    session.commit()
    with SessionLocal() as other:
        assert other.query(Account).count() == 1


def test_tables_are_empty_again(session):
    assert session.query(Account).count() == 0


def test_closed_accounts_are_left_out(session):
    accounts = AccountRepository(session)
    accounts.close(accounts.add("1000-01", "Anna"))
    accounts.add("1000-02", "Ben")
    assert [account.number for account in accounts.all()] == ["1000-02"]
    assert len(accounts.all(include_closed=True)) == 2


@pytest.mark.parametrize(
    "part, expected",
    [
        pytest.param("blum", ["1000-01"], id="lower case"),
        pytest.param("ürger", ["1000-02"], id="umlaut ü"),
        pytest.param("e.V.", ["1000-02"], id="dots/and such"),
        pytest.param("%", [], id="100% wild"),
        pytest.param("", ["1000-01", "1000-02"], id=""),
    ],
)
def test_search(session, two_accounts, part, expected):
    found = AccountRepository(session).search(part)
    assert [account.number for account in found] == expected


def test_balance_of_new_account(session):
    accounts = AccountRepository(session)
    assert accounts.balance(accounts.add("1000-01", "Anna")) == 0
