import re

from sqlalchemy.orm import Session

from ledger.models import Account, Transfer
from ledger.repositories.accounts import AccountRepository
from ledger.repositories.transfers import TransferRepository
from ledger.services.errors import NotFound, Refused

AMOUNT = re.compile(r"^(\d{1,3}(?:[ .]?\d{3})*)(?:,(\d{1,2}))?$")


def parse_amount(text: str) -> int:
    """German notation: 1.234,50 -> 123450 cents."""
    match = AMOUNT.match(text.strip())
    if not match:
        raise ValueError(f"not an amount: {text!r}")
    whole = re.sub(r"[ .]", "", match.group(1))
    cents = (match.group(2) or "").ljust(2, "0")
    return int(whole) * 100 + int(cents)


def split(cents: int, parts: int) -> list[int]:
    if parts < 1:
        raise ValueError("at least one part")
    return [round(cents / parts)] * parts


class TransferService:
    def __init__(self, session: Session):
        self.accounts = AccountRepository(session)
        self.transfers = TransferRepository(session)

    def open_account(self, number: str, owner: str, currency: str = "EUR") -> Account:
        if self.accounts.by_number(number):
            raise Refused(f"{number} exists already")
        return self.accounts.add(number, owner, currency)

    def close_account(self, number: str) -> Account:
        account = self._open(number)
        if self.accounts.balance(account) != 0:
            raise Refused(f"{number} is not empty")
        self.accounts.close(account)
        return account

    def transfer(self, source: str, target: str, cents: int, text: str) -> Transfer:
        if cents <= 0:
            raise ValueError("an amount has to be positive")
        if source == target:
            raise Refused("source and target are the same")
        giver, taker = self._open(source), self._open(target)
        if giver.currency != taker.currency:
            raise Refused("currencies differ")
        if self.accounts.balance(giver) < cents:
            raise Refused(f"{source} has too little")
        return self.transfers.book(text, [(giver, -cents), (taker, cents)])

    def deposit(self, number: str, cents: int, text: str = "Cash") -> Transfer:
        if cents <= 0:
            raise ValueError("an amount has to be positive")
        return self.transfers.book(text, [(self._open(number), cents)])

    def _open(self, number: str) -> Account:
        account = self.accounts.by_number(number)
        if account is None:
            raise NotFound(f"no account {number}")
        if account.closed:
            raise Refused(f"{number} is closed")
        return account
