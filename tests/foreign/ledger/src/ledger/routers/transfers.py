from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel
from sqlalchemy.orm import Session

from ledger.db import get_session
from ledger.repositories.transfers import TransferRepository
from ledger.services.transfers import TransferService, parse_amount

router = APIRouter(prefix="/transfers", tags=["transfers"])


class TransferIn(BaseModel):
    source: str
    target: str
    amount: str
    text: str = ""


class DepositIn(BaseModel):
    amount: str
    text: str = "Cash"


@router.post("", status_code=201)
def book(data: TransferIn, session: Session = Depends(get_session)):
    try:
        cents = parse_amount(data.amount)
        transfer = TransferService(session).transfer(
            data.source, data.target, cents, data.text
        )
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return {"id": transfer.id}


@router.post("/deposits/{number}", status_code=201)
def deposit(number: str, data: DepositIn, session: Session = Depends(get_session)):
    try:
        cents = parse_amount(data.amount)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    transfer = TransferService(session).deposit(number, cents, data.text)
    return {"id": transfer.id}


@router.get("/{transfer_id}")
def show(transfer_id: int, session: Session = Depends(get_session)):
    transfer = TransferRepository(session).get(transfer_id)
    if transfer is None:
        raise HTTPException(404, "no such transfer")
    return {"id": transfer.id, "text": transfer.text}
