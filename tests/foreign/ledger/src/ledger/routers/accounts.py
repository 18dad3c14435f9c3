from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from ledger.db import get_session
from ledger.repositories.accounts import AccountRepository
from ledger.services.statements import StatementService
from ledger.services.transfers import TransferService

router = APIRouter(prefix="/accounts", tags=["accounts"])


class AccountIn(BaseModel):
    number: str = Field(pattern=r"^\d{4}-\d{2}$")
    owner: str = Field(min_length=1, max_length=80)
    currency: str = "EUR"


class AccountOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    number: str
    owner: str
    currency: str
    closed: bool


@router.post("", status_code=201, response_model=AccountOut)
def open_account(data: AccountIn, session: Session = Depends(get_session)):
    return TransferService(session).open_account(**data.model_dump())


@router.get("", response_model=list[AccountOut])
def list_accounts(
    owner: str | None = Query(None), session: Session = Depends(get_session)
):
    accounts = AccountRepository(session)
    if owner:
        return accounts.search(owner)
    return accounts.all()


@router.delete("/{number}", response_model=AccountOut)
def close_account(number: str, session: Session = Depends(get_session)):
    return TransferService(session).close_account(number)


@router.get("/{number}/statement")
def statement(number: str, session: Session = Depends(get_session)):
    return StatementService(session).lines(number)


@router.post("/{number}/export", status_code=202)
def export(number: str, session: Session = Depends(get_session)):
    path = StatementService(session).export(number)
    return {"file": path.name}
