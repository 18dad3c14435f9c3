from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ledger.models import Account, Entry, Transfer


class TransferRepository:
    def __init__(self, session: Session):
        self.session = session

    def book(self, text: str, lines: list[tuple[Account, int]]) -> Transfer:
        transfer = Transfer(text=text)
        self.session.add(transfer)
        self.session.flush()
        for account, cents in lines:
            self.session.add(
                Entry(transfer_id=transfer.id, account_id=account.id, cents=cents)
            )
        self.session.flush()
        return transfer

    def get(self, transfer_id: int) -> Transfer | None:
        return self.session.get(Transfer, transfer_id)

    def entries_of(self, account: Account) -> list[Entry]:
        query = (
            select(Entry)
            .options(joinedload(Entry.transfer))
            .where(Entry.account_id == account.id)
            .order_by(Entry.id)
        )
        return list(self.session.scalars(query))

    def largest(self, limit: int = 5) -> list[Entry]:
        query = select(Entry).order_by(Entry.cents.desc()).limit(limit)
        return list(self.session.scalars(query))
