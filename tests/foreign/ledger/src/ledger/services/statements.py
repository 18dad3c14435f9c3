import csv
import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from ledger.repositories.accounts import AccountRepository
from ledger.repositories.transfers import TransferRepository
from ledger.services.errors import NotFound

EXPORTS = Path(tempfile.gettempdir()) / "ledger-exports"


class StatementService:
    def __init__(self, session: Session):
        self.accounts = AccountRepository(session)
        self.transfers = TransferRepository(session)

    def lines(self, number: str) -> list[dict]:
        account = self.accounts.by_number(number)
        if account is None:
            raise NotFound(f"no account {number}")
        balance, lines = 0, []
        for entry in self.transfers.entries_of(account):
            balance += entry.cents
            lines.append(
                {"text": entry.transfer.text, "cents": entry.cents, "balance": balance}
            )
        return lines

    def export(self, number: str, folder: Path = EXPORTS) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"statement-{number}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ["text", "cents", "balance"])
            writer.writeheader()
            writer.writerows(self.lines(number))
        return path

    def export_all(self) -> list[Path]:
        folder = EXPORTS / "all"
        return [self.export(account.number, folder) for account in self.accounts.all()]
