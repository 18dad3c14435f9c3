from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bookings.repos import bookings as booking_repo
from bookings.repos import rooms as room_repo
from bookings.services.slots import check_slot, free_slots
from bookings.tables import Booking


class Conflict(Exception):
    pass


class Missing(Exception):
    pass


async def book(session: AsyncSession, room_id: int, guest: str, starts: datetime, ends: datetime) -> Booking:
    check_slot(starts, ends)
    room = await room_repo.get_room(session, room_id)
    if room is None:
        raise Missing('room')
    taken = await booking_repo.overlapping(session, room_id, starts, ends)
    if taken:
        raise Conflict(f'{room.name} is taken by {taken[0].guest}')
    booking = await booking_repo.add_booking(session, room_id, guest, starts, ends)
    await session.commit()
    return booking


async def cancel(session: AsyncSession, booking_id: int) -> None:
    booking = await booking_repo.get_booking(session, booking_id)
    if booking is None:
        raise Missing('booking')
    await booking_repo.delete_booking(session, booking)
    await session.commit()


async def day_plan(session: AsyncSession, room_id: int, day: datetime) -> list[tuple[datetime, datetime]]:
    start = day.replace(hour=0, minute=0, second=0, microsecond=0)
    taken = await booking_repo.overlapping(session, room_id, start, start + timedelta(days=1))
    return free_slots(day, [(one.starts, one.ends) for one in taken])
