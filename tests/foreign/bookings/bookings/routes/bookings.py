from datetime import datetime

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from bookings.db import get_session
from bookings.services import booking as service
from bookings.services.slots import SlotError

router = APIRouter(prefix='/bookings')


class BookingIn(BaseModel):
    room_id: int
    guest: str
    starts: datetime
    ends: datetime


@router.post('', status_code=201)
async def book(data: BookingIn, session: AsyncSession = Depends(get_session)):
    try:
        booking = await service.book(session, **data.model_dump())
    except SlotError as error:
        raise HTTPException(422, str(error))
    except service.Missing as error:
        raise HTTPException(404, str(error))
    except service.Conflict as error:
        raise HTTPException(409, str(error))
    return {'id': booking.id, 'guest': booking.guest}


@router.delete('/{booking_id}', status_code=204)
async def cancel(booking_id: int, session: AsyncSession = Depends(get_session)):
    try:
        await service.cancel(session, booking_id)
    except service.Missing as error:
        raise HTTPException(404, str(error))
