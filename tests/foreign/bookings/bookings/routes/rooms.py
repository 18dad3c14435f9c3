from datetime import date, datetime, timezone

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bookings.db import get_session
from bookings.repos import rooms as repo
from bookings.routes.security import require_key
from bookings.services import booking as service

router = APIRouter(prefix='/rooms')


class RoomIn(BaseModel):
    name: str
    seats: int


@router.get('')
async def list_rooms(seats: int = 0, session: AsyncSession = Depends(get_session)):
    rooms = await repo.list_rooms(session, seats)
    return [{'id': room.id, 'name': room.name, 'seats': room.seats} for room in rooms]


@router.post('', status_code=201, dependencies=[Depends(require_key)])
async def add_room(data: RoomIn, session: AsyncSession = Depends(get_session)):
    try:
        room = await repo.add_room(session, data.name, data.seats)
        await session.commit()
    except IntegrityError:
        await session.rollback()
        raise HTTPException(409, 'there is a room of that name')
    return {'id': room.id, 'name': room.name, 'seats': room.seats}


@router.delete('/{room_id}', status_code=204, dependencies=[Depends(require_key)])
async def delete_room(room_id: int, session: AsyncSession = Depends(get_session)):
    room = await repo.get_room(session, room_id)
    if room is None:
        raise HTTPException(404)
    await repo.delete_room(session, room)
    await session.commit()


@router.get('/{room_id}/free')
async def free(room_id: int, day: date, session: AsyncSession = Depends(get_session)):
    when = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
    plan = await service.day_plan(session, room_id, when)
    return [[starts.isoformat(), ends.isoformat()] for starts, ends in plan]
