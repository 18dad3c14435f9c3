from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.models import Account, Entry


class AccountRepository:
    def __init__(self, session: Session):
        self.session = session

    def add(self, number: str, owner: str, currency: str = "EUR") -> Account:
        account = Account(number=number, owner=owner, currency=currency)
        self.session.add(account)
        self.session.flush()
        return account

    def by_number(self, number: str) -> Account | None:
        return self.session.scalar(select(Account).where(Account.number == number))

    def search(self, owner: str) -> list[Account]:
        query = (
            select(Account)
            .where(Account.owner.icontains(owner, autoescape=True))
            .order_by(Account.number)
        )
        return list(self.session.scalars(query))

    def all(self, include_closed: bool = False) -> list[Account]:
        query = select(Account).order_by(Account.number)
        if not include_closed:
            query = query.where(Account.closed.is_(False))
        return list(self.session.scalars(query))

    def balance(self, account: Account) -> int:
        query = select(func.coalesce(func.sum(Entry.cents), 0)).where(
            Entry.account_id == account.id
        )
        return int(self.session.scalar(query))

    def close(self, account: Account) -> None:
        account.closed = True
        self.session.flush()
